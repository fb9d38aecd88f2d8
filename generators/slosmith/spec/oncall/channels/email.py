"""Mail."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from slosmith.emit import Inline
from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Settings,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.types import Address, HostPort, SecretFile, one_or_many
from slosmith.spec.types import Line


class Email(Integration):
    """Mail to one or several addresses. A text is enough: `email: oncall@example.com`."""

    to: Annotated[
        tuple[Address, ...],
        Listed,
        BeforeValidator(one_or_many, json_schema_input_type=str | list[str]),
    ] = Field(description="Who gets it.", min_length=1)


class MailServer(Model):
    """How mail is sent."""

    smarthost: HostPort = Field(description="host:port of the server.")
    sender: Address = Field(alias="from", description="The sender's address.")
    username: Line | None = Field(default=None, description="The user of the account.")
    password_file: SecretFile | None = Field(default=None, description="The file with the password.")
    require_tls: bool = Field(default=True, description="Refuse to send without TLS. Default: true.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "to")


def _write(settings: Settings, sender: str) -> Written:
    """Alertmanager escapes the values of the HTML part."""
    return {
        "to": text_of(settings, "to"),
        **given(
            settings,
            **{"from": "sender"},
            smarthost="smarthost",
            auth_username="username",
            auth_password_file="password_file",
            require_tls="require_tls",
        ),
        "headers": {"Subject": template("title")},
        "text": template("text"),
        "html": Inline(f"<pre>{template('text')}</pre>"),
    }


EMAIL = Channel(
    key="email",
    configs="email_configs",
    title="Mail.",
    model=Email,
    recipient=_recipient,
    write=_write,
    shorthand="to",
    account=MailServer,
    account_title="How mail is sent.",
    required=("smarthost", "sender"),
)
