"""One evaluation of all rules of an SLO: what must be recorded.

Only errors and events come from the SLO's own expressions; everything else is computed from what these gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Flag, auto

from slosmith.matching.matcher import NAME
from slosmith.naming import (
    BUDGET_REMAINING,
    DATA_COVERAGE,
    ERROR_RATIO_WINDOW,
    ERRORS_RATE,
    EVENTS_RATE,
    IDENTITY,
    INFO,
    TARGET_RATIO,
    error_ratio,
)
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import Expr
from slosmith.promql.steady import InputSeries, Labels, Vector, evaluate, world
from slosmith.promql.syntax import Unsupported
from slosmith.targets.ruletests.oracle.alerts import quick_breach
from slosmith.targets.ruletests.oracle.history import History, Recorded, input_series_of
from slosmith.units import duration, percent

# How far back zero tolerance looks, in seconds.
RECENT = 600


class Loaded(Flag):
    """Which rule files of a service are evaluated."""

    SERVICE = auto()
    PERIOD = auto()
    BOTH = SERVICE | PERIOD


class Evaluation:
    """All rules of an SLO, `now` seconds from the start, over `raw` series and what was recorded before.

    What it must record is added to the history. Raises Unsupported when an expression of the user's own is not understood;
    without raw series it reads nothing, whatever it is.
    """

    def __init__(
        self,
        slo: SloPlan,
        now: int,
        history: History,
        raw: Iterable[InputSeries] = (),
        loaded: Loaded = Loaded.BOTH,
    ) -> None:
        self.slo, self.now, self.history = slo, now, history
        given = list(raw)
        self._alone = not given
        self.world = world([*given, *history.series(now)])
        self._sums: dict[tuple[str, int, bool], Vector] = {}
        self.recorded = tuple(self._recordings(loaded))

    def ratio(self, window: int, *, collapsed: bool = False) -> Vector:
        """The error ratio over a window as alerts read it: just recorded, or injected where no raw series are."""
        return self.history.at(error_ratio(window, collapsed=collapsed), self.now)

    def now_recorded(self, name: str) -> Vector:
        """What a plain selector of a recording reads."""
        return self.history.at(name, self.now)

    def summed(self, name: str, window: int, *, collapsed: bool = False) -> Vector:
        """The sum of a recording over a window, per group or over all groups."""
        key = (name, window, collapsed)
        if key not in self._sums:
            kept = IDENTITY if collapsed else self.slo.identity
            sums: Vector = {}
            for labels, value in self.history.within(name, self.now, window):
                group = _only(labels, kept)
                sums[group] = sums.get(group, 0.0) + value
            self._sums[key] = sums
        return self._sums[key]

    def had_events(self, window: int, offset: int = 0, *, collapsed: bool = False) -> frozenset[Labels]:
        """The groups with any recorded events in a window that ended `offset` seconds ago."""
        kept = IDENTITY if collapsed else self.slo.identity
        found = self.history.within(EVENTS_RATE, self.now, window, offset)
        return frozenset(_only(labels, kept) for labels, _ in found)

    def recent_errors(self) -> Vector:
        """How many errors there were in the last minutes; for slices, how many there are just now."""
        signal = self.slo.signal
        if not signal.raw:
            return {group: errors for group, errors in self.summed(ERRORS_RATE, 1).items() if errors > 0}
        counted = self._read(signal.errors.over(RECENT))
        born = self._read(signal.newborn.over(RECENT)) if signal.newborn is not None else {}
        # Not the sum of both: what a counter was born with is all that rate() cannot see.
        several = {group: rate * RECENT for group, rate in counted.items() if rate * RECENT > 0.5}
        return {group: errors for group, errors in born.items() if errors > 0.5} | several

    def _recordings(self, loaded: Loaded) -> Iterator[Recorded]:
        if Loaded.SERVICE in loaded:
            yield from self._of_service()
        if Loaded.PERIOD in loaded:
            yield from self._of_period()

    def _of_service(self) -> Iterator[Recorded]:
        slo = self.slo
        for step in slo.signal.steps:
            yield from self._record(step.record, self._read(step.expr, finite=False))
        # Time slices read the events they remember for the errors they miss.
        yield from self._record(EVENTS_RATE, self._read(slo.signal.events.over(slo.rate_window)))
        yield from self._record(ERRORS_RATE, self._read(slo.signal.errors.over(slo.rate_window)))
        yield from self._record(TARGET_RATIO, {frozenset(): float(slo.target)})
        yield from self._record(INFO, {frozenset(): 1.0}, _metadata(slo))
        for window in sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}):
            yield from self._record(error_ratio(window), self._computed(window))
            if slo.collapsed is not None:
                name = error_ratio(window, collapsed=True)
                yield from self._record(name, self._computed(window, collapsed=True))
        if quick_breach(slo):
            yield from self._record(ERROR_RATIO_WINDOW, self._computed(slo.window))

    def _of_period(self) -> Iterator[Recorded]:
        slo = self.slo
        if not quick_breach(slo):
            yield from self._record(ERROR_RATIO_WINDOW, self._computed(slo.window))
        if not slo.zero_tolerance:
            left = {group: 1 - ratio / float(slo.beta) for group, ratio in self._spent().items()}
            yield from self._record(BUDGET_REMAINING, left)
        yield from self._record(DATA_COVERAGE, self._coverage())

    def _record(self, name: str, values: Vector, more: Mapping[str, str] | None = None) -> Iterator[Recorded]:
        own = dict(zip(IDENTITY, (self.slo.id, self.slo.service), strict=True)) | dict(more or {})
        for labels, value in values.items():
            plain = dict(sorted(pair for pair in labels if pair[0] != NAME)) | own
            key = frozenset(plain.items())
            if (samples := self.history.record(self.now, name, key, value)) is not None:
                self.world.setdefault(name, []).append(input_series_of(name, key, samples, self.now))
            yield Recorded({NAME: name, **plain}, value)

    def _read(self, expr: Expr, *, finite: bool = True) -> Vector:
        # Without steps nothing but raw series is read.
        if self._alone and not self.slo.signal.steps:
            return {}
        try:
            found = evaluate(expr, self.world, finite=finite)
            return {_unnamed(labels): value for labels, value in found.items()}
        except Unsupported:
            if self._alone:
                return {}
            raise

    def _computed(self, window: int, *, collapsed: bool = False) -> Vector:
        """Errors by events where there are events, and both are known."""
        slo = self.slo
        if is_raw(slo, window, collapsed=collapsed):
            signal = slo.collapsed if collapsed and slo.collapsed is not None else slo.signal
            errors, events = self._read(signal.errors.over(window)), self._read(signal.events.over(window))
        else:
            errors = self.summed(ERRORS_RATE, window, collapsed=collapsed)
            events = self.summed(EVENTS_RATE, window, collapsed=collapsed)
        return {
            group: errors[group] / total for group, total in events.items() if group in errors and total > 0
        }

    def _spent(self) -> Vector:
        """The error ratio over the budget window, which may be that of the objective."""
        slo = self.slo
        if slo.budget_window == slo.window and not quick_breach(slo):
            return self.now_recorded(ERROR_RATIO_WINDOW)
        return self._computed(slo.budget_window)

    def _coverage(self) -> Vector:
        """The share of the evaluations in the budget window that saw events."""
        slo, counts = self.slo, dict[Labels, float]()
        for labels, _ in self.history.within(EVENTS_RATE, self.now, slo.budget_window):
            counts[labels] = counts.get(labels, 0.0) + 1
        most = slo.budget_window // slo.interval
        return {group: min(1.0, count / most) for group, count in counts.items()}


def is_raw(slo: SloPlan, window: int, *, collapsed: bool = False) -> bool:
    """Whether the error ratio over a window is read from raw series, and not from recordings."""
    signal = slo.collapsed if collapsed and slo.collapsed is not None else slo.signal
    return signal.raw and window <= slo.raw_limit


def _only(labels: Labels, kept: Iterable[str]) -> Labels:
    return frozenset(pair for pair in labels if pair[0] in kept)


def _unnamed(labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != NAME)


def _metadata(slo: SloPlan) -> dict[str, str]:
    return {
        "title": slo.title,
        "owner": slo.owner,
        "target": percent(slo.target),
        "window": duration(slo.window),
    }
