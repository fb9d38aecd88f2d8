"""What every SLI lowers to: errors and events as expressions of a window. Nothing after this asks for the SLI's type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from slosmith.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Hole,
    Number,
    OverWindow,
    Selector,
    Window,
    parts,
    rebuild,
)
from slosmith.promql.series import Series
from slosmith.units import HOUR

# A counter that was gone for less time (seconds) is an old one when it returns: failed scrapes do not bear it anew.
ABSENT: Final = HOUR // 2


class Unit(Enum):
    """What a recorded value of errors or events counts."""

    EVENTS = "events per second"
    SLICES = "slices, one an evaluation"
    TIME = "share of time"


class Numerator(Enum):
    """What errors are computed from that may vanish while events go on."""

    GOOD = "The series of good events"
    BUCKET = "The histogram bucket of the threshold"
    RATIO = "The error ratio"


class Scope(NamedTuple):
    """For whom an SLI is lowered: one series per value of `group_by`; `collapsed` once more for all groups together."""

    slo: str
    group_by: tuple[str, ...]
    scrape: int
    interval: int
    late_counters: bool = False
    collapsed: bool = False


class Step(NamedTuple):
    """A recording that must stand before errors and events."""

    record: str
    expr: Expr


class Summand(NamedTuple):
    """One of several counters that are added up. `part` is the key it stands in: bad, good or total.

    `rates` are its events per second and group, over a window; `source` is what somebody wrote.
    """

    part: str
    source: str
    rates: OverWindow


@dataclass(frozen=True, slots=True)
class Signal:
    """Errors and events over a window, aggregated to the group_by labels.

    `raw` says whether they may be read from raw series over any window, or only from recordings.
    `numerator` says whether errors come from what may vanish while events remain.
    `summands` are the counters of each sum, so that what is gone while the others remain can be found.
    `newborn` is, over a window, the value of error counters born within it: rate() cannot see those.
    """

    errors: OverWindow
    events: OverWindow
    unit: Unit
    raw: bool
    numerator: Numerator | None = None
    newborn: OverWindow | None = None
    steps: tuple[Step, ...] = ()
    summands: tuple[Summand, ...] = ()

    def computed(self, record: str) -> Expr | None:
        """What a step records, over the SLI's own series: what it reads of earlier steps stands in it as expressions."""
        known: dict[str, Expr] = {}
        for step in self.steps:
            known[step.record] = _inlined(step.expr, known)
        return known.get(record)


def _inlined(expr: Expr, known: Mapping[str, Expr]) -> Expr:
    if isinstance(expr, Selector) and not expr.range and expr.series.metric in known:
        return known[expr.series.metric]
    return rebuild(expr, [_inlined(each, known) for each in parts(expr)])


def ratio(errors: Expr, events: Expr) -> Expr:
    """errors / events, and nothing at all where there are no events: one recorded 0/0 would poison a month."""
    return Binary("/", errors, Binary(">", events, Number("0")))


def or_zero(errors: Expr, events: Expr) -> Expr:
    """No error series yet means no errors, as long as there are events; with groups, for each group alone."""
    return Binary("or", errors, Binary("*", Number("0"), events))


def total(by: tuple[str, ...], inner: Expr) -> Aggregate:
    return Aggregate("sum", by, inner)


def rate(series: Series) -> Call:
    """The rate over a window that is not known yet."""
    return Call("rate", (Hole(series, Window()),))
