"""`ratio`: bad (or good) events over all events, from counters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator

from slosmith.contract import Contract
from slosmith.inputs import Inputs
from slosmith.promql.expr import Binary, Call, Expr, Number
from slosmith.promql.window import without_comments
from slosmith.signal import Numerator, OverWindow, Scope, Signal, Unit, or_zero
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.sli.counters import late, newborn, summed_rate
from slosmith.spec.sli.feeding import counters
from slosmith.spec.types import PromQL, refuse


class Ratio(Model):
    bad: PromQL | None = Field(
        default=None,
        description="Bad events: a counter's selector, or an expression whose `$window` stands in rate().",
    )
    good: PromQL | None = Field(default=None, description="Or good events, likewise.")
    total: PromQL = Field(description="All events, likewise.")

    @model_validator(mode="after")
    def _one_numerator(self) -> Self:
        if (self.bad is None) == (self.good is None):
            hint = "name exactly one of the two"
            refuse("bad-value", "a ratio counts either `bad` or `good` events", hint, at="good")
        if self.total in (self.bad, self.good):
            which = "good" if self.bad is None else "bad"
            hint = f"`{which}` should select fewer of the events that `total` selects"
            refuse(
                "bad-value",
                f"`{which}` is the same as `total`, so that all events are {which}",
                hint,
                at=which,
            )
        return self


class RatioSli(SliModel):
    ratio: Ratio = Field(description="Event counters: bad or good events, and all of them.")

    def queries(self) -> Iterable[Query]:
        for name, source in (("bad", self.ratio.bad), ("good", self.ratio.good)):
            if source is not None:
                yield Query(("ratio", name), source, Role.RATE)
        yield Query(("ratio", "total"), self.ratio.total, Role.RATE)

    def inputs(self, scope: Scope, contract: Contract) -> Inputs:
        if self.ratio.bad is None:
            return counters("good events", str(self.ratio.good), self.ratio.total, scope.group_by, good=True)
        return counters("bad events", self.ratio.bad, self.ratio.total, scope.group_by)

    def lower(self, scope: Scope, contract: Contract) -> Signal:
        if self.ratio.bad is None:
            return _from_good(str(self.ratio.good), self.ratio.total, scope)
        rates = summed_rate(self.ratio.total, scope)
        events = late(rates, newborn(self.ratio.total, scope), scope, rates)
        bad, births = summed_rate(self.ratio.bad, scope), newborn(self.ratio.bad, scope)
        known = late(lambda window: or_zero(bad(window), rates(window)), births, scope, rates)
        return Signal(known, events, Unit.EVENTS, raw=True, newborn=births)


def _from_good(source: str, total: str, scope: Scope) -> Signal:
    rates, births, good_births = summed_rate(total, scope), newborn(total, scope), newborn(source, scope)
    if births is None or good_births is None:
        # Counted on one side only, the first events of a counter would all be errors.
        births = good_births = None
    events = late(rates, births, scope, rates)
    good = late(summed_rate(source, scope), good_births, scope, rates)

    def errors(window: int) -> Expr:
        # No zero for missing good events: it would read as a total outage. Their absence is an alert.
        return Call("clamp_min", (Binary("-", events(window), good(window)), Number("0")))

    return Signal(
        errors,
        events,
        Unit.EVENTS,
        raw=True,
        numerator=Numerator.GOOD,
        newborn=_born_bad(source, total, scope),
    )


def _born_bad(good: str, total: str, scope: Scope) -> OverWindow | None:
    """The first value of error counters, where both sides select from one metric: series of two have their own births."""
    everything, other = (without_comments(each).partition("{")[0].strip() for each in (total, good))
    born, born_good = newborn(total, scope), newborn(good, scope)
    if not everything or everything != other or born is None or born_good is None:
        return None
    return lambda window: Binary("-", born(window), or_zero(born_good(window), born(window)))
