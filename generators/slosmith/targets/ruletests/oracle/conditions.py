"""When the alerts of an SLO are active: the definition of each kind, put to what was recorded by then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from slosmith.burnrate import Tier
from slosmith.naming import BUDGET_REMAINING, ERROR_RATIO_WINDOW, ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import AlertKind, SloPlan
from slosmith.promql.steady import Vector
from slosmith.signal import Unit
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert
from slosmith.targets.ruletests.oracle.evaluation import Evaluation
from slosmith.units import DAY, HOUR


def active(alert: ExpectedAlert, evaluation: Evaluation) -> Vector:
    """For which labels the alert's expression gives a value, and which."""
    if alert.tier is not None:
        return _burning(evaluation, alert.tier, collapsed=alert.over_all)
    return _CONDITIONS[alert.kind](evaluation)


def memory(slo: SloPlan) -> int:
    """For how many seconds a group without data is still expected: longer than its alert waits, or that could never fire."""
    return max(DAY, 2 * slo.no_data)


def count_unit(slo: SloPlan) -> int:
    """How many errors a recorded 1 stands for."""
    return slo.interval if slo.signal.unit is Unit.EVENTS else 1


def _burning(evaluation: Evaluation, tier: Tier, *, collapsed: bool) -> Vector:
    """Both windows above the threshold, enough errors in the long one, and data in its older half if it is over an hour."""
    slo = evaluation.slo
    threshold = float(tier.threshold(slo.beta))
    short, long = (evaluation.ratio(window, collapsed=collapsed) for window in (tier.short, tier.long))
    errors = evaluation.summed(ERRORS_RATE, tier.long, collapsed=collapsed) if tier.min_events else {}
    half = tier.long // 2
    seen = evaluation.had_events(half, half, collapsed=collapsed) if tier.long > HOUR else long.keys()
    return {
        group: ratio
        for group, ratio in short.items()
        if group in long
        and min(ratio, long[group]) > threshold
        and (not tier.min_events or errors.get(group, 0.0) * count_unit(slo) > tier.min_events - 0.5)
        and group in seen
    }


def _no_data(evaluation: Evaluation) -> Vector:
    """Each group that had data not long ago and has none now; or the SLO itself when no group is known."""
    slo = evaluation.slo
    there = evaluation.now_recorded(EVENTS_RATE)
    missing = evaluation.had_events(memory(slo)) - there.keys()
    if missing:
        return dict.fromkeys(missing, 1.0)
    return {} if there else {frozenset({("slo", slo.id)}): 1.0}


def _numerator_missing(evaluation: Evaluation) -> Vector:
    errors = evaluation.now_recorded(ERRORS_RATE)
    return {group: 1.0 for group in evaluation.now_recorded(EVENTS_RATE) if group not in errors}


def _no_traffic(evaluation: Evaluation) -> Vector:
    return {group: rate for group, rate in evaluation.now_recorded(EVENTS_RATE).items() if rate == 0}


def _objective_missed(evaluation: Evaluation) -> Vector:
    slo = evaluation.slo
    if slo.zero_tolerance:
        return evaluation.recent_errors()
    half = slo.window // 2
    seen = evaluation.had_events(half, half)
    ratios = evaluation.now_recorded(ERROR_RATIO_WINDOW)
    return {group: ratio for group, ratio in ratios.items() if ratio > slo.beta and group in seen}


def _budget_exhausted(evaluation: Evaluation) -> Vector:
    """No budget left, with data from half a window ago: a young SLO has not spent it."""
    half = evaluation.slo.budget_window // 2
    seen = evaluation.had_events(min(half, DAY), half)
    left = evaluation.now_recorded(BUDGET_REMAINING)
    return {group: value for group, value in left.items() if value <= 0 and group in seen}


_CONDITIONS: Final[Mapping[AlertKind, Callable[[Evaluation], Vector]]] = {
    AlertKind.NO_DATA: _no_data,
    AlertKind.NUMERATOR_MISSING: _numerator_missing,
    AlertKind.NO_TRAFFIC: _no_traffic,
    AlertKind.OBJECTIVE_MISSED: _objective_missed,
    AlertKind.BUDGET_EXHAUSTED: _budget_exhausted,
}
