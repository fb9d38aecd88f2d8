"""Synthetic input series for the generated tests: what an SLI reads, and how much each event adds to each series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from slosmith.matching.matcher import LabelSet

GroupLabels: TypeAlias = Mapping[str, str]


class CounterSource(NamedTuple):
    """A ratio of counters: the numerator counts bad events, or `good` ones, the total all."""

    shape: str
    numerator: str
    total: str
    good: bool = False


class HistogramSource(NamedTuple):
    """Selectors of a classic histogram's `_count` and `_bucket`; `bounds` are the labels of the buckets around its threshold, below it first."""

    shape: str
    events: str
    buckets: str
    bounds: tuple[str, ...]


class Aim(NamedTuple):
    """A value that a query is to have, exactly; or else, if there is another one, about that."""

    good: bool
    value: Decimal
    otherwise: Decimal | None = None


class GaugeSource(NamedTuple):
    """A query over gauges, its `$window` of so many seconds, and values of it that are good and bad."""

    shape: str
    query: str
    aims: tuple[Aim, ...]
    window: int


class RatioSource(NamedTuple):
    """An error ratio that somebody computes, over `$window`, and the events that weigh it."""

    shape: str
    ratio: str
    events: str | None
    interval: int


class NoSource(NamedTuple):
    """An SLI for which no series can be made up, and why."""

    shape: str
    reason: str


Source: TypeAlias = CounterSource | HistogramSource | GaugeSource | RatioSource | NoSource


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

    With the level `idle` of its gauges the query of an SLI answers NaN; None where no such level was found.
    `shape` says in which way an SLI reads its series; SLIs of one shape behave alike. `groups` are the labels of one or
    two groups, which are added to each series: without group_by there is one, without labels. `free` is a label that no
    selector asks for, if selectors are all there is: nothing but their sums can count, then.
    """

    shape: str
    feeds: tuple[Feed, ...] = ()
    gauges: tuple[LabelSet, ...] = ()
    states: tuple[State, ...] = ()
    idle: Level | None = None
    groups: tuple[GroupLabels, ...] = ({},)
    free: str = ""
    reason: str = ""

    @property
    def shares_known(self) -> bool:
        """Whether it is certain which share of the events is bad, or whether the user's own PromQL might do more."""
        return bool(self.free or self.gauges)

    def metrics(self) -> frozenset[str]:
        return frozenset(each["__name__"] for each in (*(feed.labels for feed in self.feeds), *self.gauges))
