"""From what promql-parser read to our own tree, so that what a user wrote can be computed with like our own rules."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import promql_parser as pp

from slosmith.matching.matcher import NAME
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector
from slosmith.promql.matchers import matchers_in
from slosmith.promql.series import Series
from slosmith.promql.strings import selector_text
from slosmith.promql.syntax import Unsupported, known_tree


@lru_cache(maxsize=65536)
def to_tree(source: str) -> Expr:
    """The tree of an expression, `$window` filled in. Raises Unsupported."""
    return _tree(known_tree(source))


def _tree(node: Any) -> Expr:
    match node:
        case pp.ParenExpr():
            return _tree(node.expr)
        case pp.NumberLiteral():
            return Number(repr(node.val))
        case pp.StringLiteral():
            raise Unsupported("it computes with text")
        case pp.UnaryExpr():
            return Binary("*", Number("-1"), _tree(node.expr))
        case pp.VectorSelector():
            return _selector(node, 0)
        case pp.MatrixSelector():
            return _selector(node.vector_selector, int(node.range.total_seconds()))
        case pp.Call():
            return Call(node.func.name, tuple(_tree(each) for each in node.args))
        case pp.AggregateExpr():
            return _aggregate(node)
        case pp.BinaryExpr():
            return _binary(node)
        case _:
            raise Unsupported("it holds a subquery")


def _selector(node: Any, seconds: int) -> Selector:
    if node.at is not None or node.matchers.or_matchers:
        raise Unsupported("it uses `@`, or `or` between matchers")
    offset = int(node.offset.total_seconds()) if node.offset is not None else 0
    return Selector(Series(_printed(node), matchers_in(node)), seconds, offset)


def _printed(node: Any) -> str:
    """Escaped anew: the library's own printing loses backslashes."""
    matchers = matchers_in(node)
    listed = ",".join(str(each) for each in matchers if each.label != NAME)
    named = next((each for each in matchers if each.label == NAME and each.operator == "="), None)
    if named is None:
        raise Unsupported("it reads metrics whose name it does not say")
    return selector_text(named.value, listed)


def _aggregate(node: Any) -> Expr:
    if node.param is not None:
        if str(node.op) != "topk" or node.modifier is not None:
            raise Unsupported(f"it uses {node.op}()")
        return Call("topk", (_tree(node.param), _tree(node.expr)))
    if node.modifier is None:
        return Aggregate(str(node.op), (), _tree(node.expr))
    if node.modifier.type != pp.AggModifierType.By:
        raise Unsupported("it aggregates `without` labels")
    return Aggregate(str(node.op), tuple(node.modifier.labels), _tree(node.expr))


def _binary(node: Any) -> Binary:
    operator, modifier = str(node.op), node.modifier
    left, right = _tree(node.lhs), _tree(node.rhs)
    if modifier is None:
        return Binary(operator, left, right)
    # A set operator is many-to-many, and says so even where nobody wrote it.
    grouped = (pp.VectorMatchCardinality.ManyToOne, pp.VectorMatchCardinality.OneToMany)
    if modifier.card in grouped:
        raise Unsupported("it uses group_left or group_right")
    matching = modifier.matching
    if matching is not None and matching.type != pp.LabelModifierType.Include:
        raise Unsupported("it matches `ignoring` labels")
    on = None if matching is None else tuple(matching.labels)
    return Binary(operator, left, right, on=on, returns_bool=bool(modifier.return_bool))
