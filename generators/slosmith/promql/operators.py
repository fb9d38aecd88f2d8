"""What the operators, aggregations and functions of PromQL do to numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final


def _sum(values: list[float]) -> float:
    """Exact, except where infinity is in play."""
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):
        return sum(values)


def _whole(function: Callable[[float], int]) -> Callable[[float], float]:
    return lambda value: float(function(value)) if math.isfinite(value) else value


def _of_numbers(function: Callable[[list[float]], float]) -> Callable[[list[float]], float]:
    """NaN only where nothing else is."""
    return lambda values: function([each for each in values if not math.isnan(each)] or values)


AGGREGATES: Final[dict[str, Callable[[list[float]], float]]] = {
    "sum": _sum,
    "min": _of_numbers(min),
    "max": _of_numbers(max),
    "avg": lambda values: _sum(values) / len(values),
    "count": lambda values: float(len(values)),
    "group": lambda values: 1.0,
}
FUNCTIONS: Final[dict[str, Callable[[float], float]]] = {
    "abs": abs,
    "ceil": _whole(math.ceil),
    "floor": _whole(math.floor),
    "sgn": lambda value: value if math.isnan(value) else float((value > 0) - (value < 0)),
    "sqrt": lambda value: math.sqrt(value) if value >= 0 else math.nan,
}
ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right if right else (math.copysign(math.inf, left) if left else math.nan),
}
COMPARISONS: Final[dict[str, Callable[[float, float], bool]]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}


def clamp(least: float, most: float) -> Callable[[float], float]:
    return lambda value: min(max(value, least), most)
