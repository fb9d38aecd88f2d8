"""Vector matching: whether the sides can match at all, and the labels of what matched."""

from __future__ import annotations

from typing import NamedTuple

from slosmith.promql.types.labels import NAME, Labels
from slosmith.promql.types.model import Cardinality, Side, Type
from slosmith.promql.types.tree import Matching


class Mismatch(NamedTuple):
    """`certain`, or only where the series carry the labels that scraped series carry. `side` is the one that has it."""

    label: str
    certain: bool
    side: Side


def mismatch(left: Labels, right: Labels, matching: Matching) -> Mismatch | None:
    """A label that keeps every series of one side from matching any of the other."""
    names = sorted(_compared(left, right, matching))
    for name in names:
        side = _differ(left, right, name)
        if side is not None:
            return Mismatch(name, True, side)
    for name in names:
        if name in left.usual and right.never(name):
            return Mismatch(name, False, Side.LEFT)
        if name in right.usual and left.never(name):
            return Mismatch(name, False, Side.RIGHT)
    return None


def _compared(left: Labels, right: Labels, matching: Matching) -> frozenset[str]:
    if matching.on:
        return matching.labels
    return (left.expected() | right.expected()) - matching.labels - {NAME}


def _differ(left: Labels, right: Labels, name: str) -> Side | None:
    if name in left.has and right.never(name):
        return Side.LEFT
    if name in right.has and left.never(name):
        return Side.RIGHT
    one, other = left.value(name), right.value(name)
    return Side.BOTH if one is not None and other is not None and one != other else None


def agreed(many: Labels, one: Labels, matching: Matching) -> Labels:
    """The labels of a series of `many` that has found its match in `one`."""
    if matching.on:
        for name in sorted(matching.labels):
            many = many.agreed(name, one)
        return many
    for name in sorted(one.has | one.usual | one.lacks | many.has | many.usual | many.may):
        if name not in matching.labels and name != NAME:
            many = many.agreed(name, one)
    if many.open and not one.open:
        return many.closed(one.has | one.usual | one.may | matching.labels | {NAME})
    return many


def matched(left: Labels, right: Labels, matching: Matching, *, keeps_name: bool) -> Labels:
    """The labels that an operation other than a set operation gives its result."""
    many, one = (right, left) if matching.many == "right" else (left, right)
    found = agreed(many, one, matching)
    if not keeps_name:
        found = found.nameless()
    if not matching.many:
        return found.only(matching.labels) if matching.on else found.without(matching.labels)
    for name in sorted(matching.include):
        if name in one.has:
            found = found.given(name, surely=True)
        elif one.never(name):
            found = found.without(frozenset({name}))
        else:
            found = found.given(name, surely=False)
    return found


def count(left: Type, right: Type, matching: Matching) -> Cardinality:
    if matching.many:
        return right.cardinality if matching.many == "right" else left.cardinality
    if matching.on and not matching.labels:
        return Cardinality.ONE
    return min(left.cardinality, right.cardinality)
