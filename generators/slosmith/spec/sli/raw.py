"""`raw`: an expression with `$window` that is already an error ratio."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from slosmith.contract import Contract
from slosmith.promql.expr import Aggregate, Binary, Expr, Number, User
from slosmith.promql.window import fill_window
from slosmith.signal import Scope, Signal, Unit
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.sli.counters import summed_rate
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

    def lower(self, scope: Scope, contract: Contract) -> Signal:
        def ratio(window: int) -> Expr:
            # NaN is not >= 0, so it never enters a recording; NaN recorded once would poison every window.
            source = User(fill_window(self.raw.error_ratio, window))
            return Aggregate("max", scope.group_by, Binary(">=", source, Number("0")))

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
        on = scope.group_by
        return Signal(
            lambda window: Binary("*", ratio(window), events(window), on=on or None),
            events,
            Unit.EVENTS,
            raw=raw,
            numerator=True,
        )
