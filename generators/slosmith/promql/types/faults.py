"""What is wrong with one part of an expression, once the types of what it is made of are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.promql.operators import COMPARISONS
from slosmith.promql.types import interval, matching
from slosmith.promql.types.functions import lost_le
from slosmith.promql.types.model import Cardinality, Fault, Finding, Shape, Type
from slosmith.promql.types.operators import MIRRORED
from slosmith.promql.types.parts import Part
from slosmith.promql.types.tree import Binary, Call, Number, Selector, metric


def of_selector(node: Selector, found: Type) -> Iterator[Finding]:
    if found.empty:
        yield Finding(Fault.NO_SERIES, metric=metric(node))


def of_call(node: Call, arguments: Sequence[Type]) -> Iterator[Finding]:
    if arguments and not arguments[-1].empty and lost_le(node, arguments[-1]):
        yield Finding(Fault.LOST_LE, label="le")


def of_binary(
    node: Binary, left: Type, right: Type, found: Type, related: tuple[Part, Part]
) -> Iterator[Finding]:
    if left.empty or right.empty:
        return
    if left.shape is right.shape is Shape.VECTOR:
        yield from _matching(node, left, right, related)
    if node.operator in COMPARISONS:
        yield from _comparison(node, left, right, found)


def _matching(node: Binary, left: Type, right: Type, related: tuple[Part, Part]) -> Iterator[Finding]:
    if node.operator == "or":
        yield from _lone_zero(node, left, right)
        return
    apart = matching.mismatch(left.labels, right.labels, node.matching)
    if apart is not None:
        yield Finding(
            Fault.NEVER_MATCHES,
            certain=apart.certain,
            operator=node.operator,
            label=apart.label,
            kept_left=apart.kept_left,
        )
    elif node.operator == "/" and Part.SAME in related:
        yield Finding(Fault.ALWAYS_ONE, operator="/")


def _lone_zero(node: Binary, left: Type, right: Type) -> Iterator[Finding]:
    """`or vector(0)` gives no zero to the groups of the left side: it adds one series without labels."""
    match node.right:
        case Call("vector", (Number(),)) if not (node.matching.on and not node.matching.labels):
            named = sorted(left.labels.expected() - {"__name__"})
            if named and left.cardinality is Cardinality.ANY:
                yield Finding(Fault.LONE_ZERO, operator="or", label=named[0])


def _comparison(node: Binary, left: Type, right: Type, found: Type) -> Iterator[Finding]:
    operator, one, other = node.operator, left, right
    if left.shape is Shape.SCALAR and right.shape is Shape.VECTOR:
        operator, one, other = MIRRORED[operator], right, left
    apart = left.shape is right.shape is Shape.VECTOR and matching.mismatch(
        left.labels, right.labels, node.matching
    )
    if apart and apart.certain:
        return
    if interval.filtered(operator, one.values, other.values).impossible:
        yield Finding(Fault.NEVER_TRUE, operator=operator, values=one.values, bound=other.values)
    elif interval.always(operator, one.values, other.values) and one.shape is Shape.VECTOR:
        yield Finding(Fault.ALWAYS_TRUE, operator=operator, values=one.values, bound=other.values)
