"""`raw`: an expression with `$window` that is already an error ratio."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pydantic import Field

from slosmith.contract import Contract
from slosmith.inputs import Feed, Inputs
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, User
from slosmith.promql.matchers import choose
from slosmith.promql.window import fill_window
from slosmith.signal import Numerator, Scope, Signal, Unit
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.sli.counters import summed_rate
from slosmith.spec.sli.feeding import Aim, fed, gauges, selectors_in
from slosmith.spec.types import PromQL


class Raw(Model):
    error_ratio: PromQL = Field(description="The share of bad events over `$window`, from 0 to 1.")
    events: PromQL | None = Field(
        default=None,
        description="Events per second over `$window`, as weight. Without it the SLO is weighted by time.",
    )


class RawSli(SliModel):
    raw: Raw = Field(description="Any expression with $window that is already an error ratio.")

    def queries(self) -> Iterable[Query]:
        yield Query(("raw", "error_ratio"), self.raw.error_ratio, Role.RATIO)
        if self.raw.events is not None:
            yield Query(("raw", "events"), self.raw.events, Role.RATE)

    def inputs(self, scope: Scope, contract: Contract) -> Inputs:
        ratio, events = self.raw.error_ratio, self.raw.events
        shape = "share of time" if events is None else "share of events"
        selectors = selectors_in(ratio)
        if len(selectors) == 1 and events is None:
            wanted = (Aim(True, Decimal(0)), Aim(False, Decimal(1)))
            return gauges(shape, ratio, wanted, scope.interval, scope.group_by)
        totals = selectors_in(events) if events is not None else selectors[1:]
        own = [choose(each) for each in selectors if each not in totals]
        whole = [choose(each) for each in totals]
        feeds = [Feed(each, 0, 1) for each in own if each] + [Feed(each, 1, 1) for each in whole if each]
        return fed(shape, feeds, (*selectors, *totals), scope.group_by)

    def lower(self, scope: Scope, contract: Contract) -> Signal:
        def ratio(window: int) -> Expr:
            # One NaN or Inf recorded would poison every window: NaN is not >= 0, and Inf (errors by no events) is all bad.
            source = User(fill_window(self.raw.error_ratio, window))
            share = Aggregate("max", scope.group_by, Binary(">=", source, Number("0")))
            return Call("clamp_max", (share, Number("1")))

        # A ratio per group has no meaning for all groups together: that one is read from the recordings.
        raw = not scope.collapsed
        if self.raw.events is None:
            ones = Number("0")
            return Signal(
                ratio,
                lambda window: Binary("+", Binary("*", ones, ratio(window)), Number("1")),
                Unit.TIME,
                raw=raw,
            )
        events = summed_rate(self.raw.events, scope)

        def errors(window: int) -> Expr:
            # Without events there is no ratio, and that is no errors; a ratio missing beside events raises an alert.
            bad = Binary("*", ratio(window), events(window))
            return Binary("or", bad, Binary("==", events(window), Number("0")))

        return Signal(errors, events, Unit.EVENTS, raw=raw, numerator=Numerator.RATIO)
