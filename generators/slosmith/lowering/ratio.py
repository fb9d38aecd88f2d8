"""`ratio`: errors and events from counters of bad (or good) events and of all."""

from __future__ import annotations

from slosmith.contract import Contract
from slosmith.inputs.model import CounterSource, Source
from slosmith.lowering.counters import late, newborn, summed_rate
from slosmith.promql.expr import Binary, Call, Expr, Number, OverWindow
from slosmith.promql.matchers import series_of
from slosmith.promql.window import without_comments
from slosmith.signal import Numerator, Scope, Signal, Unit, or_zero
from slosmith.spec.sli.ratio import RatioSli


def lower(sli: RatioSli, scope: Scope, contract: Contract) -> Signal:
    ratio = sli.ratio
    if ratio.bad is None:
        return _from_good(str(ratio.good), ratio.total, scope)
    return _from_bad(ratio.bad, ratio.total, scope)


def series(sli: RatioSli, scope: Scope, contract: Contract) -> Source:
    ratio = sli.ratio
    if ratio.bad is None:
        return CounterSource("good events", str(ratio.good), ratio.total, good=True)
    return CounterSource("bad events", ratio.bad, ratio.total)


def _from_bad(source: str, total: str, scope: Scope) -> Signal:
    rates = summed_rate(total, scope)
    known = or_zero(summed_rate(source, scope), rates)
    births = newborn(source, scope)
    return Signal(
        OverWindow(late(known, source, scope, rates)),
        OverWindow(late(rates, total, scope, rates)),
        Unit.EVENTS,
        raw=True,
        newborn=None if births is None else OverWindow(births),
    )


def _from_good(source: str, total: str, scope: Scope) -> Signal:
    if newborn(total, scope) is None or newborn(source, scope) is None:
        # Counted on one side only, the first events of a counter would all be errors.
        scope = scope._replace(late_counters=False)
    rates = summed_rate(total, scope)
    events = late(rates, total, scope, rates)
    good = late(summed_rate(source, scope), source, scope, rates)
    # No zero for missing good events: it would read as a total outage. Their absence is an alert.
    errors = Call("clamp_min", (Binary("-", events, good), Number("0")))
    births = _born_bad(source, total, scope)
    return Signal(
        OverWindow(errors),
        OverWindow(events),
        Unit.EVENTS,
        raw=True,
        numerator=Numerator.GOOD,
        newborn=None if births is None else OverWindow(births),
    )


def _born_bad(good: str, total: str, scope: Scope) -> Expr | None:
    """The first value of error counters, where both sides select from one metric: series of two have their own births."""
    everything, other = (series_of(without_comments(each)).metric for each in (total, good))
    born, born_good = newborn(total, scope), newborn(good, scope)
    if not everything or everything != other or born is None or born_good is None:
        return None
    return Binary("-", born, or_zero(born_good, born))
