"""Samples and numbers as promtool reads and writes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal

from slosmith.units import decimal_text

# The distances of made-up samples; all divide six hours, and so meet at the same evaluations.
GRIDS = (1, 2, 5, 10, 15, 30, 60, 150, 300, 450, 900, 1800, 3600, 7200, 10800, 21600)
LONGEST_GRID = GRIDS[-1]


def number(value: float) -> str:
    """Without an exponent, which not every version of promtool reads here."""
    if value != value:
        return "NaN"
    if float(value).is_integer():
        return str(int(value))
    return decimal_text(Decimal(repr(float(value))))


def sparse(values: Mapping[int, float]) -> str:
    """Samples by their place, from 0 on, in promtool's short form: `_x3 5 _ 7`."""
    parts, at = [], 0
    for place in sorted(values):
        gap = place - at
        if gap:
            parts.append("_" if gap == 1 else f"_x{gap}")
        parts.append(number(values[place]))
        at = place + 1
    return " ".join(parts)


def runs(values: Mapping[int, float]) -> str:
    """As `sparse`, with what rises evenly written as `5+2x7`: 5 and seven more, each 2 higher."""
    parts, at = [], 0
    places = sorted(values)
    index = 0
    while index < len(places):
        place = places[index]
        if place > at:
            parts.append("_" if place - at == 1 else f"_x{place - at}")
        length, rise = _run(values, places, index)
        start = number(values[place])
        parts.append(f"{start}+{number(rise)}x{length}" if length else start)
        index += length + 1
        at = place + length + 1
    return " ".join(parts)


def _run(values: Mapping[int, float], places: list[int], index: int) -> tuple[int, float]:
    """How many samples follow in equal steps upwards, and how high these are. Whole numbers only: others would drift."""
    first = values[places[index]]
    if index + 1 == len(places) or places[index + 1] != places[index] + 1:
        return 0, 0.0
    idle = math.isnan(first)
    rise = 0.0 if idle else values[places[index + 1]] - first
    if (
        idle != math.isnan(values[places[index + 1]])
        or rise < 0
        or (rise and not (float(first).is_integer() and float(rise).is_integer()))
    ):
        return 0, 0.0
    length = 1
    while (
        index + length + 1 < len(places)
        and places[index + length + 1] == places[index] + length + 1
        and _is(values[places[index + length + 1]], first + rise * (length + 1))
    ):
        length += 1
    return length, rise


def _is(value: float, wanted: float) -> bool:
    return value == wanted or (math.isnan(value) and math.isnan(wanted))


PRECISION = 1_000_000


def rounded(value: float) -> float:
    """As PromQL's round() to a millionth, which is how floats can be compared to the letter."""
    return math.floor(value * PRECISION + 0.5) / PRECISION


def to_a_millionth(expr: str) -> str:
    """What `rounded` does, in PromQL."""
    return f"round({expr}, {decimal_text(Decimal(1) / PRECISION)})"
