"""The detection table held against series alone: each tier's condition, put to raw counters, turns true and false when foretold.

No rule is loaded, so samples may be far apart and three days cost no more than one hour. Minimum errors and history are
left out here; the truth tables try those.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.naming import SLICE_GOOD
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.promql.convert import Unsupported
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Subquery, text
from slosmith.promql.matchers import series_text
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import Fed, World, evaluate, world
from slosmith.signal import Unit, ratio
from slosmith.targets.ruletests.recordings import Fable
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import Case, Probe, Sample, SuiteFile
from slosmith.targets.ruletests.trials import GRIDS
from slosmith.units import HOUR, decimal_text, percent, spoken

_EVENTS = 1000
_EVERY = 6 * HOUR
_BASE = 1_000_000


class _Outage(NamedTuple):
    """Errors at a constant rate from `begin` to `end` seconds, a sample each `step`; before and after all is well."""

    rate: Fraction
    step: int
    begin: int
    end: int

    @property
    def events(self) -> int:
        """Between two samples, so that their errors are a whole number."""
        return self.rate.denominator * -(-_EVENTS // self.rate.denominator)

    def errors(self, time: int) -> int:
        return int(self.events * self.rate) if self.begin < time <= self.end else 0


def detection_files(service: ServicePlan, told: Sequence[Fable]) -> Iterator[SuiteFile]:
    cases = [case for fable in told for tier in fable.slo.tiers for case in _case(fable, tier)]
    if cases:
        yield SuiteFile(f"{service.name}.detection", (), _EVERY, (), tuple(cases))


def _case(fable: Fable, tier: Tier) -> Iterator[Case]:
    slo = fable.slo
    outage = _outage(fable, tier)
    expr = _condition(slo, tier, outage.step)
    if expr is None:
        return
    threshold = tier.threshold(slo.beta)
    fires = outage.begin + tier.long * threshold / outage.rate
    clears = outage.end + tier.short * (1 - threshold / outage.rate)
    near = 2 * outage.step
    moments = [
        (_between(outage, fires - near), False),
        (_between(outage, fires + near), True),
        (_between(outage, clears - near), True),
        (_between(outage, clears + near), False),
    ]
    end = -(-(moments[-1][0] + outage.step) // _EVERY) * _EVERY
    series = _series(fable, outage, end)
    if not _holds(slo, expr, series, moments):
        return
    case = Case(f"{slo.burn_alert_name(tier)} is detected, and clears, when foretold", outage.step)
    case.about = (
        f"{slo.id}: {percent(outage.rate)} errors from {spoken(outage.begin)} to {spoken(outage.end)} on;\n"
        f"both windows exceed {decimal_text(threshold * 100)}% after {spoken(float(fires - outage.begin))},"
        f" the short one no more {spoken(float(clears - outage.end))} after the end."
    )
    case.series = {
        series_text(labels): runs({at // outage.step: value for at, value in samples})
        for labels, samples in series
    }
    asked = f"count({text(expr)})"
    # promtool loads samples up to its last evaluation, so there is a last question at one.
    case.probes = [
        Probe(at, asked, (Sample({}, 1),) if fires else ()) for at, fires in (*moments, (end, False))
    ]
    yield case


def _outage(fable: Fable, tier: Tier) -> _Outage:
    """Twice the threshold where events can be bad one by one, else a total outage; after a long window of peace."""
    threshold = tier.threshold(fable.slo.beta)
    step = max(each for each in GRIDS if each <= max(1, tier.short // 5))
    rate = Fraction(1) if fable.inputs.gauges else min(Fraction(1), (2 * threshold).limit_denominator(10**8))
    begin = (tier.long // step + 2) * step
    lasts = max(tier.long * threshold / rate, Fraction(tier.short)) + tier.short + 4 * step
    return _Outage(rate, step, begin, begin + -(-int(lasts) // step) * step)


def _between(outage: _Outage, at: Fraction) -> int:
    """The nearest moment half-way between two samples, so that none lies on the edge of a window."""
    return int(at // outage.step) * outage.step + max(1, outage.step // 2)


def _condition(slo: SloPlan, tier: Tier, step: int) -> Expr | None:
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
    return ratio(signal.errors(window), signal.events(window)) if signal.raw else None


def _good(slo: SloPlan) -> Expr:
    """1 while a slice is good, 0 while it is bad."""
    return next(each.expr for each in slo.signal.steps if each.record == SLICE_GOOD)


_Series = list[tuple[dict[str, str], list[tuple[int, float]]]]


def _series(fable: Fable, outage: _Outage, until: int) -> _Series:
    """Of the first group; what must not be counted is for the recordings' tests."""
    group, found = fable.inputs.groups[0], []
    times = range(0, until + 1, outage.step)
    for feed in fable.inputs.feeds:
        if not feed.good and not feed.bad:
            continue
        value, samples = _BASE, []
        for time in times:
            bad = outage.errors(time)
            value += feed.good * (outage.events - bad) + feed.bad * bad
            samples.append((time, float(value)))
        found.append(({**feed.labels, **group}, samples))
    for gauge in fable.inputs.gauges:
        well, ill = (
            next(each.level for each in fable.inputs.states if each.good is good) for good in (True, False)
        )
        if well.slope or ill.slope:
            return []
        samples = [(time, ill.value if outage.errors(time) else well.value) for time in times]
        found.append(({**gauge, **group}, samples))
    return found


def _holds(slo: SloPlan, expr: Expr, series: _Series, moments: Sequence[tuple[int, bool]]) -> bool:
    """Whether the condition is one that can be foretold at all: some expressions do more than count their events."""
    if not series:
        return False
    try:
        if slo.signal.unit is Unit.SLICES:
            good = _good(slo)
            return all(
                list(evaluate(good, _at(series, at)).values()) == [float(not bad)]
                for at, bad in _levels(series)
            )
        return all(bool(evaluate(expr, _at(series, at))) is fires for at, fires in moments)
    except Unsupported:
        return False


def _levels(series: _Series) -> Iterator[tuple[int, bool]]:
    """A moment of each level, from the first series; the first level is a good one."""
    _, samples = series[0]
    well = samples[0][1]
    yield samples[0][0], False
    yield next(time for time, value in samples if value != well), True


def _at(series: _Series, now: int) -> World:
    return world(
        Fed(labels, Sampled([(now - time, value) for time, value in samples if time <= now]))
        for labels, samples in series
    )
