"""Whether one expression counts a part of what another counts, told by comparing the two."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import IntEnum
from typing import Final

from slosmith.promql.operators import COMPARISONS
from slosmith.promql.types.interval import Interval
from slosmith.promql.types.over_time import OVER_TIME
from slosmith.promql.types.tree import (
    Aggregate,
    Binary,
    Call,
    Matching,
    Node,
    Number,
    Selector,
    metric,
)

Bounds = Callable[[Node], Interval]


class Part(IntEnum):
    """How the first relates to the second, for each label set that both have."""

    UNKNOWN = 0
    SMALLER = 1  # it is no more
    SAME = 2  # it is some of the same series, with the same values


# These give more, or the same, of more series of positive values.
_MONOTONE: Final = frozenset({"sum", "count"})
_GROWTHS: Final = frozenset({"rate", "increase"})


def part(one: Node, other: Node, bounds: Bounds) -> Part:
    """`bounds` says what an expression can be: sums are only larger than their parts if no part is negative."""
    one, other = _unfiltered(one), _unfiltered(other)
    match one, other:
        # Both sides of a sum are there, or the series of `other` would not be.
        case _, Binary("+", left, right, Matching(), False):
            return _of_sum(one, left, right, bounds)
        case Binary("or", left, Call("vector", (Number(0.0),))), _:
            return min(part(left, other, bounds), Part.SMALLER)
        case _:
            return _part(one, other, bounds)


def _part(one: Node, other: Node, bounds: Bounds) -> Part:
    """Also of series that are added up: `other` must have all series of `one`, and not only where both are there."""
    one = _unfiltered(one)
    match one, other:
        case Selector(), Selector():
            return _selectors(one, other)
        case Selector() | Call() | Aggregate(), Call("clamp_min", (inner, Number())):
            return min(_part(one, inner, bounds), Part.SMALLER)
        case Call(), Call() if one.function == other.function:
            return _calls(one, other, bounds)
        case Aggregate(), Aggregate():
            return _aggregates(one, other, bounds)
        case _:
            return Part.UNKNOWN


def _unfiltered(node: Node) -> Node:
    """A comparison with a number filters, and what is left has the values that it had."""
    while isinstance(node, Binary) and node.operator in COMPARISONS and not node.boolean:
        if isinstance(node.right, Number):
            node = node.left
        elif isinstance(node.left, Number):
            node = node.right
        else:
            break
    return node


def _selectors(one: Selector, other: Selector) -> Part:
    if one[1:] != other[1:]:
        return Part.UNKNOWN
    if set(other.matchers) <= set(one.matchers):
        return Part.SAME
    return Part.SMALLER if _bucket_of(one, other) else Part.UNKNOWN


def _bucket_of(one: Selector, other: Selector) -> bool:
    """x_bucket{le="a"} counts some of what x_bucket{le="b"} does, if a <= b, and of what x_count does."""
    name, whole = metric(one), metric(other)
    if not name.endswith("_bucket") or whole not in (name, f"{name.removesuffix('_bucket')}_count"):
        return False
    below, above = bound(one), bound(other)
    if below is None or (whole == name and (above is None or below > above)):
        return False
    skipped = ("le", "__name__")
    narrower, wider = (
        {each for each in selector.matchers if each.label not in skipped} for selector in (one, other)
    )
    return wider <= narrower and len(_bounds_of(other)) == (whole == name)


def _bounds_of(selector: Selector) -> list[str]:
    return [each.value for each in selector.matchers if each.label == "le"]


def bound(selector: Selector) -> Decimal | None:
    """The number of a lone `le="number"`."""
    found = [each for each in selector.matchers if each.label == "le"]
    if len(found) != 1 or found[0].operator != "=":
        return None
    try:
        value = Decimal(found[0].value)
    except InvalidOperation:
        return None
    return None if value.is_nan() else value


def _calls(one: Call, other: Call, bounds: Bounds) -> Part:
    if one.function not in OVER_TIME and one.function not in ("abs", "ceil", "floor", "round"):
        return Part.UNKNOWN
    position = OVER_TIME[one.function].position if one.function in OVER_TIME else 0
    rest, others = list(one.arguments), list(other.arguments)
    if len(rest) != len(others):
        return Part.UNKNOWN
    inner = _part(rest.pop(position), others.pop(position), bounds)
    if rest != others:
        return Part.UNKNOWN
    if inner is Part.SMALLER and one.function not in _GROWTHS:
        return Part.UNKNOWN
    return inner


def _aggregates(one: Aggregate, other: Aggregate, bounds: Bounds) -> Part:
    if one.operator != other.operator or (one.by, one.labels) != (other.by, other.labels):
        return Part.UNKNOWN
    if one.operator not in _MONOTONE:
        return Part.UNKNOWN
    inner = _part(one.inner, other.inner, bounds)
    if one.operator == "count":
        return Part.SMALLER if inner is Part.SAME else Part.UNKNOWN
    adds_up = inner is not Part.UNKNOWN and bounds(other.inner).low >= 0
    return Part.SMALLER if adds_up else Part.UNKNOWN


def _of_sum(one: Node, left: Node, right: Node, bounds: Bounds) -> Part:
    for same, more in ((left, right), (right, left)):
        if part(one, same, bounds) is not Part.UNKNOWN and bounds(more).low >= 0:
            return Part.SMALLER
    return Part.UNKNOWN
