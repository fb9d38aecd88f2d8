"""The printer: whatever tree goes in, PromQL reads the same tree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import promql_parser as pp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Hole,
    Number,
    Quoted,
    Seconds,
    Selector,
    Subquery,
    User,
    label_matcher,
    parts,
    rebuild,
    text,
    walk,
)
from slosmith.promql.matchers import series_of

A, B, C = Selector(series_of("a")), Selector(series_of("b")), Selector(series_of("c"))
ONE = Number("1")


@pytest.mark.parametrize(
    ("expr", "printed"),
    [
        (Number("0.001"), "0.001"),
        (Selector(series_of('a{x="y"}')), 'a{x="y"}'),
        (Selector(series_of("a"), 300), "a[5m]"),
        (Selector(series_of("a"), offset=5400), "a offset 90m"),
        (Selector(series_of("a"), 10800, 10800), "a[3h] offset 3h"),
        (Subquery(A, 3600, 60), "a[1h:1m]"),
        (Subquery(Binary("+", A, B), 3600, 60, 5400), "(a + b)[1h:1m] offset 90m"),
        (Call("vector", (ONE,)), "vector(1)"),
        (Call("clamp_min", (A, Number("0"))), "clamp_min(a, 0)"),
        (Aggregate("sum", (), A), "sum(a)"),
        (Aggregate("sum", ("x", "y"), A), "sum by (x, y) (a)"),
        # Operators bind as in arithmetic, and associate to the left.
        (Binary("*", Binary("+", A, B), C), "(a + b) * c"),
        (Binary("+", Binary("*", A, B), C), "a * b + c"),
        (Binary("+", A, Binary("*", B, C)), "a + b * c"),
        (Binary("-", Binary("-", A, B), C), "a - b - c"),
        (Binary("-", A, Binary("-", B, C)), "a - (b - c)"),
        (Binary("/", A, Binary("*", B, C)), "a / (b * c)"),
        (Binary("/", Binary("/", A, B), C), "a / b / c"),
        (Binary("/", A, Binary(">", B, Number("0"))), "a / (b > 0)"),
        (Binary(">", Binary("+", A, B), ONE), "a + b > 1"),
        (Binary(">=", A, ONE, returns_bool=True), "a >= bool 1"),
        (Binary("*", A, Binary("<=", B, ONE, returns_bool=True)), "a * (b <= bool 1)"),
        (Binary("*", A, B, on=("x",)), "a * on (x) b"),
        (Binary("-", ONE, Binary("or", A, B)), "1 - (a or b)"),
        # A chain of set operators has a line for each part.
        (Binary("and", Binary("and", A, B), C), "a\nand b\nand c"),
        (Binary("or", Binary("unless", A, B, on=("x",)), C, on=()), "a\nunless on (x) b\nor on () c"),
        (Binary("and", Binary("or", A, B), C), "(a or b)\nand c"),
        (Binary("or", A, Binary("or", B, C)), "a\nor (b or c)"),
        (Binary("and", Binary(">", A, ONE), Binary(">", B, ONE)), "a > 1\nand b > 1"),
        # What somebody wrote stays as it is, alone or in parentheses that a comment cannot swallow.
        (User("a or b # c"), "a or b # c"),
        (Binary(">", User("a or b"), ONE), "(a or b) > 1"),
        (Binary(">", User("a # b"), ONE), "(a # b\n) > 1"),
        (Aggregate("sum", (), User('a{x="#"}')), 'sum(a{x="#"}\n)'),
    ],
)
def test_text(expr: Expr, printed: str) -> None:
    assert text(expr) == printed


def test_a_long_division_takes_two_lines() -> None:
    long = Selector(series_of("a" * 60))
    assert text(Binary("/", long, long)) == f"{'a' * 60}\n/ {'a' * 60}"
    assert text(Binary("*", long, long)) == f"{'a' * 60} * {'a' * 60}"


VECTORS = tuple(map(series_of, ("a", "b:c", 'd{e="f"}', 'g{h=~"i(\\\\.0)?"}')))
_leaves = st.one_of(
    st.builds(Selector, st.sampled_from(VECTORS), st.just(0), st.sampled_from([0, 60, 5400])),
    st.builds(
        lambda function, name, range_: Call(function, (Selector(name, range_),)),
        st.sampled_from(["rate", "last_over_time", "present_over_time"]),
        st.sampled_from(VECTORS),
        st.sampled_from([60, 150, 86400]),
    ),
    st.builds(User, st.sampled_from(["a", "a or b", "a + b # c", "rate(a[5m]) > 0"])),
)
_labels = st.sampled_from([(), ("x",), ("slo", "service")])
_matching = st.one_of(st.none(), _labels)
_no = st.just(False)
_numbers = st.builds(Number, st.sampled_from(["0", "0.5", "-2", "1000000"]))


def _grown(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    arithmetic, comparisons = st.sampled_from("+-*/%"), st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    return st.one_of(
        st.builds(Aggregate, st.sampled_from(["sum", "min", "group"]), _labels, inner),
        st.builds(lambda inner: Call("abs", (inner,)), inner),
        st.builds(lambda inner: Call("clamp_min", (inner, Number("0"))), inner),
        st.builds(
            lambda inner, offset: Call("max_over_time", (Subquery(inner, 3600, 60, offset),)),
            inner,
            st.sampled_from([0, 5400]),
        ),
        st.builds(Binary, st.sampled_from(["and", "or", "unless"]), inner, inner, _matching, _no),
        st.builds(Binary, arithmetic, inner, inner, _matching, _no),
        st.builds(Binary, comparisons, inner, inner, _matching, st.booleans()),
        st.builds(Binary, arithmetic, inner, _numbers, st.none(), _no),
        st.builds(Binary, arithmetic, _numbers, inner, st.none(), _no),
        st.builds(Binary, comparisons, inner, _numbers, st.none(), st.booleans()),
    )


TREES: st.SearchStrategy[Expr] = st.recursive(_leaves, _grown, max_leaves=10)


def _ours(expr: Expr) -> Any:
    """The structure of a tree: what it means, without how it is printed."""
    match expr:
        case Number(literal):
            return float(literal)
        case Selector():
            return _read(pp.parse(str(expr)))
        case Call(function, arguments):
            return (function, *map(_ours, arguments))
        case Aggregate(operation, by, inner):
            return (operation, by, _ours(inner))
        case Binary(operator, left, right, on, returns_bool):
            return (operator, on, returns_bool, _ours(left), _ours(right))
        case Subquery(inner, range_, step, offset):
            later = timedelta(seconds=offset) if offset else None
            return ("subquery", _ours(inner), timedelta(seconds=range_), timedelta(seconds=step), later)
        case User(source):
            return _read(pp.parse(source))
        case Quoted(literal):
            return literal
        case Hole() | Seconds():
            raise AssertionError("it has no text before its window is known")


def _read(node: Any) -> Any:
    """The structure of what promql-parser read."""
    match node:
        case pp.ParenExpr():
            return _read(node.expr)
        case pp.NumberLiteral():
            return node.val
        case pp.UnaryExpr():
            return -_read(node.expr)
        case pp.VectorSelector():
            matchers = sorted((m.name, str(m.op), m.value) for m in node.matchers.matchers)
            return ("selector", node.name, matchers, node.offset)
        case pp.MatrixSelector():
            return ("range", _read(node.vector_selector), node.range)
        case pp.SubqueryExpr():
            return ("subquery", _read(node.expr), node.range, node.step, node.offset)
        case pp.Call():
            return (node.func.name, *map(_read, node.args))
        case pp.AggregateExpr():
            by = tuple(node.modifier.labels) if node.modifier else ()
            return (str(node.op), by, _read(node.expr))
        case pp.BinaryExpr():
            modifier = node.modifier
            on = tuple(modifier.matching.labels) if modifier and modifier.matching else None
            returns_bool = bool(modifier and modifier.return_bool)
            return (str(node.op), on, returns_bool, _read(node.lhs), _read(node.rhs))
        case _:
            raise AssertionError(type(node))


@given(TREES)
@settings(derandomize=True, max_examples=500)
def test_what_is_printed_is_what_was_meant(tree: Expr) -> None:
    assert _read(pp.parse(text(tree))) == _ours(tree)
    assert _read(pp.parse(str(tree))) == _ours(tree)


def test_walk_sees_every_node() -> None:
    tree = Binary(
        "/", Aggregate("sum", (), Call("rate", (Selector(series_of("a"), 60),))), Binary("+", A, User("b"))
    )
    assert [str(node) for node in walk(tree)] == [
        "sum(rate(a[1m])) / (a + (b))",
        "sum(rate(a[1m]))",
        "rate(a[1m])",
        "a[1m]",
        "a + (b)",
        "a",
        "(b)",
    ]


@pytest.mark.parametrize("value", ["SLO-1", 'say "hi"', "back\\slash", "two\nlines", "naïve"])
def test_label_matcher(value: str) -> None:
    selector: Any = pp.parse(f"a{{{label_matcher('x', value)}}}")
    assert [(m.name, m.value) for m in selector.matchers.matchers] == [("x", value)]


@settings(derandomize=True, deadline=None)
@given(TREES)
def test_a_node_is_rebuilt_from_its_parts(tree: Expr) -> None:
    for node in walk(tree):
        below = parts(node)
        assert rebuild(node, below) == node
        others = [Number(str(at)) for at in range(len(below))]
        other = rebuild(node, others)
        assert parts(other) == tuple(others)
        assert type(other) is type(node)
        assert rebuild(other, below) == node, "nothing else of it changed"


@settings(derandomize=True, deadline=None)
@given(TREES)
def test_a_walk_visits_the_leaves_in_the_order_in_which_they_are_printed(tree: Expr) -> None:
    leaves = [node for node in walk(tree) if not parts(node)]
    printed, at = str(tree), 0
    for leaf in leaves:
        said = leaf.source if isinstance(leaf, User) else str(leaf)
        at = printed.index(said, at) + len(said)
