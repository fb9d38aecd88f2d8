"""Telegram, by a bot."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

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
from slosmith.spec.oncall.channels.markup import TELEGRAM as MARKUP
from slosmith.spec.oncall.types import SecretFile, Url
from slosmith.spec.types import refuse


def _chat(number: int) -> int:
    if number == 0:
        refuse("bad-value", "no chat has the number 0", "write its id: groups have negative ones")
    return number


_ChatId = Annotated[int, AfterValidator(_chat)]
# Alertmanager appends `/bot`.
_ApiUrl = Annotated[Url, AfterValidator(lambda url: url.rstrip("/"))]


class Telegram(Integration):
    """A chat, to which a bot writes. Needs Alertmanager 0.28."""

    chat_id: _ChatId = Field(
        description="The id of the chat; those of groups are negative.", ge=-(2**53), le=2**53
    )
    thread_id: int | None = Field(default=None, description="The topic within the group.", ge=1, le=2**31 - 1)
    silent: bool | None = Field(default=None, description="Whether it makes no sound. Default: it does.")
    bot_token_file: SecretFile | None = Field(
        default=None, description="The file with the bot's token, if not that of the OnCall document."
    )
    url: _ApiUrl | None = Field(default=None, description="The API URL, if it is not the public one.")


class TelegramAccount(Model):
    """What all Telegram chats share."""

    bot_token_file: SecretFile = Field(description="The file with the bot's token.")


def _recipient(settings: Settings) -> str:
    thread = text_of(settings, "thread_id")
    return text_of(settings, "chat_id") + (f" topic {thread}" if thread else "")


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(
            settings,
            "bot_token_file",
            "chat_id",
            api_url="url",
            message_thread_id="thread_id",
            disable_notifications="silent",
        ),
        "parse_mode": "HTML",
        "message": template("telegram.message"),
    }


TELEGRAM = Channel(
    key="telegram",
    configs="telegram_configs",
    title="Telegram chats.",
    model=Telegram,
    recipient=_recipient,
    write=_write,
    # 0.26 and 0.27 read the token from a file, and show the tags of HTML instead of what they mean.
    since=Since((0, 28), "the first that sends marked-up text with a token from a file"),
    account=TelegramAccount,
    account_title="What all Telegram chats share.",
    required=("bot_token_file",),
    markup=MARKUP,
)
