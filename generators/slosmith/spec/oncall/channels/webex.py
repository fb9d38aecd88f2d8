"""Webex."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.base import Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Integration,
    Settings,
    Written,
    bearer,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.channels.markup import WEBEX as MARKUP
from slosmith.spec.oncall.types import SecretFile, Slug, Url


class Webex(Integration):
    """A Webex room, to which a bot writes. A text is enough: the id of the room."""

    room_id: Slug = Field(description="The id of the room.")
    credentials_file: SecretFile | None = Field(
        default=None, description="The file with the bot's token, if not that of the OnCall document."
    )
    url: Url | None = Field(default=None, description="The API URL, if it is not the public one.")


class WebexAccount(Model):
    """What all Webex rooms share."""

    credentials_file: SecretFile = Field(description="The file with the bot's token.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "room_id")


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(settings, "room_id", api_url="url"),
        "message": template("webex.message"),
        "http_config": bearer(settings["credentials_file"]),
    }


WEBEX = Channel(
    key="webex",
    configs="webex_configs",
    title="Webex rooms.",
    model=Webex,
    recipient=_recipient,
    write=_write,
    shorthand="room_id",
    account=WebexAccount,
    account_title="What all Webex rooms share.",
    required=("credentials_file",),
    markup=MARKUP,
)
