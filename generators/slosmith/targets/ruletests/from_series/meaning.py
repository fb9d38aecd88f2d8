"""What an SLO must record, by definition: the rules are not asked, for they are what is to be proven.

Only errors and events come from the SLO's own expressions; everything else is counted from what these gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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
from slosmith.plan.slo_alerts import ZERO_TOLERANCE_WINDOW
from slosmith.promql.expr import Expr
from slosmith.promql.matchers import series_text
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import Fed, Labels, Vector, evaluate, world
from slosmith.signal import Unit
from slosmith.units import duration, percent


class Recorded(NamedTuple):
    """One sample of a recording, with all labels."""

    labels: Mapping[str, str]
    value: float


@dataclass(slots=True)
class History:
    """What was recorded so far: samples as (seconds from the start, value), by the text of their series."""

    found: dict[str, tuple[Mapping[str, str], list[tuple[int, float]]]] = field(default_factory=dict)

    def add(self, at: int, recorded: Recorded) -> Fed | None:
        """Its series, if it is the first sample of one."""
        text = series_text(recorded.labels)
        labels, samples = self.found.setdefault(text, (recorded.labels, []))
        samples.append((at, recorded.value))
        return Fed(labels, Sampled(samples, at)) if len(samples) == 1 else None

    def series(self, now: int) -> Iterator[Fed]:
        for labels, samples in self.found.values():
            yield Fed(labels, Sampled(samples, now))

    def within(self, name: str, now: int, window: int) -> Iterator[tuple[Mapping[str, str], float]]:
        """Every value of a recording that a window holds."""
        for labels, samples in self.found.values():
            if labels[NAME] == name:
                yield from ((labels, value) for time, value in samples if now - time < window)


class Meaning:
    """One evaluation of all rules of an SLO, `now` seconds from the start. `raw` are the series that there are."""

    def __init__(self, slo: SloPlan, now: int, history: History, raw: Iterable[Fed]) -> None:
        self.slo, self.now, self.history = slo, now, history
        self.world = world([*raw, *history.series(now)])

    def recordings(self) -> Iterator[Recorded]:
        """All that must be recorded; the history holds it then. Raises Unsupported."""
        slo = self.slo
        for step in slo.signal.steps:
            yield from self._record(step.record, self._read(step.expr))
        # Time slices read the events they remember for the errors they miss.
        yield from self._record(EVENTS_RATE, self._read(slo.signal.events.over(slo.rate_window)))
        yield from self._record(ERRORS_RATE, self._read(slo.signal.errors.over(slo.rate_window)))
        yield from self._record(TARGET_RATIO, {frozenset(): float(slo.target)})
        yield from self._record(INFO, {frozenset(): 1.0}, _metadata(slo))
        for window in sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}):
            yield from self._record(error_ratio(window), self._ratio(window))
            if slo.collapsed is not None:
                name = error_ratio(window, collapsed=True)
                yield from self._record(name, self._ratio(window, collapsed=True))
        yield from self._record(ERROR_RATIO_WINDOW, self._ratio(slo.window))
        if not slo.zero_tolerance:
            spent = self._ratio(slo.budget_window)
            left = {group: 1 - ratio / float(slo.beta) for group, ratio in spent.items()}
            yield from self._record(BUDGET_REMAINING, left)
        yield from self._record(DATA_COVERAGE, self._coverage())

    def missed(self) -> Vector:
        """By how many errors an objective of none at all is missed, as counted over the last minutes, or for slices just now."""
        signal, window = self.slo.signal, ZERO_TOLERANCE_WINDOW
        if signal.unit is not Unit.EVENTS:
            counted = self._summed(ERRORS_RATE, 1, False)
            return {group: errors for group, errors in counted.items() if errors > 0}
        found = {group: errors * window for group, errors in self._read(signal.errors.over(window)).items()}
        born = self._read(signal.newborn.over(window)) if signal.newborn is not None else {}
        # Not the sum of both: what a counter was born with is all that rate() cannot see.
        several = {group: errors for group, errors in found.items() if errors > 0.5}
        return {group: errors for group, errors in born.items() if errors > 0.5} | several

    def _record(self, name: str, values: Vector, more: Mapping[str, str] | None = None) -> Iterator[Recorded]:
        for labels, value in values.items():
            plain = {label: text for label, text in sorted(labels) if label != NAME}
            own = dict(zip(IDENTITY, (self.slo.id, self.slo.service), strict=True))
            recorded = Recorded({NAME: name, **plain, **own, **(more or {})}, value)
            if (series := self.history.add(self.now, recorded)) is not None:
                self.world.setdefault(name, []).append(series)
            yield recorded

    def _read(self, expr: Expr) -> Vector:
        return {_unnamed(labels): value for labels, value in evaluate(expr, self.world).items()}

    def _ratio(self, window: int, *, collapsed: bool = False) -> Vector:
        """Errors by events where there are events, and both are known."""
        slo = self.slo
        signal = slo.collapsed if collapsed and slo.collapsed is not None else slo.signal
        if signal.raw and window <= slo.raw_limit:
            errors, events = self._read(signal.errors.over(window)), self._read(signal.events.over(window))
        else:
            errors = self._summed(ERRORS_RATE, window, collapsed)
            events = self._summed(EVENTS_RATE, window, collapsed)
        return {
            group: errors[group] / total for group, total in events.items() if group in errors and total > 0
        }

    def _summed(self, name: str, window: int, collapsed: bool) -> Vector:
        kept = IDENTITY if collapsed else self.slo.identity
        sums: Vector = {}
        for labels, value in self.history.within(name, self.now, window):
            group = frozenset((label, text) for label, text in labels.items() if label in kept)
            sums[group] = sums.get(group, 0.0) + value
        return sums

    def _coverage(self) -> Vector:
        """The share of the evaluations in the budget window that saw events."""
        slo, counts = self.slo, dict[Labels, float]()
        for labels, _ in self.history.within(EVENTS_RATE, self.now, slo.budget_window):
            group = _unnamed(frozenset(labels.items()))
            counts[group] = counts.get(group, 0.0) + 1
        return {
            group: min(1.0, count / (slo.budget_window // slo.interval)) for group, count in counts.items()
        }


def _unnamed(labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != NAME)


def _metadata(slo: SloPlan) -> dict[str, str]:
    return {
        "title": slo.title,
        "owner": slo.owner,
        "target": percent(slo.target),
        "window": duration(slo.window),
    }
