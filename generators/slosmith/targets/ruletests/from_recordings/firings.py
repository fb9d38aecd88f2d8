"""One firing of each alert of the SLOs that others represent: every label and annotation is asserted.

Recordings are injected in which every window is far above its threshold and the budget is spent; then data go missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.matching.matcher import NAME
from slosmith.naming import ERRORS_RATE, EVENTS_RATE, error_ratio
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.plan.slo_rules import period_name
from slosmith.promql.matchers import series_text
from slosmith.promql.sampled import LOOKBACK
from slosmith.signal import Unit
from slosmith.targets.ruletests.assertions import expect_alerts
from slosmith.targets.ruletests.from_recordings.histories import TRACE
from slosmith.targets.ruletests.from_recordings.period import from_raw
from slosmith.targets.ruletests.from_recordings.scenario import Injected, Subject, subject
from slosmith.targets.ruletests.from_recordings.truth_tables import decided_by_recordings
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert, expected_alerts
from slosmith.targets.ruletests.oracle.conditions import active, count_unit
from slosmith.targets.ruletests.oracle.evaluation import Evaluation, is_raw
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import History
from slosmith.targets.ruletests.series import GRIDS, LONGEST_GRID, sparse
from slosmith.targets.ruletests.suite import START, Case, SuiteFile
from slosmith.units import DAY, HOUR, duration

_STEP = HOUR // 4
# How far above the highest threshold, and how many more errors than any alert asks for.
_HOT, _MANY = 1.2, 10
_ABOUT = ("no data were ever recorded", "budgets burn", "budgets still burn")
_NO_ERRORS = ("events are recorded, and no errors", "still no errors are recorded")


def firing_files(
    service: ServicePlan, slos: Sequence[SloPlan], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    alerts = {slo.id: tuple(_alerts(slo)) for slo in slos}
    chosen = [subject(slo) for slo in slos if alerts[slo.id]]
    if not chosen:
        return
    step = min(_step(each.slo) for each in chosen)
    every = max(_reach(each.slo, alerts[each.slo.id], step) for each in chosen)
    case = Case("Each alert fires once, with all that it says", step, dict(START))
    abouts = (*_ABOUT, *(_NO_ERRORS if any(_hides_missing(each.slo) for each in chosen) else ()))
    case.about = "".join(f"{duration(n * every)} {about}\n" for n, about in enumerate(abouts, 1))
    for each in chosen:
        _add(case, each, alerts[each.slo.id], every)
    stems = (service.name, f"{service.name}.period")
    # Texts of alerts ask for the budget that is left, so that it is recorded first.
    first = tuple(map(period_name, service.slos))
    yield SuiteFile(f"{service.name}.firing", stems, every, (*first, *order), (case,))


def _alerts(slo: SloPlan) -> Iterator[ExpectedAlert]:
    yield from decided_by_recordings(slo)
    yield from (each for each in expected_alerts(slo) if each.period)


def _step(slo: SloPlan) -> int:
    """How far samples are apart: some fall into every window that is read from recordings. Slices record themselves now."""
    if slo.signal.unit is Unit.SLICES:
        return _STEP
    short = [tier.short for tier in slo.tiers if not is_raw(slo, tier.short)]
    return max(each for each in GRIDS if each <= min([_STEP, *(each // 5 for each in short)]))


def _hides_missing(slo: SloPlan) -> bool:
    """Whether errors within the shortest recorded window are still read as those of now."""
    shorts = [tier.short for tier in slo.tiers if not is_raw(slo, tier.short)]
    return bool(slo.signal.numerator) and min(shorts, default=DAY) // 2 < LOOKBACK


def _reach(slo: SloPlan, alerts: Sequence[ExpectedAlert], step: int) -> int:
    """How far evaluations are apart: no alert waits or is kept for longer, and none of them sees what another one saw."""
    times = (each.for_ + each.keep_firing_for for each in alerts)
    longest = max(*_ages(slo, step), slo.budget_window, slo.window, *times)
    return (longest // LONGEST_GRID + 1) * LONGEST_GRID


def _add(case: Case, tried: Subject, alerts: Sequence[ExpectedAlert], every: int) -> None:
    states = [AlertState(each) for each in alerts]
    asserted: set[str] = set()
    samples: dict[str, dict[int, float]] = {}
    step, moments = case.interval, len(_ABOUT) + (len(_NO_ERRORS) if _hides_missing(tried.slo) else 0)
    for number in range(moments + 1):
        now, history = number * every, History()
        for name, labels, age, value in _injected(tried, number, step):
            history.add(now - age, name, labels, value)
            series = series_text({NAME: name, **dict(sorted(labels))})
            samples.setdefault(series, {})[(now - age) // step] = value
        evaluation = Evaluation(tried.slo, now, history)
        for state in states:
            state.advance(now, active(state.alert, evaluation), evaluation.world)
        for name in {each.alert.name: None for each in states if each.fires}:
            if name not in asserted:
                firing = [m for each in states if each.alert.name == name for m in each.messages]
                expect_alerts(case, now, name, firing)
                asserted.add(name)
    case.series |= {series: sparse(values) for series, values in samples.items()}


def _injected(tried: Subject, number: int, step: int) -> Iterator[Injected]:
    """At first there is nothing. With groups one is without data then, while the others burn."""
    slo = tried.slo
    if not number:
        return
    grouped = len(tried.groups) > 1
    if grouped:
        yield Injected(EVENTS_RATE, tried.labels(0), 2 * _STEP, TRACE)
    elif number == 1:
        return
    ratio = _ratio(slo)
    events = _MANY * max([1, *(tier.min_events for tier in slo.tiers)]) / (ratio * count_unit(slo))
    for where in range(int(grouped), len(tried.groups)):
        labels = tried.labels(where)
        for age in _ages(slo, step) if number <= len(_ABOUT) else ():
            yield Injected(ERRORS_RATE, labels, age, _tidy(events * ratio))
            yield Injected(EVENTS_RATE, labels, age, _tidy(events))
        yield Injected(EVENTS_RATE, labels, 0, 0.0 if slo.no_traffic else TRACE)
        # Where rules read recordings, errors follow from the events.
        if not slo.signal.steps and not slo.signal.numerator:
            yield Injected(ERRORS_RATE, labels, 0, 0.0)
        for window in sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}):
            if is_raw(slo, window):
                yield Injected(error_ratio(window), labels, 0, ratio)
        yield from (Injected(name, labels, 0, value) for name, value in from_raw(slo, ratio))
    for window in sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}):
        if slo.collapsed is not None and is_raw(slo, window, collapsed=True):
            yield Injected(error_ratio(window, collapsed=True), tried.labels(None), 0, ratio)


def _ratio(slo: SloPlan) -> float:
    """Above all thresholds, and so that the budget is spent."""
    highest = float(
        max([slo.beta, *(tier.threshold(slo.beta) for tier in slo.tiers if tier.threshold(slo.beta) < 1)])
    )
    return _tidy(_HOT * highest if _HOT * highest < 1 else (1 + highest) / 2)


def _ages(slo: SloPlan, step: int) -> list[int]:
    """Samples in every window that is read from recordings, and in the half of it that must hold data; seconds."""
    half = slo.budget_window // 2
    wanted = [half + min(half, DAY) // 2, slo.budget_window // 3]
    wanted += [3 * slo.window // 4] if slo.breach else []
    for tier in slo.tiers:
        wanted += [3 * tier.long // 4, tier.short // 2]
    return sorted({max(2, round(age / step)) * step for age in wanted}, reverse=True)


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")
