"""Error ratios over windows: raw while that is exact and cheap, from recordings beyond."""

from __future__ import annotations

from slosmith.naming import ERRORS_RATE, EVENTS_RATE, IDENTITY, error_ratio, recorded
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.signal import Unit, ratio


def identity(slo: SloPlan, collapsed: bool) -> tuple[str, ...]:
    return IDENTITY if collapsed else slo.identity


def error_ratio_over(slo: SloPlan, window: int, *, collapsed: bool = False) -> Expr:
    """The error ratio over `window` seconds, weighted by events."""
    signal = slo.collapsed if collapsed else slo.signal
    if signal is not None and signal.raw and window <= slo.raw_limit:
        return ratio(signal.errors.over(window), signal.events.over(window))
    by = identity(slo, collapsed)
    return ratio(summed(slo, ERRORS_RATE, window, by), summed(slo, EVENTS_RATE, window, by))


def summed(slo: SloPlan, series: str, window: int, by: tuple[str, ...]) -> Expr:
    """The sum of a recording over a window. Only identity labels survive: any other label that changes
    would be "vector contains metrics with the same labelset" until the old series ages out."""
    return Aggregate("sum", by, Call("sum_over_time", (recorded(series, slo.id, range=window),)))


def enough_errors(slo: SloPlan, window: int, minimum: int, *, collapsed: bool = False) -> Expr | None:
    """At least `minimum` errors in the window, or None where errors are not counted and the minimum is 0.

    Half an error less, since five errors read 4.8 at the edges of a window.
    """
    if not minimum:
        return None
    errors = summed(slo, ERRORS_RATE, window, identity(slo, collapsed))
    if slo.signal.unit is Unit.EVENTS:
        errors = Binary("*", errors, Number(str(slo.interval)))
    return Binary(">", errors, Number(f"{minimum - 1}.5"))


def seen_long_enough(slo: SloPlan, window: int, *, collapsed: bool = False) -> Expr:
    """Data in the older half of the window: without it a new SLO pages on its first minutes."""
    half = window // 2
    seen = Call("present_over_time", (recorded(EVENTS_RATE, slo.id, range=half, offset=half),))
    return Aggregate("group", IDENTITY, seen) if collapsed else seen


def recorded_ratio(slo: SloPlan, window: int, *, collapsed: bool = False) -> Expr:
    return recorded(error_ratio(window, collapsed=collapsed), slo.id)
