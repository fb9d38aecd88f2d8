"""The rule of each binary operator: arithmetic, comparisons and set operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from slosmith.promql.operators import COMPARISONS
from slosmith.promql.types import interval, matching
from slosmith.promql.types.interval import Interval
from slosmith.promql.types.labels import NAME, Labels
from slosmith.promql.types.model import (
    ANYTHING,
    EMPTY,
    Absence,
    Cardinality,
    Kind,
    Shape,
    Type,
    Unit,
    scalar,
)
from slosmith.promql.types.tree import Binary, Matching

SET_OPERATORS: Final = frozenset({"and", "or", "unless"})
_ARITHMETIC: Final[dict[str, Callable[[Interval, Interval], Interval]]] = {
    "+": interval.added,
    "-": interval.subtracted,
    "*": interval.multiplied,
    "/": interval.divided,
    "%": interval.remainder,
    "^": interval.powered,
    "atan2": interval.arctangent,
}
# What stands on the other side of a comparison that is written the other way round.
MIRRORED: Final = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}


def type_of(node: Binary, left: Type, right: Type, values: Interval | None) -> Type:
    """`values` are those of the result, where more is known of them than the sides tell."""
    shapes = {left.shape, right.shape}
    if shapes - {Shape.SCALAR, Shape.VECTOR}:
        return ANYTHING
    if node.operator in SET_OPERATORS:
        return _set_operation(node, left, right)
    if node.operator not in _ARITHMETIC and node.operator not in COMPARISONS:
        return ANYTHING
    if Shape.VECTOR not in shapes:
        return _scalars(node, left, right)
    if left.empty or right.empty:
        return EMPTY
    if shapes == {Shape.VECTOR}:
        return _vectors(node, left, right, values)
    return _with_scalar(node, left, right)


def negated(one: Type) -> Type:
    if one.shape not in (Shape.SCALAR, Shape.VECTOR):
        return ANYTHING
    if one.empty:
        return EMPTY
    return one._replace(labels=one.labels.nameless(), values=interval.negated(one.values), kind=Kind.GAUGE)


def arithmetic(operator: str, left: Type, right: Type) -> Interval:
    return _ARITHMETIC[operator](left.values, right.values)


def _named(operator: str, labels: Labels) -> Labels:
    """Without the metric's name; Prometheus 2.x forgets to drop it for atan2."""
    return labels.given(NAME, surely=False) if operator == "atan2" else labels.nameless()


def _scalars(node: Binary, left: Type, right: Type) -> Type:
    if node.operator in COMPARISONS:
        return scalar(_truth(node.operator, left.values, right.values))
    return scalar(_ARITHMETIC[node.operator](left.values, right.values), _unit(node.operator, left, right))


def _truth(operator: str, left: Interval, right: Interval) -> Interval:
    if interval.always(operator, left, right):
        return interval.number(1.0)
    possible = not interval.filtered(operator, left, right).impossible
    return interval.TRUTH if possible else interval.number(0.0)


def _with_scalar(node: Binary, left: Type, right: Type) -> Type:
    vector = left if left.shape is Shape.VECTOR else right
    if node.operator in _ARITHMETIC:
        values = _ARITHMETIC[node.operator](left.values, right.values)
        kind, unit = _kind(node.operator, left, right), _unit(node.operator, left, right)
        return vector._replace(
            labels=_named(node.operator, vector.labels), values=values, kind=kind, unit=unit
        )
    if node.boolean:
        truth = _truth(node.operator, left.values, right.values)
        return vector._replace(labels=vector.labels.nameless(), values=truth, kind=Kind.STATE, unit="")
    if vector is left:
        kept = interval.filtered(node.operator, left.values, right.values)
        sure = interval.always(node.operator, left.values, right.values)
    else:
        kept = interval.filtered(MIRRORED[node.operator], right.values, left.values)
        sure = interval.always(MIRRORED[node.operator], right.values, left.values)
    if kept.impossible:
        return EMPTY
    return vector._replace(values=kept, absence=_filtered(vector.absence, sure))


def _filtered(absence: Absence, sure: bool) -> Absence:
    return Absence.UNKNOWN if absence is Absence.SURVIVES and not sure else absence


