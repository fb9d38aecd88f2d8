"""Kind `Metrics`: the instrumentation contract, what the services promise to export."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from slosmith.contract import MetricType, Promise
from slosmith.spec.base import Listed, Model
from slosmith.spec.types import LabelName, Line, MetricName, Name, Number, Text, refuse

Source = Literal["document", "code", "assumed"]


class Metric(Model):
    """One metric, by the name it is registered under: a histogram without _bucket."""

    name: MetricName = Field(description="The metric's name.")
    type: Literal["counter", "gauge", "histogram", "native_histogram", "summary"] = Field(
        description="What kind of metric it is."
    )
    help: Text | None = Field(default=None, description="What it measures.")
    unit: Line | None = Field(default=None, description="The base unit: seconds, bytes, blocks.")
    labels: Annotated[tuple[LabelName, ...], Listed] = Field(
        default=(), description="The labels it carries, besides those of the scrape target."
    )
    buckets: Annotated[tuple[Number, ...], Listed] = Field(
        default=(), description="The finite upper bounds of a histogram's buckets, ascending."
    )
    source: Source | None = Field(
        default=None, description="Where we know it from, if not as the document says."
    )

    @model_validator(mode="after")
    def _buckets_fit(self) -> Self:
        if self.buckets and self.type != "histogram":
            refuse(
                "bad-value",
                f"a {self.type.replace('_', ' ')} has no buckets",
                "remove `buckets`, or say `type: histogram`",
                at="buckets",
            )
        if any(low >= high for low, high in pairwise(self.buckets)):
            hint = "list each bound once, smallest first"
            refuse("bad-value", "the buckets are not in ascending order", hint, at="buckets")
        return self


class Metrics(Model):
    """Metrics that services promise to export."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["Metrics"] = Field(description="Metrics")
    service: Name | None = Field(default=None, description="Who exports them.")
    source: Source = Field(
        default="code", description="Where we know them from: a document, the code, or an assumption."
    )
    metrics: Annotated[tuple[Metric, ...], Listed] = Field(description="The metrics.", min_length=1)

    def promises(self) -> tuple[Promise, ...]:
        return tuple(
            Promise(
                name=metric.name,
                type=MetricType(metric.type),
                help=metric.help or "",
                unit=metric.unit or "",
                labels=metric.labels,
                buckets=metric.buckets,
                service=self.service or "",
                source=metric.source or self.source,
            )
            for metric in self.metrics
        )
