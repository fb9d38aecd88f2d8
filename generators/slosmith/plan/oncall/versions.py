"""Which release of Alertmanager the configuration needs, and because of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.plan.oncall_model import ReceiverPlan

Version = tuple[int, int]

FLOOR: Version = (0, 25)
# (integration, setting) and the first release that has it; no setting is the integration itself.
_SINCE: dict[tuple[str, str], Version] = {
    ("webhook", "url_file"): (0, 26),
    ("discord", "webhook_url_file"): (0, 27),
    ("msteams", "webhook_url_file"): (0, 27),
}
# From here on Teams has workflows instead of the connectors that Microsoft retired.
TEAMS_WORKFLOWS: Version = (0, 28)


class Need(NamedTuple):
    version: Version
    what: str
    receiver: ReceiverPlan
    integration: str


def needs(receivers: tuple[ReceiverPlan, ...]) -> Iterator[Need]:
    """What goes beyond the oldest release that is supported."""
    for receiver in receivers:
        for kind, settings, _ in receiver.integrations:
            for setting in settings:
                version = _SINCE.get((kind, setting))
                if version is not None:
                    yield Need(version, f"`{setting}` of `{kind}`", receiver, kind)


def needed(receivers: tuple[ReceiverPlan, ...], aimed: Version) -> Version:
    """The oldest release that loads the configuration, given the release that it is written for."""
    found = [need.version for need in needs(receivers)]
    if aimed >= TEAMS_WORKFLOWS and any(need.integration == "msteams" for need in needs(receivers)):
        found.append(TEAMS_WORKFLOWS)
    return max([FLOOR, *found])


def version(text: str) -> Version:
    major, minor, *_ = text.split(".")
    return int(major), int(minor)


def version_text(value: Version) -> str:
    return ".".join(map(str, value))
