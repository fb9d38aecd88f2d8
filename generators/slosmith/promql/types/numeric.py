"""The rule of each function that changes the value of every series and nothing else."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from slosmith.promql.types.interval import EVERYTHING, Interval, absolute
from slosmith.promql.types.model import ANYTHING, EMPTY, Kind, Shape, Type

Values = Callable[[Interval, Sequence[Type]], Interval]

_INF: Final = math.inf


def type_of(function: str, arguments: Sequence[Type]) -> Type:
    if not arguments or arguments[0].shape is not Shape.VECTOR:
        return ANYTHING
    one = arguments[0]
    if one.empty:
        return EMPTY
    values = NUMERIC[function](one.values, arguments[1:])
    if values.impossible:
        return EMPTY
    kept = function in _KEEP_MEANING
    return one._replace(
        labels=one.labels.nameless(),
        values=values,
        kind=one.kind if kept else Kind.STATE if function == "sgn" and values.low >= 0 else Kind.GAUGE,
        unit=one.unit if kept else None,
    )


def _absolute(values: Interval, others: Sequence[Type]) -> Interval:
    return absolute(values)


def _ceil(values: Interval, others: Sequence[Type]) -> Interval:
    # ceil(-0.5) is a negative zero.
    raised = values.mapped(lambda value: value if math.isinf(value) else float(math.ceil(value)))
    return raised._replace(low=math.nextafter(0.0, -1.0)) if values.low < 0 and raised.low == 0 else raised


def _floor(values: Interval, others: Sequence[Type]) -> Interval:
    return values.mapped(lambda value: value if math.isinf(value) else float(math.floor(value)))


def _round(values: Interval, others: Sequence[Type]) -> Interval:
    """To whole numbers, halves upwards; to other multiples the bound moves by one of them at most."""
    if not others:
        return values.mapped(lambda value: value if math.isinf(value) else float(math.floor(value + 0.5)))
    nearest = others[0].values
    if not (nearest.low == nearest.high and math.isfinite(nearest.low) and nearest.low > 0):
        return EVERYTHING
    return values._replace(low=values.low - nearest.low, high=values.high + nearest.low)


def _clamp_min(values: Interval, others: Sequence[Type]) -> Interval:
    least = others[0].values
    raised = values.mapped(lambda value: max(value, least.low))
    high = max(raised.high, least.high)
    return raised._replace(high=high, nan=values.nan or least.nan, infinite=values.infinite or least.infinite)


def _clamp_max(values: Interval, others: Sequence[Type]) -> Interval:
    most = others[0].values
    lowered = values.mapped(lambda value: min(value, most.high))
    low = min(lowered.low, most.low)
    return lowered._replace(low=low, nan=values.nan or most.nan, infinite=values.infinite or most.infinite)


def _clamp(values: Interval, others: Sequence[Type]) -> Interval:
    least, most = others[0].values, others[1].values
    if least.low > least.high or most.low > most.high:
        return EVERYTHING
    if least.high > most.low:
        # Where the smallest is more than the largest, clamp() gives nothing; here it may.
        return EVERYTHING
    return _clamp_max(_clamp_min(values, others[:1]), others[1:])


def _fixed(low: float, high: float) -> Values:
    return lambda values, others: Interval(low, high, nan=values.nan or values.infinite)


def _from(low: float, *, domain: float = -_INF) -> Values:
    """Of a function that is NaN below `domain`, and never less than `low`."""

    def values_of(values: Interval, others: Sequence[Type]) -> Interval:
        return Interval(low, _INF, nan=values.nan or values.low < domain, infinite=True)

    return values_of


def _any(values: Interval, others: Sequence[Type]) -> Interval:
    return EVERYTHING


def _sign(values: Interval, others: Sequence[Type]) -> Interval:
    return values._replace(
        low=-1.0 if values.low < 0 else 0.0 if values.low <= 0 else 1.0,
        high=1.0 if values.high > 0 else 0.0 if values.high >= 0 else -1.0,
        infinite=False,
    )


NUMERIC: Final[dict[str, Values]] = {
    "abs": _absolute,
    "ceil": _ceil,
    "floor": _floor,
    "round": _round,
    "clamp": _clamp,
    "clamp_min": _clamp_min,
    "clamp_max": _clamp_max,
    "sgn": _sign,
    "sqrt": _from(-0.0, domain=0.0),
    "exp": _from(0.0),
    "ln": _any,
    "log2": _any,
    "log10": _any,
    "deg": _any,
    "rad": _any,
    "sin": _fixed(-1.0, 1.0),
    "cos": _fixed(-1.0, 1.0),
    "tan": _any,
    "asin": _any,
    "acos": _any,
    "atan": _any,
    "sinh": _any,
    "cosh": _from(1.0),
    "tanh": _any,
    "asinh": _any,
    "acosh": _any,
    "atanh": _any,
}
_KEEP_MEANING: Final = frozenset({"abs", "ceil", "floor", "round", "clamp", "clamp_min", "clamp_max"})
