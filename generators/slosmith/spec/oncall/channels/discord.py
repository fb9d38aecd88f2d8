"""Discord."""

from __future__ import annotations

from pydantic import Field

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
from slosmith.spec.oncall.channels.markup import DISCORD as MARKUP
from slosmith.spec.oncall.types import SecretFile


class Discord(Integration):
    """A Discord channel. Needs Alertmanager 0.28, the first that reads the URL from a file."""

    webhook_url_file: SecretFile = Field(description="The file with the webhook URL.")


def _recipient(settings: Settings) -> str:
    return text_of(settings, "webhook_url_file")


def _write(settings: Settings, sender: str) -> Written:
    return {
        **given(settings, "webhook_url_file"),
        "title": template("discord.title"),
        "message": template("discord.text"),
    }


DISCORD = Channel(
    key="discord",
    configs="discord_configs",
    title="Discord channels.",
    model=Discord,
    recipient=_recipient,
    write=_write,
    # 0.27 has `webhook_url_file` and refuses a configuration without `webhook_url`.
    since=Since((0, 28), "the first that reads its URL from a file"),
    markup=MARKUP,
)
