"""What a reviewer should not miss: one function for each, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from slosmith.diff import alert_cautions, slo_cautions
from slosmith.diff.matched import Matched
from slosmith.diff.model import Caution

# Codes are words and stay what they are. docs/diff.md tells them to people; a test holds it against this.
CAUTIONS = {
    "nobody-reached": "An alert that reached somebody reaches nobody any more.",
    "fewer-reached": "An alert no longer reaches some of those it did, and nobody new in their place.",
    "alert-removed": "A hand-written alert is gone, an SLO with its alerts, or an alert of an SLO.",
    "severity-lowered": "An alert no longer pages, or may be answered later: its severity is another one, or means less.",
    "weaker-target": "An SLO promises less than before.",
    "later-detection": "An error rate is noticed later than before, or no longer.",
    "history-lost": "An SLO records under other labels than before, so its history is not found again: its id, its service or its `group_by` changed.",
    "history-mixed": "An SLO counts something else than before, so that its history is a mixture until its budget's window has passed.",
    "playbook-lost": "An SLO or an alert no longer links to a playbook, or a playbook is gone.",
}

_Look: TypeAlias = Callable[[Matched], Iterator[Caution]]
_LOOKS: tuple[_Look, ...] = (
    alert_cautions.nobody_reached,
    alert_cautions.fewer_reached,
    alert_cautions.alert_removed,
    alert_cautions.severity_lowered,
    slo_cautions.weaker_target,
    slo_cautions.later_detection,
    slo_cautions.history_lost,
    slo_cautions.history_mixed,
    slo_cautions.playbook_lost,
)


def cautions(matched: Matched) -> tuple[Caution, ...]:
    return tuple(caution for look in _LOOKS for caution in look(matched))
