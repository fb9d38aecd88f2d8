"""Pushover: to the telephones of a person or a group."""

from __future__ import annotations

from pydantic import Field

from slosmith.spec.base import Model
from slosmith.spec.oncall.channels.channel import (
    Channel,
    Choice,
    Integration,
    Settings,
    Since,
    Written,
    given,
    template,
    text_of,
)
from slosmith.spec.oncall.types import SecretFile, Slug


class Pushover(Integration):
    """A person or a group of Pushover. Pages repeat until somebody acknowledges them, for an hour."""

    user_key_file: SecretFile = Field(description="The file with the key of the person or the group.")
    token_file: SecretFile | None = Field(
        default=None,
        description="The file with the token of the application, if not that of the OnCall document.",
    )
    device: Slug | None = Field(default=None, description="One device of theirs. Default: all.")
    sound: Slug | None = Field(default=None, description="The name of the sound. Default: theirs.")


class PushoverAccount(Model):
    """What all Pushover integrations share."""

    token_file: SecretFile = Field(description="The file with the token of the application.")


def _recipient(settings: Settings) -> str:
    return " ".join(filter(None, (text_of(settings, "user_key_file"), text_of(settings, "device"))))


# 2 repeats until it is acknowledged, 0 makes a sound, -1 is quiet: https://pushover.net/api#priority.
_PRIORITIES = {"page": "2", "ticket": "0", "message": "-1"}


def _write(settings: Settings, sender: str) -> Written:
    """The first link of a message is the playbook."""
    return {
        **given(settings, "user_key_file", "token_file", "device", "sound"),
        "title": template("title"),
        "message": template("text"),
        "url": template("playbook"),
        "url_title": "Playbook",
        "priority": template("pushover.priority"),
    }


PUSHOVER = Channel(
    key="pushover",
    configs="pushover_configs",
    title="People and groups of Pushover.",
    model=Pushover,
    recipient=_recipient,
    write=_write,
    since=Since((0, 26), "the first that reads its keys from files"),
    account=PushoverAccount,
    account_title="What all Pushover integrations share.",
    required=("token_file",),
    choices=(Choice("pushover.priority", lambda urgency: _PRIORITIES[urgency.notify], "0"),),
)
