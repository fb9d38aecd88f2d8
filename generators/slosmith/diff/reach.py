"""Whom every alert of a plan reaches: not by the names of receivers alone, but by what stands behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from slosmith.diff.model import ReachChange
from slosmith.diff.node import Node
from slosmith.diff.renames import Pair, Renames
from slosmith.diff.ways import Way, way_of
from slosmith.plan.model import Plan
from slosmith.plan.oncall.reach import routed

# No two alerts of a plan share their name and all labels.
_Key: TypeAlias = tuple[str, frozenset[tuple[str, str]]]


class Reach(NamedTuple):
    """Receivers that have somebody to tell, and those whom they tell."""

    receivers: tuple[str, ...] = ()
    ways: frozenset[Way] = frozenset()


class Reached:
    """Looks up whom the alert of a node reaches."""

    def __init__(self, plan: Plan | None) -> None:
        self._by_alert = dict(_reached(plan)) if plan is not None else {}

    def of(self, alert: Node) -> Reach:
        labels = {str(field[-1]): str(value) for field, value in alert.fields.items() if field[0] == "labels"}
        return self._by_alert.get((alert.title, frozenset(labels.items())), Reach())


def _reached(plan: Plan) -> Iterator[tuple[_Key, Reach]]:
    ways = {
        each.name: frozenset(way_of(way.kind, way.settings) for way in each.integrations)
        for each in plan.oncall.receivers
    }
    for each in routed(plan):
        told = [name for name in each.receivers if ways.get(name, True)]
        # Of a receiver of somebody else's configuration only the name is known.
        whom = frozenset().union(*(ways.get(name, frozenset({("receiver", name)})) for name in told))
        yield (each.notice.name, frozenset(each.notice.labels.items())), Reach(tuple(told), whom)


def reach_changes(
    alerts: Iterable[Pair], before: Reached, after: Reached, renames: Renames
) -> Iterator[ReachChange]:
    """Of the alerts that are in both plans; what is added or removed is a change of its own."""
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for pair in alerts:
        old, new = before.of(pair.before).receivers, after.of(pair.after).receivers
        if tuple(sorted(map(renames.text, old))) != tuple(sorted(new)):
            groups.setdefault((old, new), []).append(pair.after.title)
    for (old, new), names in groups.items():
        yield ReachChange(old, new, tuple(names))
