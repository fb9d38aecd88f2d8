"""`probe`: time slices of an up/down gauge, such as a blackbox probe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from slosmith.spec.base import Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.types import Interval, PromQL
from slosmith.units import DAY


class Probe(Model):
    metric: PromQL = Field(
        description="A gauge that is 1 while up and 0 while down, such as probe_success{...}."
    )
    missing: Literal["bad", "good", "ignore"] = Field(
        default="bad", description="What time without a probe is: bad, good, or left out of the count."
    )
    idle: Literal["ignore", "good", "bad"] = Field(
        default="ignore",
        description="What time is while the metric is NaN, as 0/0 is without traffic: left out of the count, good, or bad.",
    )
    forget: Interval = Field(
        default=DAY, description="A target that was gone for longer than this no longer counts."
    )


class ProbeSli(SliModel):
    probe: Probe = Field(description="Time slices of an up/down gauge.")

    def queries(self) -> Iterable[Query]:
        yield Query(("probe", "metric"), self.probe.metric, Role.INSTANT)
