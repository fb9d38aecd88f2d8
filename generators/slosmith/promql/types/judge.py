"""The type of an expression and the faults in it: rules for each part, applied from the inside out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from slosmith.promql.operators import COMPARISONS
from slosmith.promql.types import aggregations, faults, functions, operators, selectors
from slosmith.promql.types.abstracted import abstracted
from slosmith.promql.types.interval import Interval
from slosmith.promql.types.model import ANYTHING, Declared, Finding, Judged, Shape, Type, literal, scalar
from slosmith.promql.types.parts import Part, part
from slosmith.promql.types.tree import (
    Aggregate,
    Binary,
    Call,
    Matching,
    Negative,
    Node,
    Number,
    Selector,
    String,
    Subquery,
    Unknown,
    metric,
    tree,
    walk,
)

UNKNOWN = Judged(ANYTHING)


def judge(source: str, declared: Mapping[str, Declared] | None = None) -> Judged:
    """The type of an expression without `$window`, and the faults in it; anything and none of what does not parse.

    Counters never fall below zero and are finite: whatever rate() reads is one, and so is what is declared as such.
    Values that are the results of others are exact to rounding.
    """
    text = abstracted(source)
    facts = tuple(declared.get(name) for name in _metrics(text)) if declared else ()
    return _judged(text, facts)


@lru_cache(maxsize=65536)
def _metrics(text: str) -> tuple[str, ...]:
    """The metrics that it names, in order."""
    try:
        nodes = walk(tree(text))
    except ValueError:
        return ()
    return tuple(dict.fromkeys(filter(None, (metric(each) for each in nodes if isinstance(each, Selector)))))


@lru_cache(maxsize=65536)
def _judged(text: str, facts: tuple[Declared | None, ...]) -> Judged:
    try:
        root = tree(text)
    except ValueError:
        return UNKNOWN
    names = _metrics(text) if facts else ()
    known = {name: fact for name, fact in zip(names, facts, strict=True) if fact is not None}
    return Checker(known).judged(root)


class Checker:
    """Judges trees by what is declared of their metrics, each part of a tree once."""

    def __init__(self, declared: Mapping[str, Declared]) -> None:
        self._declared = declared
        self._types: dict[Node, Type] = {}
        self._findings: list[Finding] = []

    def judged(self, root: Node) -> Judged:
        found = self.type_of(root)
        self._findings += faults.of_whole(root, self.type_of)
        return Judged(found, tuple(dict.fromkeys(self._findings)))

    def type_of(self, node: Node) -> Type:
        known = self._types.get(node)
        if known is None:
            known = self._types[node] = self._found(node)
        return known

    def _found(self, node: Node) -> Type:
        match node:
            case Number(value):
                return literal(value)
            case String():
                return scalar(ANYTHING.values)._replace(shape=Shape.STRING)
            case Selector():
                found = selectors.type_of(node, self._declared)
                self._findings += faults.of_selector(node, found)
                return found
            case Subquery(inner):
                return self._subquery(self.type_of(inner))
            case Negative(inner):
                return operators.negated(self.type_of(inner))
            case Call(_, arguments):
                found_arguments = [self.type_of(each) for each in arguments]
                self._findings += faults.of_call(node, found_arguments)
                return functions.type_of(node, found_arguments)
            case Aggregate(parameter=parameter, inner=inner):
                parameter_type = None if parameter is None else self.type_of(parameter)
                return aggregations.type_of(node, self.type_of(inner), parameter_type)
            case Binary(left=left, right=right):
                return self._binary(node, self.type_of(left), self.type_of(right))
            case Unknown():
                return ANYTHING

    def _subquery(self, inner: Type) -> Type:
        if inner.shape is not Shape.VECTOR and inner.shape is not Shape.SCALAR:
            return ANYTHING
        return inner._replace(shape=Shape.RANGE)

    def _binary(self, node: Binary, left: Type, right: Type) -> Type:
        related = self._related(node)
        values = related_values(node, related, left, right)
        found = operators.type_of(node, left, right, values)
        self._findings += faults.of_binary(node, left, right, found, related)
        return found

    def _related(self, node: Binary) -> tuple[Part, Part]:
        """How the left side relates to the right, and the right to the left, where they meet label set by label set."""
        if node.operator not in ("/", "-") and node.operator not in COMPARISONS:
            return Part.UNKNOWN, Part.UNKNOWN
        if node.matching != Matching():
            return Part.UNKNOWN, Part.UNKNOWN
        return part(node.left, node.right, self._bounds), part(node.right, node.left, self._bounds)

    def _bounds(self, node: Node) -> Interval:
        return self.type_of(node).values


def related_values(node: Binary, related: tuple[Part, Part], left: Type, right: Type) -> Interval | None:
    """The values of a quotient or a difference of parts of each other; None where no more is known than of any two."""
    forward, backward = related
    if node.operator == "/" and not right.values.impossible:
        plain = operators.arithmetic("/", left, right)
        if forward is Part.SAME or backward is Part.SAME:
            return plain.within(1.0, 1.0)._replace(nan=plain.nan)
        positive = left.values.low >= 0 and right.values.low >= 0
        if forward is Part.SMALLER and positive:
            return Interval(0.0, 1.0, plain.nan)
        if backward is Part.SMALLER and positive:
            return Interval(1.0, plain.high, plain.nan, plain.infinite)
    if node.operator == "-":
        plain = operators.arithmetic("-", left, right)
        if forward is Part.SMALLER:
            return plain._replace(high=min(plain.high, 0.0))
        if backward is Part.SMALLER:
            return plain._replace(low=max(plain.low, 0.0))
    return None
