"""`time_slice`: the share of time in which a query satisfies a bound."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from slosmith.spec.base import Listed, Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.types import Interval, PromQL, refuse
from slosmith.spec.types import Number as SpecNumber
from slosmith.units import DAY

_OPERATORS = {"at_least": ">=", "at_most": "<=", "above": ">", "below": "<"}


class TimeSlice(Model):
    query: PromQL = Field(description="An instant vector, one value per group.")
    at_least: SpecNumber | None = Field(default=None, description="Good while the value is this or more.")
    at_most: SpecNumber | None = Field(default=None, description="Good while the value is this or less.")
    above: SpecNumber | None = Field(default=None, description="Good while the value is more than this.")
    below: SpecNumber | None = Field(default=None, description="Good while the value is less than this.")
    between: Annotated[tuple[SpecNumber, SpecNumber], Listed] | None = Field(
        default=None, description="Good while the value is within these two, both included."
    )
    missing: Literal["bad", "good", "ignore"] = Field(
        default="bad", description="What time without data is: bad, good, or left out of the count."
    )
    idle: Literal["ignore", "good", "bad"] = Field(
        default="ignore",
        description="What time is while the query is NaN, as 0/0 is without traffic: left out of the count, good, or bad.",
    )
    forget: Interval = Field(
        default=DAY, description="A group that was gone for longer than this no longer counts."
    )

    def bounds(self) -> tuple[tuple[str, Decimal], ...]:
        """(operator, value) of each condition; all must hold."""
        single = [(sign, getattr(self, key)) for key, sign in _OPERATORS.items()]
        found = [(sign, value) for sign, value in single if value is not None]
        if self.between is not None:
            found += [(">=", self.between[0]), ("<=", self.between[1])]
        return tuple(found)

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        wanted = 2 if self.between is not None else 1
        if len(self.bounds()) != wanted:
            refuse(
                "bad-value",
                "a time slice has one bound",
                "name exactly one of at_least, at_most, above, below, between",
            )
        if self.between is not None and self.between[0] > self.between[1]:
            refuse("bad-value", "`between` gives the smaller bound first", "swap the two", at="between")
        return self


class TimeSliceSli(SliModel):
    time_slice: TimeSlice = Field(description="The share of time in which a query satisfies a bound.")

    def queries(self) -> Iterable[Query]:
        yield Query(("time_slice", "query"), self.time_slice.query, Role.INSTANT)
