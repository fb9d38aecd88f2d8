"""What is wrong with one part of an expression, once the types of what it is made of are known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from slosmith.promql.operators import COMPARISONS
from slosmith.promql.types import interval, matching
from slosmith.promql.types.functions import lost_le
from slosmith.promql.types.labels import NAME
from slosmith.promql.types.model import Cardinality, Fault, Finding, Shape, Type
from slosmith.promql.types.operators import MIRRORED, SET_OPERATORS
from slosmith.promql.types.parts import Part
from slosmith.promql.types.tree import Aggregate, Binary, Call, Node, Number, Selector, metric, walk


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
        return
    apart = matching.mismatch(left.labels, right.labels, node.matching)
    if apart is not None:
        yield Finding(
            Fault.NEVER_MATCHES,
            certain=apart.certain,
            operator=node.operator,
            label=apart.label,
            side=apart.side,
        )
    elif node.operator == "/" and Part.SAME in related:
        yield Finding(Fault.ALWAYS_ONE, operator="/")


def of_whole(node: Node, type_of: Callable[[Node], Type]) -> Iterator[Finding]:
    """What is only a fault where nothing adds it up: a sum takes the zero of `x or vector(0)` as it should."""
    match node:
        case Binary("or", left, Call("vector", (Number(),)), matched) if not (
            matched.on and not matched.labels
        ):
            found = type_of(left)
            named = sorted(found.labels.expected() - {NAME})
            if named and found.cardinality is Cardinality.ANY:
                yield Finding(Fault.LONE_ZERO, operator="or", label=named[0])
        case Binary(operator, left, Number(bound), _, False) if operator in COMPARISONS:
            # A zero that the comparison filters out does no harm.
            if COMPARISONS[operator](0.0, bound):
                yield from of_whole(left, type_of)
        case Binary(left=left, right=right):
            yield from of_whole(left, type_of)
            yield from of_whole(right, type_of)
        case _:
            pass


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
    elif interval.always(operator, one.values, other.values) and not _decided(node):
        yield Finding(Fault.ALWAYS_TRUE, operator=operator, values=one.values, bound=other.values)


def _decided(node: Binary) -> bool:
    """Whether something inside decides already which series there are, as in `count(up == 0) > 0`."""
    return any(_decides(each) for side in (node.left, node.right) for each in walk(side))


def _decides(node: Node) -> bool:
    match node:
        case Binary(operator=operator):
            return operator in COMPARISONS or operator in SET_OPERATORS
        case Aggregate(operator=operator):
            return operator in ("count", "group", "count_values")
        case Call(function=function):
            return function in (
                "absent",
                "absent_over_time",
                "count_over_time",
                "present_over_time",
                "vector",
            )
        case _:
            return False
