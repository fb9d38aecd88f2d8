"""The rule of each function over a range: the values of a series become one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from slosmith.promql.types.aggregations import quantile
from slosmith.promql.types.interval import EVERYTHING, NEVER_NEGATIVE, Interval, number
from slosmith.promql.types.model import ANYTHING, EMPTY, Kind, Shape, Type, Unit

Values = Callable[[Interval, Sequence[Type]], Interval]


class OverTime(NamedTuple):
    """`position` is that of the range among the arguments."""

    values: Values
    kind: Callable[[Kind], Kind]
    unit: Callable[[Unit], Unit]
    position: int = 0
    keeps_name: bool = False


def type_of(rule: OverTime, arguments: Sequence[Type]) -> Type:
    if rule.position >= len(arguments) or arguments[rule.position].shape is not Shape.RANGE:
        return ANYTHING
    read = arguments[rule.position]
    if read.empty:
        return EMPTY
    return Type(
        Shape.VECTOR,
        read.labels if rule.keeps_name else read.labels.nameless(),
        rule.values(read.values, arguments),
        rule.kind(read.kind),
        rule.unit(read.unit),
        read.cardinality,
        # A range with too few samples gives nothing, so that not even a constant is sure of a result.
        read.absence if read.absence is not read.absence.SURVIVES else read.absence.UNKNOWN,
    )


def _growth(values: Interval, arguments: Sequence[Type]) -> Interval:
    """Of a counter, which is what these are for: it is finite, and only falls to start from zero again."""
    return NEVER_NEGATIVE


def _anything(values: Interval, arguments: Sequence[Type]) -> Interval:
    return EVERYTHING


def _times(values: Interval, arguments: Sequence[Type]) -> Interval:
    return NEVER_NEGATIVE


def _samples(values: Interval, arguments: Sequence[Type]) -> Interval:
    return Interval(1.0, math.inf)


def _one(values: Interval, arguments: Sequence[Type]) -> Interval:
    return number(1.0)


def _same(values: Interval, arguments: Sequence[Type]) -> Interval:
    return values


def _mean(values: Interval, arguments: Sequence[Type]) -> Interval:
    return values._replace(nan=values.nan or values.infinite)


def _sum(values: Interval, arguments: Sequence[Type]) -> Interval:
    return Interval(
        -math.inf if values.low < 0 else values.low,
        math.inf if values.high > 0 else values.high,
        values.nan or values.infinite,
        values.infinite,
    )


def _spread(values: Interval, arguments: Sequence[Type]) -> Interval:
    return NEVER_NEGATIVE._replace(nan=values.nan or values.infinite, infinite=values.infinite)


def _quantile(values: Interval, arguments: Sequence[Type]) -> Interval:
    return quantile(values, arguments[0])


def _as(kind: Kind) -> Callable[[Kind], Kind]:
    return lambda read: kind


def _rate_kind(read: Kind) -> Kind:
    return Kind.HISTOGRAM if read is Kind.HISTOGRAM else Kind.RATE


def _mean_kind(read: Kind) -> Kind:
    return Kind.RATIO if read is Kind.STATE else read


def _keep(unit: Unit) -> Unit:
    return unit


def _no_unit(unit: Unit) -> Unit:
    return None


def _events(unit: Unit) -> Unit:
    return "events"


def _per_second(unit: Unit) -> Unit:
    """Seconds per second are a pure number."""
    return None if unit is None else "" if unit == "seconds" else f"{unit} per second"


def _identity(read: Kind) -> Kind:
    return read


_GAUGE: Final = _as(Kind.GAUGE)
OVER_TIME: Final[dict[str, OverTime]] = {
    "rate": OverTime(_growth, _rate_kind, _per_second),
    "irate": OverTime(_growth, _rate_kind, _per_second),
    "increase": OverTime(_growth, _rate_kind, _keep),
    "delta": OverTime(_anything, _GAUGE, _keep),
    "idelta": OverTime(_anything, _GAUGE, _keep),
    "deriv": OverTime(_anything, _GAUGE, _per_second),
    "predict_linear": OverTime(_anything, _GAUGE, _keep),
    "holt_winters": OverTime(_anything, _GAUGE, _keep),
    "double_exponential_smoothing": OverTime(_anything, _GAUGE, _keep),
    "changes": OverTime(_times, _GAUGE, _events),
    "resets": OverTime(_times, _GAUGE, _events),
    "count_over_time": OverTime(_samples, _GAUGE, _no_unit),
    "present_over_time": OverTime(_one, _as(Kind.STATE), _no_unit),
    "avg_over_time": OverTime(_mean, _mean_kind, _keep),
    "min_over_time": OverTime(_same, _identity, _keep),
    "max_over_time": OverTime(_same, _identity, _keep),
    "last_over_time": OverTime(_same, _identity, _keep, keeps_name=True),
    "first_over_time": OverTime(_same, _identity, _keep, keeps_name=True),
    "sum_over_time": OverTime(_sum, _GAUGE, _keep),
    "stddev_over_time": OverTime(_spread, _GAUGE, _keep),
    "stdvar_over_time": OverTime(_spread, _GAUGE, _no_unit),
    "mad_over_time": OverTime(_spread, _GAUGE, _keep),
    "quantile_over_time": OverTime(_quantile, _identity, _keep, position=1),
}
