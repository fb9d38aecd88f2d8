"""The shape of a parsed expression: its type, its parts, and what it would do as an alert."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import promql_parser as pp

from slosmith.promql.functions import SCALAR_FUNCTIONS

_COMPARISONS = frozenset({"==", "!=", ">", "<", ">=", "<="})


def children(node: Any) -> tuple[Any, ...]:
    match node:
        case pp.BinaryExpr():
            return (node.lhs, node.rhs)
        case pp.AggregateExpr():
            return (node.expr,) if node.param is None else (node.param, node.expr)
        case pp.Call():
            return tuple(node.args)
        case pp.ParenExpr() | pp.UnaryExpr() | pp.SubqueryExpr():
            return (node.expr,)
        case _:
            return ()


def walk(node: Any) -> Iterator[Any]:
    yield node
    for child in children(node):
        yield from walk(child)


def strip_parens(node: Any) -> Any:
    while isinstance(node, pp.ParenExpr):
        node = node.expr
    return node


def kind(node: Any) -> str:
    """vector, range, scalar or string."""
    match node:
        case pp.NumberLiteral():
            return "scalar"
        case pp.StringLiteral():
            return "string"
        case pp.MatrixSelector() | pp.SubqueryExpr():
            return "range"
        case pp.ParenExpr() | pp.UnaryExpr():
            return kind(node.expr)
        case pp.Call():
            return "scalar" if node.func.name in SCALAR_FUNCTIONS else "vector"
        case pp.BinaryExpr():
            return "scalar" if {kind(node.lhs), kind(node.rhs)} == {"scalar"} else "vector"
        case _:
            return "vector"


def compares(node: Any) -> bool:
    """Whether the expression as a whole is a comparison that filters."""
    node = strip_parens(node)
    if not isinstance(node, pp.BinaryExpr) or str(node.op) not in _COMPARISONS:
        return False
    return not (node.modifier is not None and node.modifier.return_bool)


def has_condition(node: Any) -> bool:
    """Whether an alert on it can be quiet while its series exist."""
    node = strip_parens(node)
    if isinstance(node, pp.BinaryExpr):
        operator = str(node.op)
        if operator == "unless":
            return True
        if operator in ("and", "or"):
            sides = (has_condition(node.lhs), has_condition(node.rhs))
            return any(sides) if operator == "and" else all(sides)
        if compares(node):
            return True
    if isinstance(node, pp.Call) and node.func.name in ("absent", "absent_over_time"):
        return True
    return any(has_condition(child) for child in children(node))
