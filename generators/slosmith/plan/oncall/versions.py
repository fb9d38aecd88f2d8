"""Which release of Alertmanager the configuration needs, and because of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.plan.oncall_model import ReceiverPlan
from slosmith.spec.oncall.channels import channel_of
from slosmith.spec.oncall.channels.channel import FLOOR, Version


class Need(NamedTuple):
    """`what` needs the release; `why` names what it brought, if there is more to say."""

    version: Version
    what: str
    why: str
    receiver: ReceiverPlan
    integration: str


def needs(receivers: tuple[ReceiverPlan, ...]) -> Iterator[Need]:
    """For each integration what goes furthest beyond the oldest release that is supported."""
    for receiver in receivers:
        for kind, settings, _ in receiver.integrations:
            channel = channel_of(kind)
            found = [Need(channel.since.version, f"`{kind}`", channel.since.why, receiver, kind)]
            found += (
                Need(since.version, f"`{setting}` of `{kind}`", since.why, receiver, kind)
                for setting, since, applies in channel.later
                if setting in settings and applies(settings)
            )
            newest = max(found, key=lambda need: need.version)
            if newest.version > FLOOR:
                yield newest


def needed(receivers: tuple[ReceiverPlan, ...]) -> Version:
    """The oldest release that delivers everything."""
    return max([FLOOR, *(need.version for need in needs(receivers))])


def version(text: str) -> Version:
    major, minor, *_ = text.split(".")
    return int(major), int(minor)


def version_text(value: Version) -> str:
    return ".".join(map(str, value))
