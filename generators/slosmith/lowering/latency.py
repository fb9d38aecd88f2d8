"""`latency`: events slower than a threshold, from the buckets of a classic histogram or from a native one."""

from __future__ import annotations

from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from slosmith.contract import Contract
from slosmith.inputs.model import HistogramSource, NoSource, Source
from slosmith.promql.expr import Binary, Call, Expr, Number, OverWindow
from slosmith.promql.matchers import series_of
from slosmith.signal import Numerator, Scope, Signal, Unit, rate, total
from slosmith.spec.sli.latency import Latency, LatencySli
from slosmith.units import decimal_text


class _Place(NamedTuple):
    """The bucket to count from; to interpolate, also the one `above` it and how far in between the threshold lies."""

    below: Decimal
    above: Decimal | None = None
    share: Fraction = Fraction(0)


def lower(sli: LatencySli, scope: Scope, contract: Contract) -> Signal:
    if sli.latency.native:
        return _native(sli.latency, scope)
    return _classic(sli.latency, scope, _place(sli.latency, contract))


def series(sli: LatencySli, scope: Scope, contract: Contract) -> Source:
    latency = sli.latency
    if latency.native:
        return NoSource("native histogram", "promtool 2.42 cannot be given native histograms")
    below, above, _ = _place(latency, contract)
    bounds = tuple(decimal_text(each) for each in (below, above) if each is not None)
    return HistogramSource("latency", latency.series("_count"), latency.series("_bucket"), bounds)


def _classic(latency: Latency, scope: Scope, place: _Place) -> Signal:
    def bucket(bound: Decimal) -> Expr:
        return total(scope.group_by, rate(series_of(latency.series("_bucket", le_matcher(bound)))))

    events = total(scope.group_by, rate(series_of(latency.series("_count"))))
    good = bucket(place.below)
    if place.above is not None:
        between = Binary("-", bucket(place.above), bucket(place.below))
        good = Binary("+", good, Binary("*", between, Number(decimal_text(place.share))))
    # The bucket may lag the count by a scrape; less than no errors is no errors.
    errors = Call("clamp_min", (Binary("-", events, good), Number("0")))
    return Signal(OverWindow(errors), OverWindow(events), Unit.EVENTS, raw=True, numerator=Numerator.BUCKET)


def _native(latency: Latency, scope: Scope) -> Signal:
    histogram = total(scope.group_by, rate(series_of(latency.series(""))))
    threshold = Number(decimal_text(latency.threshold.value))
    events = Call("histogram_count", (histogram,))
    within = Call("histogram_fraction", (Number("-Inf"), threshold, histogram))
    # An empty histogram has no fraction (NaN), and NaN must never be recorded.
    errors = Binary("*", Binary(">", events, Number("0")), Binary("-", Number("1"), within))
    known = Binary("or", errors, Binary("*", Number("0"), events))
    return Signal(OverWindow(known), OverWindow(events), Unit.EVENTS, raw=True)


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


def _place(latency: Latency, contract: Contract) -> _Place:
    threshold, bounds = latency.threshold.value, latency.bounds(contract)
    index = bisect_left(bounds, threshold)
    if latency.bucket == "exact" or (index < len(bounds) and bounds[index] == threshold):
        return _Place(threshold)
    lower = bounds[index - 1]
    if latency.bucket == "lower":
        return _Place(lower)
    upper = bounds[index]
    return _Place(lower, upper, Fraction(threshold - lower) / Fraction(upper - lower))
