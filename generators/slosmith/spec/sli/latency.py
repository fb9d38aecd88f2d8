"""`latency`: the share of events slower than a threshold, from a classic or a native histogram."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from pydantic import Field, field_validator

from slosmith.contract import Contract, MetricType
from slosmith.promql.matchers import selectors_in
from slosmith.promql.parsed import Unparsable, parse
from slosmith.promql.strings import selector_text
from slosmith.promql.window import without_comments
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Problem, Query, Role, SliModel
from slosmith.spec.types import BucketThreshold, MetricName, PromQL, refuse
from slosmith.units import decimal_text


class Latency(Model):
    histogram: MetricName = Field(description="The histogram's name, without _bucket.")
    selector: PromQL | None = Field(default=None, description='Label matchers such as {method="GET"}.')
    threshold: BucketThreshold = Field(
        description="An event is good up to this: a duration (10m), or a number in the histogram's unit."
    )
    bucket: Literal["exact", "lower", "interpolate"] = Field(
        default="exact",
        description="If the threshold is no bucket bound: refuse (exact), count from the bound below (lower), or interpolate.",
    )
    native: bool = Field(
        default=False, description="The histogram is a native one; it has no buckets to name."
    )

    @field_validator("selector")
    @classmethod
    def _matchers(cls, value: str | None) -> str | None:
        """What stands within the braces, so that more matchers can follow it."""
        if value is None:
            return None
        own = without_comments(value).removeprefix("{").removesuffix("}").strip().removesuffix(",")
        parsed = parse(f"x{{{own}}}")
        if isinstance(parsed, Unparsable) or not parsed.bare_selector:
            reason = f": {parsed.reason}" if isinstance(parsed, Unparsable) else ""
            hint = """write label matchers such as {method="GET", code!~"5.."}"""
            refuse("promql", f"these are no label matchers{reason}", hint)
        if any(each.label == "le" for each in selectors_in(f"x{{{own}}}")[0]):
            refuse(
                "bad-value",
                "`le` is the label of the buckets, and `threshold` chooses among them",
                "leave it out",
            )
        return own

    @field_validator("histogram")
    @classmethod
    def _whole(cls, value: str) -> str:
        name = value.removesuffix("_bucket")
        if name != value:
            refuse("bad-value", "a histogram is named without `_bucket`", f"write `{name}`")
        return value

    def series(self, suffix: str, *matchers: str) -> str:
        """A selector of one of the histogram's series, with more matchers than somebody wrote."""
        listed = ", ".join(part for part in (self.selector or "", *matchers) if part)
        return selector_text(f"{self.histogram}{suffix}", listed)

    def bounds(self, contract: Contract) -> tuple[Decimal, ...]:
        """The bucket bounds that the contract declares, ascending; none if it does not know the histogram."""
        promise = contract.promises.get(self.histogram)
        return promise.buckets if promise else ()


class LatencySli(SliModel):
    latency: Latency = Field(description="Events slower than a threshold, from a histogram.")

    def queries(self) -> Iterable[Query]:
        suffix = "" if self.latency.native else "_count"
        yield Query(("latency", "histogram"), self.latency.series(suffix), Role.RATE)

    def problems(self, contract: Contract) -> Iterable[Problem]:
        yield from _unit_problems(self.latency, contract)
        yield from _bound_problems(self.latency, contract)


def _unit_problems(latency: Latency, contract: Contract) -> Iterable[Problem]:
    promise = contract.promises.get(latency.histogram)
    named_seconds = latency.histogram.endswith("_seconds")
    unit = promise.unit if promise and promise.unit else "seconds" if named_seconds else ""
    if latency.threshold.is_duration and unit != "seconds":
        counts = f"counts {unit}" if unit else "does not say that it counts seconds"
        yield Problem(
            "threshold-unit",
            ("latency", "threshold"),
            f"the threshold is a duration, but `{latency.histogram}` {counts}",
            "write a number in the histogram's unit, or promise `unit: seconds` in a Metrics document",
        )
    expected = MetricType.NATIVE_HISTOGRAM if latency.native else MetricType.HISTOGRAM
    if promise and promise.type is not expected:
        yield Problem(
            "metric-type",
            ("latency", "histogram"),
            f"`{latency.histogram}` is promised as a {promise.type.replace('_', ' ')}, not as a {expected.replace('_', ' ')}",
            "set `native: true` for a native histogram"
            if promise.type is MetricType.NATIVE_HISTOGRAM
            else "name a histogram",
        )


def _bound_problems(latency: Latency, contract: Contract) -> Iterable[Problem]:
    if latency.native:
        return
    bounds, threshold = latency.bounds(contract), latency.threshold.value
    shown = decimal_text(threshold) + ("s" if latency.threshold.is_duration else "")
    place = ("latency", "threshold")
    if not bounds:
        code = "bucket-unknown" if latency.bucket == "exact" else "bucket-bound"
        yield Problem(
            code,
            place,
            f"nobody promises the bucket bounds of `{latency.histogram}`, so {shown} cannot be checked against them",
            "list its `buckets` in a Metrics document",
        )
    elif threshold > bounds[-1]:
        yield Problem(
            "bucket-bound",
            place,
            f"the threshold {shown} lies above the largest bucket of `{latency.histogram}`, {decimal_text(bounds[-1])}",
            "slower events are all in +Inf; add a bucket, or lower the threshold",
        )
    elif threshold not in bounds and (latency.bucket == "exact" or threshold < bounds[0]):
        index = bisect_left(bounds, threshold)
        near = " and ".join(decimal_text(each) for each in bounds[max(index - 1, 0) : index + 1])
        said = f"the nearest are {near}" if index else f"the smallest is {near}"
        otherwise = ", or say `bucket: lower` (counts too many errors) or `interpolate` (a guess)"
        yield Problem(
            "bucket-bound",
            place,
            f"the threshold {shown} is not a bucket bound of `{latency.histogram}`; {said}",
            "use a bound, or add a bucket" + (otherwise if index else ""),
        )
