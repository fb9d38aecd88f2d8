"""PromQL as plain frozen data that compares by value: parentheses are gone, literals are numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import promql_parser as pp

from slosmith.matching.matcher import Matcher
from slosmith.promql.matchers import matchers_in
from slosmith.promql.syntax import syntax_tree


class Number(NamedTuple):
    value: float


class String(NamedTuple):
    value: str


class Selector(NamedTuple):
    """`range` and `offset` are in seconds; `range` is 0 for an instant selector. `at` is the text of an `@`."""

    matchers: tuple[Matcher, ...]
    range: float
    offset: float
    at: str


class Subquery(NamedTuple):
    inner: Node
    range: float
    step: float
    offset: float
    at: str


class Call(NamedTuple):
    function: str
    arguments: tuple[Node, ...]


class Negative(NamedTuple):
    inner: Node


class Aggregate(NamedTuple):
    """`by` keeps `labels`, otherwise they are dropped; no clause at all is `by ()`."""

    operator: str
    by: bool
    labels: frozenset[str]
    parameter: Node | None
    inner: Node


class Matching(NamedTuple):
    """`on` the labels or `ignoring` them; `many` is the side with several series for each of the other, `include` the
    labels that it takes over."""

    on: bool = False
    labels: frozenset[str] = frozenset()
    many: str = ""
    include: frozenset[str] = frozenset()


class Binary(NamedTuple):
    operator: str
    left: Node
    right: Node
    matching: Matching
    boolean: bool


class Unknown(NamedTuple):
    """Syntax that is not modelled: it may be anything."""


Node: TypeAlias = Number | String | Selector | Subquery | Call | Negative | Aggregate | Binary | Unknown


def tree(source: str) -> Node:
    """Raises ValueError where promql-parser refuses the source."""
    return _node(syntax_tree(source))


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Subquery(inner) | Negative(inner):
            return (inner,)
        case Call(_, arguments):
            return arguments
        case Aggregate(parameter=parameter, inner=inner):
            return (inner,) if parameter is None else (parameter, inner)
        case Binary(left=left, right=right):
            return (left, right)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from walk(child)


def metric(selector: Selector) -> str:
    """ "" where no metric is named."""
    named = (each.value for each in selector.matchers if each.label == "__name__" and each.operator == "=")
    return next(named, "")


def _node(node: Any) -> Node:
    match node:
        case pp.ParenExpr():
            return _node(node.expr)
        case pp.NumberLiteral():
            return Number(float(node.val))
        case pp.StringLiteral():
            return String(str(node.val))
        case pp.VectorSelector():
            return _selector(node, 0.0)
        case pp.MatrixSelector():
            return _selector(node.vector_selector, _seconds(node.range))
        case pp.SubqueryExpr():
            return Subquery(
                _node(node.expr),
                _seconds(node.range),
                _seconds(node.step),
                _seconds(node.offset),
                _at(node.at),
            )
        case pp.UnaryExpr():
            inner = _node(node.expr)
            return Number(-inner.value) if isinstance(inner, Number) else Negative(inner)
        case pp.Call():
            return Call(node.func.name, tuple(_node(each) for each in node.args))
        case pp.AggregateExpr():
            return _aggregate(node)
        case pp.BinaryExpr():
            return Binary(
                str(node.op),
                _node(node.lhs),
                _node(node.rhs),
                _matching(node.modifier),
                node.modifier is not None and bool(node.modifier.return_bool),
            )
        case _:
            return Unknown()


def _selector(selector: Any, seconds: float) -> Node:
    if selector.matchers.or_matchers:
        return Unknown()
    return Selector(matchers_in(selector), seconds, _seconds(selector.offset), _at(selector.at))


def _seconds(duration: Any) -> float:
    """Of a timedelta, or None."""
    return 0.0 if duration is None else float(duration.total_seconds())


def _at(modifier: Any) -> str:
    return "" if modifier is None else f"{modifier.type} {modifier.at}"


def _aggregate(node: Any) -> Aggregate:
    modifier = node.modifier
    by = modifier is None or modifier.type == pp.AggModifierType.By
    labels = frozenset() if modifier is None else frozenset(modifier.labels)
    parameter = None if node.param is None else _node(node.param)
    return Aggregate(str(node.op), by, labels, parameter, _node(node.expr))


def _matching(modifier: Any) -> Matching:
    if modifier is None:
        return Matching()
    card, many = modifier.card, ""
    if card == pp.VectorMatchCardinality.ManyToOne:
        many = "left"
    elif card == pp.VectorMatchCardinality.OneToMany:
        many = "right"
    include = frozenset(modifier.group_labels or ())
    if modifier.matching is None:
        return Matching(many=many, include=include)
    on = modifier.matching.type == pp.LabelModifierType.Include
    return Matching(on, frozenset(modifier.matching.labels), many, include)
