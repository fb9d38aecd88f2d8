"""Intervals and comparisons in words."""

from __future__ import annotations

import math

from slosmith.promql.types import Finding
from slosmith.promql.types.interval import Interval


def compared(finding: Finding) -> str:
    """`> 1`, or `> the right side` where that varies."""
    bound = finding.bound
    right = shown(bound.low) if bound.low == bound.high else "the right side"
    return f"`{finding.operator} {right}`"


def limits(finding: Finding) -> str:
    return bounds(finding.values)


def bounds(values: Interval) -> str:
    """`is never negative`, `is between 0 and 1`."""
    low, high = values.low, values.high
    if low > high:
        return "is never a number"
    if low == high:
        return f"is always {shown(low)}"
    if math.isinf(high):
        exclusive = low > 0 and low != float(shown(low))
        return (
            "is never negative" if low == 0 else f"is {'more than' if exclusive else 'at least'} {shown(low)}"
        )
    if math.isinf(low):
        return "is never positive" if high == 0 else f"is at most {shown(high)}"
    return f"is between {shown(low)} and {shown(high)}"


def shown(value: float) -> str:
    """Neighbours of a number, which stand for exclusive bounds, are written as that number."""
    return f"{value:.6g}" if abs(value) >= 1e-300 else "0"
