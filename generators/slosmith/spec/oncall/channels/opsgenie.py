"""Opsgenie."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.base import Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Choice,
    Integration,
    Settings,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.types import SecretFile, Url


class Opsgenie(Integration):
    """Opsgenie alerts, with a priority that follows the severity."""

    api_key_file: SecretFile | None = Field(
        default=None, description="The file with the API key, if not that of the OnCall document."
    )
    url: Url | None = Field(default=None, description="The API URL, if it is not that of the US region.")


class OpsgenieAccount(Model):
    """What all Opsgenie integrations share."""

    api_key_file: SecretFile = Field(description="The file with the API key.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "api_key_file")


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(settings, "api_key_file", api_url="url"),
        "message": template("title"),
        "description": template("text"),
        "priority": template("opsgenie.priority"),
        "source": sender,
        "entity": "{{ .CommonLabels.service }}",
    }


OPSGENIE = Channel(
    key="opsgenie",
    configs="opsgenie_configs",
    title="Opsgenie.",
    model=Opsgenie,
    recipient=_recipient,
    write=_write,
    account=OpsgenieAccount,
    account_title="What all Opsgenie integrations share.",
    required=("api_key_file",),
    choices=(Choice("opsgenie.priority", lambda urgency: f"P{min(urgency.rank, 5)}", "P3"),),
)