def _vectors(node: Binary, left: Type, right: Type, values: Interval | None) -> Type:
    found = matching.mismatch(left.labels, right.labels, node.matching)
    if found is not None and found.certain:
        return EMPTY
    compares = node.operator in COMPARISONS
    keeps_name = compares and not node.boolean
    labels = matching.matched(left.labels, right.labels, node.matching, keeps_name=keeps_name)
    labels = labels.given(NAME, surely=False) if node.operator == "atan2" else labels
    if not compares:
        values = values or _ARITHMETIC[node.operator](left.values, right.values)
        kind, unit = _kind(node.operator, left, right), _unit(node.operator, left, right)
    elif node.boolean:
        values, kind, unit = _truth(node.operator, left.values, right.values), Kind.STATE, ""
    else:
        values = interval.filtered(node.operator, left.values, right.values)
        # The value is that of the left side, on whichever side the many are.
        kind, unit = left.kind, left.unit
    if values.impossible:
        return EMPTY
    count = matching.count(left, right, node.matching)
    return Type(Shape.VECTOR, labels, values, kind, unit, count, _both(left.absence, right.absence))


def _both(left: Absence, right: Absence) -> Absence:
    if Absence.PROPAGATES in (left, right):
        return Absence.PROPAGATES
    return Absence.UNKNOWN


def _set_operation(node: Binary, left: Type, right: Type) -> Type:
    if Shape.SCALAR in (left.shape, right.shape):
        return ANYTHING
    if node.operator == "or":
        return _or(node, left, right)
    if left.empty:
        return EMPTY
    found = None if right.empty else matching.mismatch(left.labels, right.labels, node.matching)
    apart = right.empty or (found is not None and found.certain)
    if node.operator == "and":
        if apart:
            return EMPTY
        labels = matching.agreed(left.labels, right.labels, node.matching)
        return left._replace(labels=labels, absence=_both(left.absence, right.absence))
    # What is left out while nothing exists is unknown, except of what is empty then.
    kept = apart or left.absence is Absence.PROPAGATES or right.absence is Absence.PROPAGATES
    return left if kept else left._replace(absence=Absence.UNKNOWN)


def _or(node: Binary, left: Type, right: Type) -> Type:
    if left.empty or right.empty:
        return right if left.empty else left
    return Type(
        Shape.VECTOR,
        left.labels.either(right.labels),
        left.values.hull(right.values),
        left.kind if left.kind is right.kind else Kind.ANY,
        left.unit if left.unit == right.unit else None,
        _union(node.matching, left, right),
        _either(left.absence, right.absence),
    )


def _union(on: Matching, left: Type, right: Type) -> Cardinality:
    """One series at most, if a series on the left keeps every one on the right away."""
    lone = left.cardinality is Cardinality.ONE and right.cardinality is Cardinality.ONE
    same = (on.on and not on.labels) or not any(
        each.labels.open or each.labels.expected() or each.labels.may for each in (left, right)
    )
    return Cardinality.ONE if lone and same else Cardinality.ANY


def _either(left: Absence, right: Absence) -> Absence:
    if Absence.SURVIVES in (left, right):
        return Absence.SURVIVES
    return Absence.PROPAGATES if left is right is Absence.PROPAGATES else Absence.UNKNOWN


def _kind(operator: str, left: Type, right: Type) -> Kind:
    one, other = (
        each.kind if each.shape is Shape.VECTOR else Kind.RATIO if each.unit == "" else Kind.ANY
        for each in (left, right)
    )
    if operator in ("+", "-"):
        return (
            one
            if one is other or right.shape is Shape.SCALAR
            else other
            if left.shape is Shape.SCALAR
            else Kind.ANY
        )
    if operator == "/" and right.shape is Shape.VECTOR and one is other:
        return Kind.RATIO
    if operator in ("*", "/") and Shape.SCALAR in (left.shape, right.shape):
        return (left if left.shape is Shape.VECTOR else right).kind
    return Kind.ANY


def _unit(operator: str, left: Type, right: Type) -> Unit:
    """Multiplication by a number may change the unit (seconds to minutes), so that nothing is known afterwards."""
    match operator:
        case "+" | "-":
            return left.unit if left.unit == right.unit else None
        case "/" if left.unit is not None and left.unit == right.unit:
            return ""
        case _:
            return None
