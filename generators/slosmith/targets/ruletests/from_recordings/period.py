"""What is computed over whole SLO windows: recordings are injected, and budget, objective and coverage must follow from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from slosmith.matching.matcher import NAME
from slosmith.naming import BUDGET_REMAINING, DATA_COVERAGE, ERROR_RATIO_WINDOW, ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.plan.slo_rules import period_name
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.assertions import expect_alerts, expect_recordings
from slosmith.targets.ruletests.from_recordings.full_coverage import coverage_cases
from slosmith.targets.ruletests.from_recordings.scenario import Injected, Point, Subject, subject
from slosmith.targets.ruletests.oracle.alerts import expected_alerts, quick_breach
from slosmith.targets.ruletests.oracle.conditions import active
from slosmith.targets.ruletests.oracle.evaluation import Evaluation, Loaded, is_raw
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import History, Recorded
from slosmith.targets.ruletests.series import GRIDS, LONGEST_GRID, sparse
from slosmith.targets.ruletests.suite import START, Case, SuiteFile
from slosmith.units import DAY, duration

_EVENTS = 1000.0
# How near samples lie to the edges of windows: windows that differ by more hold others.
_EDGE = 16
_NAMES = (ERROR_RATIO_WINDOW, BUDGET_REMAINING, DATA_COVERAGE)


class _Moment(NamedTuple):
    """`spent` is the share of the budget. Data from about half a budget window ago are `there`, `young` or have a `gap`."""

    about: str
    spent: float
    history: str = "there"
    events: float = _EVENTS


_MOMENTS = (
    _Moment("a hundredth of the budget is left", 0.99),
    _Moment("the budget is spent, by an SLO that is younger than half of its window", 1.01, "young"),
    _Moment("the budget is spent", 1.01),
    _Moment("the budget is spent, and there are no data from half a window ago", 1.01, "gap"),
    _Moment("there were no events at all", 0.0, events=0.0),
)


def period_files(service: ServicePlan, slos: Sequence[SloPlan]) -> Iterator[SuiteFile]:
    if not slos:
        return
    step = min(map(_grid, slos))
    longest = max(5 * max(slo.budget_window, slo.window) // 4 for slo in slos)
    every = -(-(longest + LONGEST_GRID) // LONGEST_GRID) * LONGEST_GRID
    case = Case("Budget, objective and coverage follow from what was recorded", step, dict(START))
    for slo in slos:
        _add(case, subject(slo), step, every)
    stem = f"{service.name}.period"
    order = tuple(map(period_name, service.slos))
    yield SuiteFile(stem, (stem,), every, order, (case, *coverage_cases(slos, every)))


def _grid(slo: SloPlan) -> int:
    half = slo.budget_window // 2
    wanted = min(half // 4, min(half, DAY) // _EDGE, slo.window // _EDGE)
    return max(each for each in GRIDS if each <= max(1, wanted))


def _add(case: Case, tried: Subject, step: int, every: int) -> None:
    slo = tried.slo
    states = [AlertState(each) for each in expected_alerts(slo) if each.period]
    samples: dict[str, dict[int, float]] = {}
    case.about += f"{slo.id}\n"
    for place, moment in enumerate(_MOMENTS, 1):
        at, history = place * every, History()
        case.about += f"  {duration(at)} {moment.about}\n"
        for name, labels, age, value in _injected(tried, moment, step):
            history.add(at - age, name, labels, value)
            series = series_text({NAME: name, **dict(sorted(labels))})
            samples.setdefault(series, {})[(at - age) // step] = value
        evaluation = Evaluation(slo, at, history, loaded=Loaded.PERIOD)
        found = (
            Recorded({NAME: name, **dict(sorted(labels))}, value)
            for name in _NAMES
            for labels, value in evaluation.now_recorded(name).items()
        )
        expect_recordings(case, at, slo, found)
        for state in states:
            state.advance(at, active(state.alert, evaluation), evaluation.world)
            expect_alerts(case, at, state.alert.name, state.messages)
    case.series |= {series: sparse(values) for series, values in samples.items()}


def _injected(tried: Subject, moment: _Moment, step: int) -> Iterator[Injected]:
    """The first group spends the budget; the others have all of the history that it may lack, and no errors."""
    slo = tried.slo
    for where in range(len(tried.groups)):
        labels = tried.labels(where)
        points = _points(slo, moment if where == 0 else moment._replace(history="there"), step)
        for point in points:
            yield Injected(ERRORS_RATE, labels, point.age, (point.errors or 0.0) if where == 0 else 0.0)
            yield Injected(EVENTS_RATE, labels, point.age, point.events or 0.0)
        if moment.events:
            ratio = _share(slo, moment) if where == 0 else 0.0
            for name, value in from_raw(slo, ratio):
                yield Injected(name, labels, 0, value)


def _share(slo: SloPlan, moment: _Moment) -> float:
    return float(slo.beta) * moment.spent if slo.beta else 0.5


def _points(slo: SloPlan, moment: _Moment, step: int) -> Iterator[Point]:
    """Events just within and just beyond each window, and many errors beyond all; not the same share of errors in all of
    them, so that a window that holds some of them reads otherwise."""
    share, events = _share(slo, moment), moment.events
    within = _ages(slo, moment, step)
    counted = [age for age in within if age < slo.budget_window]
    errors = len(counted) * events * share
    # Most of them in the youngest sample, so that the objective is missed whenever the budget is spent.
    young, rest = (0.75, 0.25) if len(counted) == 2 else (0.5, 0.5 / max(1, len(counted) - 1))
    beyond = (_EDGE + 1) * max(slo.budget_window, slo.window) // _EDGE
    yield Point(_on(beyond, step), _tidy(events * 100), events * 100)
    for age in within:
        if age in counted:
            yield Point(age, _tidy(errors * (young if age == counted[-1] else rest)), events)
        else:
            yield Point(age, _tidy(events * share), events)


def _ages(slo: SloPlan, moment: _Moment, step: int) -> list[int]:
    """Of the samples that windows hold, in seconds, the oldest first."""
    half, window = slo.budget_window // 2, slo.window
    reach = min(half, DAY)
    ages = {_on(min(window, half) // 3, step)}
    if moment.history == "young":
        ages.add(_on(3 * half // 4, step))
    elif moment.history == "gap":
        ages |= {_on(3 * half // 4, step), _on(half + reach + reach // _EDGE, step)}
    else:
        # The oldest samples are near the far edge of each window, and of the history that alerts ask for.
        ages.add(_on(half + reach - reach // _EDGE, step))
        ages |= {_on(each - each // _EDGE, step) for each in (window, slo.budget_window)}
    if window < (slo.budget_window if moment.history == "there" else half):
        ages.add((window // step + 1) * step)
    return sorted(ages, reverse=True)


def _on(age: int, step: int) -> int:
    """On the grid, and never where a window ends: these are multiples of much more than a step."""
    return max(1, round(age / step)) * step


def from_raw(slo: SloPlan, ratio: float) -> Iterator[tuple[str, float]]:
    """What is read from raw series over a short window, and so does not follow from recordings."""
    period_records = not quick_breach(slo)
    if period_records and is_raw(slo, slo.window):
        yield ERROR_RATIO_WINDOW, ratio
    follows = period_records and slo.window == slo.budget_window
    if not slo.zero_tolerance and is_raw(slo, slo.budget_window) and not follows:
        yield BUDGET_REMAINING, _tidy(1 - ratio / float(slo.beta))


def _tidy(value: float) -> float:
    return float(f"{value:.12g}")
