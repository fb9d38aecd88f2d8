"""`ratio`: bad (or good) events over all events, from counters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator

from slosmith.contract import Contract
from slosmith.promql.expr import Binary, Call, Expr, Number
from slosmith.signal import OverWindow, Scope, Signal, Unit, or_zero
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.sli.counters import late, newborn, summed_rate
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
            refuse("bad-value", "a ratio counts either `bad` or `good` events", "name exactly one of the two")
        return self


class RatioSli(SliModel):
    ratio: Ratio = Field(description="Event counters: bad or good events, and all of them.")

    def queries(self) -> Iterable[Query]:
        for name, source in (("bad", self.ratio.bad), ("good", self.ratio.good)):
            if source is not None:
                yield Query(("ratio", name), source, Role.RATE)
        yield Query(("ratio", "total"), self.ratio.total, Role.RATE)

    def lower(self, scope: Scope, contract: Contract) -> Signal:
        rates = summed_rate(self.ratio.total, scope)
        events = late(rates, newborn(self.ratio.total, scope), scope, rates)
        if self.ratio.bad is None:
            return _from_good(str(self.ratio.good), scope, events)
        bad, births = summed_rate(self.ratio.bad, scope), newborn(self.ratio.bad, scope)
        known = late(lambda window: or_zero(bad(window), rates(window)), births, scope, rates)
        return Signal(known, events, Unit.EVENTS, raw=True, newborn=births)


def _from_good(source: str, scope: Scope, events: OverWindow) -> Signal:
    good = summed_rate(source, scope)

    def errors(window: int) -> Expr:
        # No zero for missing good events: it would read as a total outage. Their absence is an alert.
        return Call("clamp_min", (Binary("-", events(window), good(window)), Number("0")))

    return Signal(errors, events, Unit.EVENTS, raw=True, numerator=True)
