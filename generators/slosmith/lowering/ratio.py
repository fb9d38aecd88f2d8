"""`ratio`: errors and events from counters of bad (or good) events and of all."""

from __future__ import annotations

from slosmith.contract import Contract
from slosmith.inputs.model import CounterSource, Source
from slosmith.lowering.counters import first_values, late, newborn, summed_rates
from slosmith.promql.expr import Binary, Call, Expr, Number, OverWindow
from slosmith.promql.matchers import series_of
from slosmith.promql.window import without_comments
from slosmith.signal import Numerator, Scope, Signal, Summand, Unit, or_zero
from slosmith.spec.sli.ratio import RatioSli


def lower(sli: RatioSli, scope: Scope, contract: Contract) -> Signal:
    ratio = sli.ratio
    part, total = ratio.summands(ratio.part), ratio.summands("total")
    found = tuple(_summands(ratio.part, part, scope)) + tuple(_summands("total", total, scope))
    if ratio.part == "bad":
        return _from_bad(part, total, scope, found)
    return _from_good(part, total, scope, found)


def series(sli: RatioSli, scope: Scope, contract: Contract) -> Source:
    ratio, good = sli.ratio, sli.ratio.part == "good"
    part, total = (" + ".join(f"({each})" for each in ratio.summands(key)) for key in (ratio.part, "total"))
    return CounterSource(f"{ratio.part} events", part, total, good=good)


def _summands(part: str, sources: tuple[str, ...], scope: Scope) -> list[Summand]:
    """Those of a sum: one alone is the whole, and what its absence means is said of that."""
    if len(sources) < 2:
        return []
    return [Summand(part, each, OverWindow(summed_rates((each,), scope))) for each in sources]


def _from_bad(
    sources: tuple[str, ...], total: tuple[str, ...], scope: Scope, summands: tuple[Summand, ...]
) -> Signal:
    rates = summed_rates(total, scope)
    known = or_zero(summed_rates(sources, scope), rates)
    births = first_values(sources, scope)
    return Signal(
        OverWindow(late(known, sources, scope, rates)),
        OverWindow(late(rates, total, scope, rates)),
        Unit.EVENTS,
        raw=True,
        newborn=None if births is None else OverWindow(births),
        summands=summands,
    )


def _from_good(
    sources: tuple[str, ...], total: tuple[str, ...], scope: Scope, summands: tuple[Summand, ...]
) -> Signal:
    if any(newborn(each, scope) is None for each in (*sources, *total)):
        # Counted on one side only, the first events of a counter would all be errors.
        scope = scope._replace(late_counters=False)
    rates = summed_rates(total, scope)
    events = late(rates, total, scope, rates)
    good = late(summed_rates(sources, scope), sources, scope, rates)
    # No zero for missing good events: it would read as a total outage. Their absence is an alert.
    errors = Call("clamp_min", (Binary("-", events, good), Number("0")))
    births = _born_bad(sources, total, scope)
    return Signal(
        OverWindow(errors),
        OverWindow(events),
        Unit.EVENTS,
        raw=True,
        numerator=Numerator.GOOD,
        newborn=None if births is None else OverWindow(births),
        summands=summands,
    )


def _born_bad(sources: tuple[str, ...], totals: tuple[str, ...], scope: Scope) -> Expr | None:
    """The first value of error counters, where both sides select from one metric: series of two have their own births."""
    if len(sources) > 1 or len(totals) > 1:
        return None
    good, total = sources[0], totals[0]
    everything, other = (series_of(without_comments(each)).metric for each in (total, good))
    born, born_good = newborn(total, scope), newborn(good, scope)
    if not everything or everything != other or born is None or born_good is None:
        return None
    return Binary("-", born, or_zero(born_good, born))
