"""`raw`: an expression with `$window` that is already an error ratio."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.types import PromQL


class Raw(Model):
    error_ratio: PromQL = Field(description="The share of bad events over `$window`, from 0 to 1.")
    idle: Literal["ignore", "good", "bad"] = Field(
        default="ignore",
        description="What time is, or events are, while the ratio is NaN, as 0/0 is without traffic: left out of the count, good, or bad.",
    )
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
