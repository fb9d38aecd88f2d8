"""`raw`: an expression that is an error ratio already, weighted by events or by time.

The ratio is recorded once per evaluation, and every window is read from the recordings: a window that is read raw would
be NaN for as long as it holds one idle moment.
"""

from __future__ import annotations

from slosmith.burnrate import rate_window
from slosmith.contract import Contract
from slosmith.inputs.model import RatioSource, Source
from slosmith.lowering.counters import summed_rates
from slosmith.lowering.values import Idle, answer, answered, is_nan, query
from slosmith.naming import EVENTS_RATE, SLI_MAX, recorded
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, OverWindow
from slosmith.promql.sums import summands
from slosmith.signal import Numerator, Scope, Signal, Unit
from slosmith.spec.sli.raw import RawSli

_ZERO = Number("0")


def lower(sli: RawSli, scope: Scope, contract: Contract) -> Signal:
    raw = sli.raw
    step = answered(SLI_MAX, query(raw.error_ratio, rate_window(scope.scrape, scope.interval)), scope)
    if raw.events is None:
        errors, events = _by_time(raw.idle, scope)
        return Signal(OverWindow(errors), OverWindow(events), Unit.TIME, raw=False, steps=(step,))
    errors, events = _by_events(summed_rates(summands(raw.events), scope), raw.idle, scope)
    return Signal(
        OverWindow(errors),
        OverWindow(events),
        Unit.EVENTS,
        raw=False,
        numerator=Numerator.RATIO,
        steps=(step,),
    )


def _by_time(idle: Idle, scope: Scope) -> tuple[Expr, Expr]:
    """Errors, and events: 1 for any ratio, and for NaN what `idle` says."""
    ratio, is_idle, counted = _ratio(scope), is_nan(answer(SLI_MAX, scope), scope), _counted(scope)
    always = Binary("+", Binary("*", _ZERO, ratio), Number("1"))
    events = Binary("or", always, Binary("*", _ZERO, is_idle) if idle == "ignore" else is_idle)
    errors = Binary("or", ratio, counted if idle == "bad" else Binary("*", _ZERO, counted))
    return errors, events


def _by_events(weight: Expr, idle: Idle, scope: Scope) -> tuple[Expr, Expr]:
    """Without events there are no errors; a ratio that is missing beside events raises an alert."""
    is_idle, counted = is_nan(answer(SLI_MAX, scope), scope), _counted(scope)
    errors = Binary("or", Binary("*", _ratio(scope), counted), Binary("==", counted, _ZERO))
    if idle == "ignore":
        return errors, Binary("or", Binary("*", _ZERO, Binary("and", weight, is_idle)), weight)
    idle_events = Binary("and", counted, is_idle)
    return Binary("or", errors, idle_events if idle == "bad" else Binary("*", _ZERO, idle_events)), weight


def _ratio(scope: Scope) -> Expr:
    """NaN is not >= 0. Inf (errors by no events) is all bad."""
    return Call("clamp_max", (Binary(">=", answer(SLI_MAX, scope), _ZERO), Number("1")))


def _counted(scope: Scope) -> Expr:
    """The events that were recorded just before the errors."""
    return Aggregate("max", scope.group_by, recorded(EVENTS_RATE, scope.slo))


def series(sli: RawSli, scope: Scope, contract: Contract) -> Source:
    shape = "share of time" if sli.raw.events is None else "share of events"
    return RatioSource(shape, sli.raw.error_ratio, sli.raw.events, scope.interval)
