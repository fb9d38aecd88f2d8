"""What the series of an SLI do when an event is good, when it is bad, or when a slice of time is: what tests feed it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from slosmith.promql.matchers import LabelSet

GroupLabels: TypeAlias = Mapping[str, str]


class Feed(NamedTuple):
    """A counter, and by how much each good and each bad event raises it. By nothing: it must not be counted."""

    labels: LabelSet
    good: int
    bad: int


class Level(NamedTuple):
    """What a gauge shows: a value that holds, or that grows by `slope` a second."""

    value: float
    slope: float = 0.0


class State(NamedTuple):
    """One level for all series of an SLI, and whether it is a good one."""

    good: bool
    level: Level


@dataclass(frozen=True, slots=True)
class Inputs:
    """Either counters (`feeds`), or gauges (`gauges`, which all follow the `states`), or a `reason` why there are none.

    `shape` says in which way an SLI reads its series; SLIs of one shape behave alike. `groups` are the labels of one or
    two groups, which are added to each series: without group_by there is one, without labels. `free` is a label that no
    selector asks for, if selectors are all there is: nothing but their sums can count, then.
    """

    shape: str
    feeds: tuple[Feed, ...] = ()
    gauges: tuple[LabelSet, ...] = ()
    states: tuple[State, ...] = ()
    groups: tuple[GroupLabels, ...] = ({},)
    free: str = ""
    reason: str = ""

    @property
    def foretold(self) -> bool:
        """Whether it is certain which share of the events is bad, or whether the user's own PromQL might do more."""
        return bool(self.free or self.gauges)

    def metrics(self) -> frozenset[str]:
        return frozenset(each["__name__"] for each in (*(feed.labels for feed in self.feeds), *self.gauges))
