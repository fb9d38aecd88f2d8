"""Intervals of 64-bit floats with NaN and infinity: what the samples of a result can be.

Bounds are inclusive. The neighbouring float stands for an exclusive bound, which is exact: `x > 5` begins at
`nextafter(5, inf)`. A zero that may be negative (`-0.0`, whose reciprocal is `-Inf`) is written as the largest number
below zero, so that an interval from 0 on holds positive zeros alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, NamedTuple

from slosmith.promql.operators import COMPARISONS

_INF: Final = math.inf
_BELOW_ZERO: Final = math.nextafter(0.0, -_INF)


class Interval(NamedTuple):
    """`low` to `high`; an infinite bound is only reached with `infinite`. `low > high`: no number at all."""

    low: float
    high: float
    nan: bool = False
    infinite: bool = False

    @property
    def impossible(self) -> bool:
        return self.low > self.high and not self.nan

    @property
    def zero(self) -> bool:
        return self.low <= 0 <= self.high

    def holds(self, value: float) -> bool:
        if math.isnan(value):
            return self.nan
        return self.low <= value <= self.high and (self.infinite or math.isfinite(value))

    def within(self, low: float, high: float) -> Interval:
        """What lies between the two; NaN lies nowhere."""
        low, high = max(self.low, low), min(self.high, high)
        return Interval(low, high, infinite=self.infinite and (low == -_INF or high == _INF))

    def numbers(self) -> Interval:
        return self._replace(nan=False)

    def hull(self, other: Interval) -> Interval:
        return Interval(
            min(self.low, other.low),
            max(self.high, other.high),
            self.nan or other.nan,
            self.infinite or other.infinite,
        )

    def mapped(self, change: Callable[[float], float]) -> Interval:
        """Of a function that never falls."""
        if self.low > self.high:
            return self
        return self._replace(low=change(self.low), high=change(self.high))


EVERYTHING: Final = Interval(-_INF, _INF, nan=True, infinite=True)
FINITE: Final = Interval(-_INF, _INF)
NOTHING: Final = Interval(_INF, -_INF)
NEVER_NEGATIVE: Final = Interval(0.0, _INF)
TRUTH: Final = Interval(0.0, 1.0)


def number(value: float) -> Interval:
    if math.isnan(value):
        return NOTHING._replace(nan=True)
    return between(value, value)


def between(low: float, high: float) -> Interval:
    low = _BELOW_ZERO if low == 0 and math.copysign(1, low) < 0 else low
    return Interval(low, max(low, high), infinite=math.isinf(low) or math.isinf(high))


def negated(one: Interval) -> Interval:
    # -x of a positive zero is a negative one.
    low = _BELOW_ZERO if one.high == 0 else -one.high
    return one._replace(low=low, high=-one.low)


def added(one: Interval, other: Interval) -> Interval:
    opposite = one.infinite and other.infinite
    return Interval(
        _bound(one.low, other.low, -_INF),
        _bound(one.high, other.high, _INF),
        one.nan or other.nan or (opposite and _opposite(one, other)),
        one.infinite or other.infinite,
    )


def _bound(one: float, other: float, unknown: float) -> float:
    found = one + other
    return unknown if math.isnan(found) else found


def _opposite(one: Interval, other: Interval) -> bool:
    return (one.high == _INF and other.low == -_INF) or (one.low == -_INF and other.high == _INF)


def subtracted(one: Interval, other: Interval) -> Interval:
    if other.low > other.high:
        return one.hull(other)
    return added(one, other._replace(low=-other.high, high=-other.low))


def multiplied(one: Interval, other: Interval) -> Interval:
    nan = one.nan or other.nan or (one.infinite and other.zero) or (other.infinite and one.zero)
    if one.low > one.high or other.low > other.high:
        return NOTHING._replace(nan=nan)
    corners = [0.0 if 0 in (a, b) else a * b for a in one[:2] for b in other[:2]]
    low, high = min(corners), max(corners)
    # Of a zero and a negative factor comes a negative zero.
    if low == 0 and (one.low < 0 or other.low < 0):
        low = _BELOW_ZERO
    return Interval(low, high, nan, one.infinite or other.infinite)


def divided(one: Interval, other: Interval) -> Interval:
    nan = one.nan or other.nan or (one.zero and other.zero) or (one.infinite and other.infinite)
    if one.low > one.high or other.low > other.high:
        return NOTHING._replace(nan=nan)
    infinite = one.infinite or other.zero
    if other.zero and (other.low < 0 or other.high <= 0):
        return Interval(-_INF, _INF, nan, infinite)
    if other.zero:
        # Divisors from 0 on: the quotient has the sign of the dividend and no upper bound.
        low = -_INF if one.low < 0 else _quotient(one.low, other.high)
        high = _INF if one.high > 0 else _quotient(one.high, other.high)
        return Interval(low, high, nan, infinite)
    corners = [_quotient(a, b) for a in one[:2] for b in other[:2]]
    low, high = min(corners), max(corners)
    if low == 0 and (other.low < 0 or one.low < 0):
        low = _BELOW_ZERO
    return Interval(low, high, nan, infinite)


def _quotient(one: float, other: float) -> float:
    """Its limit, where both are infinite: the other corners have the extremes."""
    if math.isinf(other):
        return 0.0
    return one / other if other else math.copysign(_INF, one) if one else 0.0


def powered(one: Interval, other: Interval) -> Interval:
    if one.low >= 0:
        return Interval(0.0, _INF, one.nan or other.nan, infinite=True)
    return EVERYTHING


def remainder(one: Interval, other: Interval) -> Interval:
    """It has the sign of the dividend, and is no larger than it."""
    nan = one.nan or other.nan or one.infinite or other.zero
    return Interval(min(one.low, _BELOW_ZERO if one.low < 0 else 0.0), max(one.high, 0.0), nan, False)


def arctangent(one: Interval, other: Interval) -> Interval:
    return Interval(-4.0, 4.0, one.nan or other.nan)


def absolute(one: Interval) -> Interval:
    if one.low > one.high:
        return one
    ends = (abs(one.low), abs(one.high))
    return one._replace(low=0.0 if one.zero else min(ends), high=max(ends))


def filtered(operator: str, one: Interval, bound: Interval) -> Interval:
    """The values of `one` for which `one operator bound` can hold."""
    if bound.low > bound.high:
        return one if operator == "!=" and bound.nan else NOTHING
    match operator:
        case ">":
            return one.within(math.nextafter(bound.low, _INF), _INF)
        case ">=":
            return one.within(bound.low if bound.low else _BELOW_ZERO, _INF)
        case "<":
            return one.within(-_INF, math.nextafter(bound.high, -_INF))
        case "<=":
            return one.within(-_INF, bound.high)
        case "==":
            return one.within(bound.low if bound.low else _BELOW_ZERO, bound.high)
        case _:
            return _other_than(one, bound)


def _other_than(one: Interval, bound: Interval) -> Interval:
    if bound.low != bound.high or bound.nan:
        return one
    if one.low == one.high == bound.low:
        return NOTHING._replace(nan=one.nan)
    if one.low == bound.low:
        return one._replace(low=math.nextafter(one.low, _INF))
    if one.high == bound.low:
        return one._replace(high=math.nextafter(one.high, -_INF))
    return one


def always(operator: str, one: Interval, bound: Interval) -> bool:
    """Whether `one operator bound` holds of every two values of them; False also where there is none."""
    if one.nan or bound.nan or one.low > one.high or bound.low > bound.high:
        return False
    holds = COMPARISONS[operator]
    if operator == "==":
        return one.low == one.high == bound.low == bound.high
    if operator == "!=":
        return one.high < bound.low or one.low > bound.high
    return holds(one.low, bound.high) if operator in (">", ">=") else holds(one.high, bound.low)
