"""`ratio`: bad (or good) events over all events, from counters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from pydantic import Field, model_validator

from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
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
