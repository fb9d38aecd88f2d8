"""`latency`: the share of events slower than a threshold, from a classic or a native histogram."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field

from slosmith.contract import Contract, MetricType
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.signal import Scope, Signal, Unit, rate
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Problem, Query, Role, SliModel
from slosmith.spec.types import BucketThreshold, MetricName, PromQL
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


class LatencySli(SliModel):
    latency: Latency = Field(description="Events slower than a threshold, from a histogram.")

    def queries(self) -> Iterable[Query]:
        suffix = "" if self.latency.native else "_count"
        yield Query(("latency", "histogram"), self._series(suffix), Role.RATE)

    def problems(self, contract: Contract) -> Iterable[Problem]:
        yield from _unit_problems(self.latency, contract)
        yield from _bound_problems(self.latency, contract)

    def lower(self, scope: Scope, contract: Contract) -> Signal:
        return self._lower_native(scope) if self.latency.native else self._lower_classic(scope, contract)

    def _series(self, suffix: str, *matchers: str) -> str:
        own = (self.latency.selector or "").strip().removeprefix("{").removesuffix("}").strip().rstrip(",")
        listed = ", ".join(part for part in (own, *matchers) if part)
        return (
            f"{self.latency.histogram}{suffix}{{{listed}}}" if listed else f"{self.latency.histogram}{suffix}"
        )

    def _summed(self, scope: Scope, series: str, window: int) -> Expr:
        return Aggregate("sum", scope.group_by, rate(series, window))

    def _lower_classic(self, scope: Scope, contract: Contract) -> Signal:
        count = self._series("_count")
        below, above, share = _place(self.latency, contract)

        def events(window: int) -> Expr:
            return self._summed(scope, count, window)

        def bucket(bound: Decimal, window: int) -> Expr:
            return self._summed(scope, self._series("_bucket", le_matcher(bound)), window)

        def errors(window: int) -> Expr:
            good = bucket(below, window)
            if above is not None:
                between = Binary("-", bucket(above, window), bucket(below, window))
                good = Binary("+", good, Binary("*", between, Number(decimal_text(share))))
            # The bucket may lag the count by a scrape; less than no errors is no errors.
            return Call("clamp_min", (Binary("-", events(window), good), Number("0")))

        return Signal(errors, events, Unit.EVENTS, raw=True, numerator=True)

    def _lower_native(self, scope: Scope) -> Signal:
        series = self._series("")
        threshold = Number(decimal_text(self.latency.threshold.value))

        def histogram(window: int) -> Expr:
            return self._summed(scope, series, window)

        def events(window: int) -> Expr:
            return Call("histogram_count", (histogram(window),))

        def errors(window: int) -> Expr:
            within = Call("histogram_fraction", (Number("-Inf"), threshold, histogram(window)))
            # An empty histogram has no fraction (NaN), and NaN must never be recorded.
            return Binary("*", Binary(">", events(window), Number("0")), Binary("-", Number("1"), within))

        def known(window: int) -> Expr:
            return Binary("or", errors(window), Binary("*", Number("0"), events(window)))

        return Signal(known, events, Unit.EVENTS, raw=True)


def le_matcher(bound: Decimal) -> str:
    """Matches a bucket bound in each spelling: Prometheus 3 stores `1.0` where 2.x stored `1`, Go writes 1e+06."""
    plain = decimal_text(bound)
    spellings = [_regex(plain) + ("" if "." in plain else r"(\\.0)?")]
    if bound >= 1_000_000:
        spellings.append(_regex(_scientific(plain)))
    if spellings == [_regex(plain)]:
        return f'le="{plain}"'
    return f'le=~"{"|".join(spellings)}"'


def _regex(spelling: str) -> str:
    """Escaped for the regular expression, and once more for the string that holds it."""
    return spelling.replace(".", r"\\.").replace("+", r"\\+")


def _scientific(plain: str) -> str:
    """1000000 as Go prints it, `1e+06`; 2500000 is `2.5e+06`."""
    digits = plain.replace(".", "").rstrip("0")
    exponent = len(plain.split(".")[0]) - 1
    mantissa = digits[0] + ("." + digits[1:] if digits[1:] else "")
    return f"{mantissa}e+{exponent:02d}"


def _place(latency: Latency, contract: Contract) -> tuple[Decimal, Decimal | None, Fraction]:
    """The bucket to count from, and for interpolation the one above and how far in between the threshold lies."""
    threshold = latency.threshold.value
    bounds = _bounds(latency, contract)
    index = bisect_left(bounds, threshold)
    if latency.bucket == "exact" or (index < len(bounds) and bounds[index] == threshold):
        return threshold, None, Fraction(0)
    lower = bounds[index - 1]
    if latency.bucket == "lower":
        return lower, None, Fraction(0)
    upper = bounds[index]
    return lower, upper, Fraction(threshold - lower) / Fraction(upper - lower)


def _bounds(latency: Latency, contract: Contract) -> tuple[Decimal, ...]:
    promise = contract.promises.get(latency.histogram)
    return promise.buckets if promise else ()


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
    bounds, threshold = _bounds(latency, contract), latency.threshold.value
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
        near = [decimal_text(each) for each in bounds[max(index - 1, 0) : index + 1]]
        yield Problem(
            "bucket-bound",
            place,
            f"the threshold {shown} is not a bucket bound of `{latency.histogram}`; the nearest are {' and '.join(near)}",
            "use a bound, add a bucket, or say `bucket: lower` (counts too many errors) or `interpolate` (a guess)",
        )
