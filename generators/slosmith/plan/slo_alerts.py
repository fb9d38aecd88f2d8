"""The expressions of an SLO's alerts: its burn-rate tiers, and the cases in which burn rates would stay silent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

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
from slosmith.plan.model import About, Alert, AlertKind, Notice, SloPlan
from slosmith.plan.windows import enough_errors, identity, recorded_ratio, seen_long_enough
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.units import DAY, HOUR, decimal_text

# How far back zero tolerance looks: long enough to be seen by a person, short enough to clear.
ZERO_TOLERANCE_WINDOW = 600


def _all_of(first: Expr, *others: Expr | None, on: tuple[str, ...]) -> Expr:
    expr = first
    for each in others:
        if each is not None:
            expr = Binary("and", expr, each, on=on)
    return expr


def alert_of(slo: SloPlan, notice: Notice, fast_windows: frozenset[int] = frozenset()) -> Alert:
    """A notice with its texts and its expression. `fast_windows` are those whose ratios the fast group records."""
    about = notice.about
    if about.tier is not None:
        texts = words.burn_annotations(slo, about.tier, collapsed=_collapsed(slo, about))
        expr = _burning(slo, about.tier, fast_windows, collapsed=_collapsed(slo, about))
    else:
        texts, expr = words.annotations_of(slo, about.kind), _EXPRESSIONS[about.kind](slo)
    return Alert(
        name=notice.name,
        labels=notice.labels,
        annotations=texts | dict(slo.annotations),
        expr=expr,
        origin=notice.origin,
        about=about,
        for_=notice.for_,
        keep_firing_for=notice.keep_firing_for,
    )


def _collapsed(slo: SloPlan, about: About) -> bool:
    """Whether it reads what is recorded over all groups: without groups that is no series of its own."""
    return about.over_all and slo.collapsed is not None


def _burning(slo: SloPlan, tier: Tier, fast_windows: frozenset[int], *, collapsed: bool) -> Expr:
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

    return _all_of(
        above(tier.short),
        above(tier.long),
        enough_errors(slo, tier.long, tier.min_events, collapsed=collapsed),
        seen_long_enough(slo, tier.long, collapsed=collapsed) if tier.long > HOUR else None,
        on=on,
    )


def _missed(slo: SloPlan) -> Expr:
    """The ratio over the SLO window exceeds what is allowed, however few the errors; or there is any error at all."""
    if slo.zero_tolerance:
        return _any_error(slo)
    return _all_of(
        Binary(">", recorded(ERROR_RATIO_WINDOW, slo.id), Number(decimal_text(slo.beta))),
        seen_long_enough(slo, slo.window),
        on=slo.identity,
    )


def _exhausted(slo: SloPlan) -> Expr:
    """No budget left, with history that reaches back half the window: a young SLO has not spent it."""
    half = slo.budget_window // 2
    history = recorded(EVENTS_RATE, slo.id, range=min(half, DAY), offset=half)
    return _all_of(
        Binary("<=", recorded(BUDGET_REMAINING, slo.id), Number("0")),
        Call("present_over_time", (history,)),
        on=slo.identity,
    )


def _any_error(slo: SloPlan) -> Expr:
    """Any error at all, also of a counter born with its first error, which rate() cannot see."""
    if not slo.signal.raw:
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


def _no_traffic(slo: SloPlan) -> Expr:
    return Binary("==", recorded(EVENTS_RATE, slo.id), Number("0"))


_EXPRESSIONS: Final[Mapping[AlertKind, Callable[[SloPlan], Expr]]] = {
    AlertKind.OBJECTIVE_MISSED: _missed,
    AlertKind.NO_DATA: _no_data,
    AlertKind.NUMERATOR_MISSING: _no_numerator,
    AlertKind.NO_TRAFFIC: _no_traffic,
    AlertKind.BUDGET_EXHAUSTED: _exhausted,
}
