"""The condition of a tier over raw series, the input series of an outage, and whether the one follows from the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from slosmith.burnrate import Tier
from slosmith.naming import SLICE_GOOD
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Subquery
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import InputSeries, World, evaluate, world
from slosmith.promql.syntax import Unsupported
from slosmith.signal import Unit, ratio
from slosmith.targets.ruletests.from_series.input_series import Series, input_series
from slosmith.targets.ruletests.from_series.outages import Outage
from slosmith.targets.ruletests.from_series.testable import Testable
from slosmith.units import decimal_text

Moment: TypeAlias = tuple[int, bool]
"""A time, in seconds from the start, and whether a condition is true then."""


def condition(slo: SloPlan, tier: Tier, step: int) -> Expr | None:
    threshold = Number(decimal_text(tier.threshold(slo.beta)))
    short, long = (_ratio(slo, window, step) for window in (tier.short, tier.long))
    if short is None or long is None:
        return None
    return Binary("and", Binary(">", short, threshold), Binary(">", long, threshold))


def _ratio(slo: SloPlan, window: int, step: int) -> Expr | None:
    signal = slo.signal
    if signal.unit is Unit.SLICES:
        bad = Binary("-", Number("1"), Call("avg_over_time", (Subquery(_good(slo), window, step),)))
        return Aggregate("max", slo.group_by, bad)
    return ratio(signal.errors.over(window), signal.events.over(window)) if signal.raw else None


def _good(slo: SloPlan) -> Expr:
    """1 while a slice is good, 0 while it is bad."""
    good = slo.signal.computed(SLICE_GOOD)
    assert good is not None  # slices have this step
    return good


def series(subject: Testable, outage: Outage, until: int) -> Series:
    times = range(0, until + 1, outage.step)
    return input_series(subject.inputs, times, outage.events, outage.errors, outage.lasts)


def holds(slo: SloPlan, condition: Expr, moments: Sequence[Moment], series: Series) -> bool:
    """Whether the condition follows from the series as the formulas say: some expressions do more than count their events."""
    if not series:
        return False
    try:
        if slo.signal.unit is Unit.SLICES:
            good = _good(slo)
            return all(
                list(evaluate(good, _at(series, at)).values()) == [float(not bad)]
                for at, bad in _levels(series)
            )
        return all(bool(evaluate(condition, _at(series, at))) is true for at, true in moments)
    except Unsupported:
        return False


def _levels(series: Series) -> Iterator[tuple[int, bool]]:
    """A moment of each level, from the first series; the first level is a good one."""
    _, samples = series[0]
    good = samples[0][1]
    yield samples[0][0], False
    yield next(time for time, value in samples if value != good), True


def _at(series: Series, now: int) -> World:
    return world(InputSeries(labels, Sampled(samples, now)) for labels, samples in series)
