"""Arithmetic of intervals, tried on values that lie in them: bounds, zeroes of both signs, infinity and NaN."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from slosmith.promql.operators import COMPARISONS
from slosmith.promql.types import interval
from slosmith.promql.types.interval import Interval

INF = math.inf
_TINY = math.nextafter(0.0, -1.0)
_BOUNDS = (-INF, -2.0, _TINY, 0.0, 5e-324, 3.0, INF)
_INTERVALS = [
    Interval(low, high, nan, infinite)
    for low, high in product(_BOUNDS, _BOUNDS)
    for nan, infinite in ((False, False), (True, True))
    if low <= high and (infinite or (low < INF and high > -INF))
]


def _values(of: Interval) -> Iterator[float]:
    """Its bounds, what lies between them, and a negative zero where the interval may hold one."""
    yield from (value for value in (*_BOUNDS, 1e300, -1e300, 0.5) if of.holds(value) and value != _TINY)
    if of.low < 0 <= of.high:
        yield -0.0
    if of.nan:
        yield math.nan


def _divided(one: float, other: float) -> float:
    """As IEEE 754 and Go have it."""
    if other:
        return one / other
    sign = math.copysign(1, one) * math.copysign(1, other)
    return math.nan if one == 0 or math.isnan(one) else sign * INF


def _remainder(one: float, other: float) -> float:
    return math.nan if not other or math.isinf(one) or math.isnan(one + other) else math.fmod(one, other)


_OPERATIONS: dict[str, tuple[Callable[[Interval, Interval], Interval], Callable[[float, float], float]]] = {
    "+": (interval.added, lambda one, other: one + other),
    "-": (interval.subtracted, lambda one, other: one - other),
    "*": (interval.multiplied, lambda one, other: one * other),
    "/": (interval.divided, _divided),
    "%": (interval.remainder, _remainder),
}


@pytest.mark.parametrize("operator", _OPERATIONS)
def test_results_lie_within(operator: str) -> None:
    abstract, concrete = _OPERATIONS[operator]
    for one, other in product(_INTERVALS, _INTERVALS):
        found = abstract(one, other)
        for left, right in product(_values(one), _values(other)):
            value = concrete(left, right)
            # An overflow is no infinity that anybody asked for.
            if (
                math.isinf(value)
                and math.isfinite(left)
                and math.isfinite(right)
                and (operator != "/" or right)
            ):
                continue
            assert found.holds(value), (one, operator, other, left, right, value, found)
            # The sign of a zero decides that of its reciprocal.
            if value == 0 and math.copysign(1, value) < 0:
                assert found.low < 0 or found.high == 0, (one, operator, other, left, right, found)


@pytest.mark.parametrize("operator", COMPARISONS)
def test_a_filter_keeps_all_that_satisfies_it(operator: str) -> None:
    for one, other in product(_INTERVALS, _INTERVALS):
        kept, sure = interval.filtered(operator, one, other), interval.always(operator, one, other)
        for left, right in product(_values(one), _values(other)):
            holds = COMPARISONS[operator](left, right)
            assert not holds or kept.holds(left), (one, operator, other, left, right, kept)
            assert holds or not sure, (one, operator, other, left, right)


def test_negation_and_absolute_values() -> None:
    for one in _INTERVALS:
        for value in _values(one):
            assert interval.negated(one).holds(-value), (one, value)
            assert interval.absolute(one).holds(abs(value)), (one, value)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (interval.added(Interval(1, 2), Interval(3, 4)), (4, 6, False, False)),
        (
            interval.added(Interval(0, INF, infinite=True), Interval(0, INF, infinite=True)),
            (0, INF, False, True),
        ),
        (
            interval.added(Interval(0, INF, infinite=True), Interval(-INF, 0, infinite=True)),
            (-INF, INF, True, True),
        ),
        (
            interval.added(Interval(-INF, 0, infinite=True), Interval(0, INF, infinite=True)),
            (-INF, INF, True, True),
        ),
        (interval.subtracted(Interval(1, 2), Interval(3, 4)), (-3, -1, False, False)),
        (interval.multiplied(Interval(-2, 3), Interval(4, 5)), (-10, 15, False, False)),
        (interval.multiplied(Interval(0, 1), Interval(2, 3)), (0, 3, False, False)),
        (interval.divided(Interval(1, 2), Interval(4, 8)), (0.125, 0.5, False, False)),
        (interval.divided(Interval(0, 1), Interval(2, 4)), (0, 0.5, False, False)),
        (interval.divided(Interval(1, 2), Interval(0, 8)), (0.125, INF, False, True)),
        (interval.divided(Interval(0, 2), Interval(0, 8)), (0, INF, True, True)),
        (interval.divided(Interval(-2, -1), Interval(0, 8)), (-INF, -0.125, False, True)),
        (interval.filtered(">", Interval(0, 9), Interval(4, 5)), (math.nextafter(4, 5), 9, False, False)),
        (interval.filtered("<=", Interval(0, 9), Interval(4, 5)), (0, 5, False, False)),
        (interval.filtered("==", Interval(0, 9), Interval(4, 15)), (4, 9, False, False)),
        (interval.filtered("!=", Interval(0, 9), Interval(0, 0)), (5e-324, 9, False, False)),
        (interval.filtered("!=", Interval(0, 9), Interval(9, 9)), (0, math.nextafter(9, 0), False, False)),
        (interval.number(-0.0), (_TINY, 0, False, False)),
        (Interval(0, 1).hull(Interval(3, 4, nan=True)), (0, 4, True, False)),
    ],
)
def test_they_are_no_wider_than_needed(found: Interval, expected: tuple[float, float, bool, bool]) -> None:
    assert tuple(found) == expected


def test_nothing_lies_in_an_impossible_interval() -> None:
    assert interval.NOTHING.impossible
    assert not interval.number(math.nan).impossible
    assert interval.number(math.nan).holds(math.nan)
    assert not interval.FINITE.holds(INF)
