"""`raw`: an expression that is an error ratio already, weighted by events or by time."""

from __future__ import annotations

from slosmith.contract import Contract
from slosmith.inputs.model import RatioSource, Source
from slosmith.lowering.counters import summed_rate
from slosmith.promql.expr import Aggregate, Binary, Call, Number, OverWindow, User
from slosmith.signal import Numerator, Scope, Signal, Unit
from slosmith.spec.sli.raw import RawSli


def lower(sli: RawSli, scope: Scope, contract: Contract) -> Signal:
    # One NaN or Inf recorded would poison every window: NaN is not >= 0, and Inf (errors by no events) is all bad.
    share = Aggregate("max", scope.group_by, Binary(">=", User(sli.raw.error_ratio), Number("0")))
    ratio = Call("clamp_max", (share, Number("1")))
    # A ratio per group has no meaning for all groups together: that one is read from the recordings.
    raw = not scope.collapsed
    if sli.raw.events is None:
        always = Binary("+", Binary("*", Number("0"), ratio), Number("1"))
        return Signal(OverWindow(ratio), OverWindow(always), Unit.TIME, raw=raw)
    events = summed_rate(sli.raw.events, scope)
    # Without events there is no ratio, and that is no errors; a ratio missing beside events raises an alert.
    errors = Binary("or", Binary("*", ratio, events), Binary("==", events, Number("0")))
    return Signal(OverWindow(errors), OverWindow(events), Unit.EVENTS, raw=raw, numerator=Numerator.RATIO)


def series(sli: RawSli, scope: Scope, contract: Contract) -> Source:
    shape = "share of time" if sli.raw.events is None else "share of events"
    return RatioSource(shape, sli.raw.error_ratio, sli.raw.events, scope.interval)
