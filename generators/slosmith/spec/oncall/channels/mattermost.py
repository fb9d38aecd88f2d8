"""Mattermost, by an incoming webhook."""

from __future__ import annotations

from pydantic import Field

from slosmith.emit import Inline
from slosmith.spec.base import Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Settings,
    Since,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.channels.markup import MATTERMOST as MARKUP
from slosmith.spec.oncall.types import SecretFile, Slug


class Mattermost(Integration):
    """A Mattermost channel, by an incoming webhook."""

    channel: Slug | None = Field(
        default=None, description="The name of the channel as in its URL. Default: that of the webhook."
    )
    webhook_url_file: SecretFile | None = Field(
        default=None, description="The file with the webhook URL, if not that of the OnCall document."
    )


class MattermostAccount(Model):
    """What all Mattermost channels share."""

    webhook_url_file: SecretFile = Field(description="The file with the webhook URL.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "channel", "webhook_url_file")


def _write(settings: Settings, sender: str) -> Written:
    """The one form that every release reads alike: an attachment, and no text before it. Its title is a line of the
    text, since Mattermost reads the field `title` as Markdown at one time and as plain text at another."""
    return {
        **given(settings, "webhook_url_file", "channel"),
        "username": sender,
        "text": "",
        "attachments": [
            {
                "fallback": template("title"),
                "color": Inline('{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'),
                "text": template("mattermost.message"),
            }
        ],
    }


MATTERMOST = Channel(
    key="mattermost",
    configs="mattermost_configs",
    title="Mattermost channels.",
    model=Mattermost,
    recipient=_recipient,
    write=_write,
    since=Since((0, 30)),
    account=MattermostAccount,
    account_title="What all Mattermost channels share.",
    required=("webhook_url_file",),
    markup=MARKUP,
)
