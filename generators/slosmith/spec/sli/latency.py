"""`latency`: the share of events slower than a threshold, from a classic or a native histogram."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field, field_validator

from slosmith.contract import Contract, MetricType
from slosmith.inputs import Feed, Inputs
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.promql.matchers import choose
from slosmith.promql.parsed import Unparsable, parse
from slosmith.promql.window import without_comments
from slosmith.signal import Numerator, Scope, Signal, Unit, rate
from slosmith.spec.base import Model
from slosmith.spec.sli.base import Problem, Query, Role, SliModel
from slosmith.spec.sli.feeding import fed, selectors_in, unfed
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


class LatencySli(SliModel):
    latency: Latency = Field(description="Events slower than a threshold, from a histogram.")

    def queries(self) -> Iterable[Query]:
        suffix = "" if self.latency.native else "_count"
        yield Query(("latency", "histogram"), self._series(suffix), Role.RATE)

    def problems(self, contract: Contract) -> Iterable[Problem]:
        yield from _unit_problems(self.latency, contract)
        yield from _bound_problems(self.latency, contract)

    def inputs(self, scope: Scope, contract: Contract) -> Inputs:
        if self.latency.native:
            return unfed("native histogram", "promtool 2.42 cannot be given native histograms")
        below, above, _ = _place(self.latency, contract)
        [counted] = selectors_in(self._series("_count"))
        [bucket] = selectors_in(self._series("_bucket"))
        count, slices = choose(counted), choose(bucket)
        if count is None or slices is None:
            return unfed("latency", "no series could be made up that its selectors match")
        bounds = [(decimal_text(each), 1, 0) for each in (below, above) if each is not None]
        buckets = [Feed({**slices, "le": le}, good, bad) for le, good, bad in (*bounds, ("+Inf", 1, 1))]
        return fed("latency", [*buckets, Feed(count, 1, 1)], (counted, bucket), scope.group_by, plain=True)

    def lower(self, scope: Scope, contract: Contract) -> Signal:
        return self._lower_native(scope) if self.latency.native else self._lower_classic(scope, contract)

    def _series(self, suffix: str, *matchers: str) -> str:
        listed = ", ".join(part for part in (self.latency.selector or "", *matchers) if part)
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

        return Signal(errors, events, Unit.EVENTS, raw=True, numerator=Numerator.BUCKET)

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
    """Matches a bucket bound in each spelling: Prometheus 3 stores `1.0` where 2.x stored `1`, Go writes 1e+06 and 5e-05."""
    plain = decimal_text(bound)
    spellings = [_regex(plain) + ("" if "." in plain else r"(\\.0)?")]
    if not -4 <= bound.adjusted() < 6:
        spellings.append(_regex(_scientific(bound)))
    if spellings == [_regex(plain)]:
        return f'le="{plain}"'
    return f'le=~"{"|".join(spellings)}"'


def _regex(spelling: str) -> str:
    """Escaped for the regular expression, and once more for the string that holds it."""
    return spelling.replace(".", r"\\.").replace("+", r"\\+")


def _scientific(bound: Decimal) -> str:
    """1000000 as Go prints it, `1e+06`; 2500000 is `2.5e+06`, 0.00005 is `5e-05`."""
    mantissa = decimal_text(bound.scaleb(-bound.adjusted()))
    return f"{mantissa}e{bound.adjusted():+03d}"


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
        near = " and ".join(decimal_text(each) for each in bounds[max(index - 1, 0) : index + 1])
        said = f"the nearest are {near}" if index else f"the smallest is {near}"
        otherwise = ", or say `bucket: lower` (counts too many errors) or `interpolate` (a guess)"
        yield Problem(
            "bucket-bound",
            place,
            f"the threshold {shown} is not a bucket bound of `{latency.histogram}`; {said}",
            "use a bound, or add a bucket" + (otherwise if index else ""),
        )
