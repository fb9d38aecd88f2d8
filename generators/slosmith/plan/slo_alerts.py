"""The alerts of one SLO: its burn-rate tiers, and the cases in which burn rates would stay silent."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.burnrate import Tier, TierClass
from slosmith.naming import (
    BUDGET_REMAINING,
    ERROR_RATIO_WINDOW,
    ERRORS_RATE,
    EVENTS_RATE,
    error_ratio,
    recorded,
)
from slosmith.plan import annotations as words
from slosmith.plan.model import Alert, SloPlan
from slosmith.plan.windows import enough_errors, identity, recorded_ratio, seen_long_enough
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.signal import Unit
from slosmith.units import DAY, HOUR, decimal_text, duration

# How far back zero tolerance looks: long enough to be seen by a person, short enough to clear.
ZERO_TOLERANCE_WINDOW = 600
# Up to here a breach is worth the fast group; a longer window does not change within five minutes.
FAST_BREACH = DAY


def _all_of(first: Expr, *others: Expr | None, on: tuple[str, ...]) -> Expr:
    expr = first
    for each in others:
        if each is not None:
            expr = Binary("and", expr, each, on=on)
    return expr


def alert_labels(
    slo: SloPlan, severity: TierClass, scope: str = "", tier: Tier | None = None
) -> dict[str, str]:
    labels = {
        "severity": slo.severities[severity],
        "slo": slo.id,
        "service": slo.service,
        "owner": slo.owner,
        "scope": scope or ("group" if slo.group_by else "all"),
    }
    if tier is not None:
        labels |= {
            "long_window": duration(tier.long),
            "short_window": duration(tier.short),
            "burn_rate": decimal_text(tier.burn),
        }
    return labels | dict(slo.labels)


def burn_alert(slo: SloPlan, tier: Tier, fast_windows: frozenset[int], *, collapsed: bool = False) -> Alert:
    """Both windows above the threshold, enough errors, and for long windows enough history.

    Ratios that another group records are read over a range, since groups run concurrently.
    """
    on = identity(slo, collapsed)
    threshold = Number(decimal_text(tier.threshold(slo.beta)))
    own_group = tier.severity_class is TierClass.PAGE

    def above(window: int) -> Expr:
        reading = recorded_ratio(slo, window, collapsed=collapsed)
        if not own_group and window in fast_windows:
            ranged = recorded(error_ratio(window, collapsed=collapsed), slo.id, range=3 * slo.interval)
            reading = Aggregate("max", on, Call("last_over_time", (ranged,)))
        return Binary(">", reading, threshold)

    expr = _all_of(
        above(tier.short),
        above(tier.long),
        enough_errors(slo, tier.long, tier.min_events, collapsed=collapsed),
        seen_long_enough(slo, tier.long, collapsed=collapsed) if tier.long > HOUR else None,
        on=on,
    )
    return Alert(
        name=slo.burn_alert_name(tier),
        labels=alert_labels(slo, tier.severity_class, "all" if collapsed else "", tier),
        annotations=words.burn_annotations(slo, tier, collapsed=collapsed) | dict(slo.annotations),
        expr=expr,
        origin=slo.origin,
        keep_firing_for=tier.keep_firing_for,
    )


def fast_alerts(slo: SloPlan) -> Iterator[Alert]:
    """What belongs into the fast group besides tiers: absence, no traffic, zero tolerance."""
    if slo.zero_tolerance:
        yield _alert(
            slo,
            "ObjectiveMissed",
            TierClass.PAGE,
            words.zero_tolerance_annotations(slo),
            _any_error(slo),
            slo.for_,
        )
    yield _alert(slo, "NoData", TierClass.PAGE, words.no_data_annotations(slo), _no_data(slo), slo.no_data)
    if slo.signal.numerator:
        yield _alert(
            slo,
            "NumeratorMissing",
            TierClass.PAGE,
            words.numerator_annotations(slo, slo.signal.numerator),
            _no_numerator(slo),
            slo.no_data,
        )
    if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
        silent = Binary("==", recorded(EVENTS_RATE, slo.id), Number("0"))
        yield _alert(
            slo, "NoTraffic", TierClass.PAGE, words.no_traffic_annotations(slo), silent, slo.no_traffic
        )
    if slo.breach and slo.window <= FAST_BREACH:
        yield breach_alert(slo)


def breach_alert(slo: SloPlan) -> Alert:
    """The ratio over the SLO window exceeds what is allowed. However few the errors: the objective is missed."""
    expr = _all_of(
        Binary(">", recorded(ERROR_RATIO_WINDOW, slo.id), Number(decimal_text(slo.beta))),
        seen_long_enough(slo, slo.window),
        on=slo.identity,
    )
    return _alert(slo, "ObjectiveMissed", TierClass.PAGE, words.breach_annotations(slo), expr, 0)


def exhausted_alert(slo: SloPlan) -> Alert:
    """No budget left, with history that reaches back half the window: a young SLO has not spent it."""
    half = slo.budget_window // 2
    history = recorded(EVENTS_RATE, slo.id, range=min(half, DAY), offset=half)
    expr = _all_of(
        Binary("<=", recorded(BUDGET_REMAINING, slo.id), Number("0")),
        Call("present_over_time", (history,)),
        on=slo.identity,
    )
    return _alert(slo, "BudgetExhausted", TierClass.TICKET, words.exhausted_annotations(slo), expr, 0)


def _alert(
    slo: SloPlan, suffix: str, severity: TierClass, annotations: dict[str, str], expr: Expr, held: int
) -> Alert:
    return Alert(
        name=slo.alert_name + suffix,
        labels=alert_labels(slo, severity),
        annotations=annotations | dict(slo.annotations),
        expr=expr,
        origin=slo.origin,
        for_=held,
    )


def _any_error(slo: SloPlan) -> Expr:
    """Any error at all, also of a counter born with its first error, which rate() cannot see."""
    if slo.signal.unit is not Unit.EVENTS:
        return Binary(">", recorded(ERRORS_RATE, slo.id), Number("0"))
    window = ZERO_TOLERANCE_WINDOW
    counted = Binary("*", slo.signal.errors.over(window), Number(str(window)))
    expr: Expr = Binary(">", counted, Number("0.5"))
    if slo.signal.newborn is not None:
        expr = Binary("or", expr, Binary(">", slo.signal.newborn.over(window), Number("0.5")))
    return expr


def remembered(slo: SloPlan) -> int:
    """For how many seconds a group that is gone is missed: longer than its alert waits, or that could never fire."""
    return max(DAY, 2 * slo.no_data)


def _no_data(slo: SloPlan) -> Expr:
    """What was there not long ago and is gone, group by group; or what was never seen at all.

    `or on ()` keeps the two apart: both at once would be one alert with two values, which Prometheus refuses.
    """
    by = slo.identity
    known = Call("last_over_time", (recorded(EVENTS_RATE, slo.id, range=remembered(slo)),))
    gone = Binary("unless", Aggregate("group", by, known), recorded(EVENTS_RATE, slo.id), on=by)
    return Binary("or", gone, Call("absent", (recorded(EVENTS_RATE, slo.id),)), on=())


def _no_numerator(slo: SloPlan) -> Expr:
    by = slo.identity
    return Binary(
        "unless",
        Aggregate("group", by, recorded(EVENTS_RATE, slo.id)),
        recorded(ERRORS_RATE, slo.id),
        on=by,
    )
