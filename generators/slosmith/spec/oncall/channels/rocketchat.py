"""Rocket.Chat, by its API."""

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
from slosmith.spec.oncall.channels.markup import ROCKETCHAT as MARKUP
from slosmith.spec.oncall.types import ChatChannel, SecretFile, Url

_FILES = "Alertmanager reads it when it starts."


class RocketChat(Integration):
    """A Rocket.Chat channel or person. A text is enough: `rocketchat: "#alerts"`."""

    channel: ChatChannel = Field(description='The channel or the person, in quotes: "#alerts", "@person".')
    url: Url | None = Field(
        default=None, description="The URL of the server, if not that of the OnCall document."
    )
    token_file: SecretFile | None = Field(
        default=None, description="The file with the token, if not that of the OnCall document."
    )
    token_id_file: SecretFile | None = Field(
        default=None, description="The file with the user's id, if not that of the OnCall document."
    )


class RocketChatAccount(Model):
    """What all Rocket.Chat channels share."""

    url: Url = Field(description="The URL of the server.")
    token_file: SecretFile = Field(description=f"The file with the token. {_FILES}")
    token_id_file: SecretFile = Field(description=f"The file with the id of the token's user. {_FILES}")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "channel")


def _write(settings: Settings, sender: str) -> Written:
    """The title is plain text; only the text is read as markup."""
    return {
        **given(settings, "token_file", "token_id_file", "channel", api_url="url"),
        "color": Inline('{{ if eq .Status "firing" }}red{{ else }}green{{ end }}'),
        "title": template("title"),
        "title_link": template("dashboard"),
        "text": template("rocketchat.text"),
    }


ROCKETCHAT = Channel(
    key="rocketchat",
    configs="rocketchat_configs",
    title="Rocket.Chat channels.",
    model=RocketChat,
    recipient=_recipient,
    write=_write,
    since=Since((0, 28)),
    shorthand="channel",
    account=RocketChatAccount,
    account_title="What all Rocket.Chat channels share.",
    required=("url", "token_file", "token_id_file"),
    markup=MARKUP,
)
