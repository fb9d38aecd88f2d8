"""What an expression that a user wrote is, reads and keeps: the judgement of promql-parser, made usable.

The library is used to judge and never to print: it drops escapes and subquery steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import promql_parser as pp

from slosmith.promql.functions import INSTANT_STRINGS, SCALAR_FUNCTIONS
from slosmith.promql.window import fill_window

# An odd number of seconds that nobody writes marks the place of `$window` in the parsed tree.
_MARK = 7919


class Read(NamedTuple):
    """One selector: metric ("" if it is chosen by labels only), label matchers, range in seconds, the functions around it."""

    metric: str
    labels: tuple[str, ...]
    range: int
    is_window: bool
    inside: tuple[str, ...]


class Kept(NamedTuple):
    """All labels of a metric's series flow into the result, but for `dropped`."""

    metric: str
    dropped: frozenset[str]


class Labels(NamedTuple):
    """Labels that a result may carry: those named, and those of whole series."""

    named: frozenset[str] = frozenset()
    kept: frozenset[Kept] = frozenset()

    def union(self, other: Labels) -> Labels:
        return Labels(self.named | other.named, self.kept | other.kept)

    def without(self, names: frozenset[str]) -> Labels:
        kept = frozenset(Kept(each.metric, each.dropped | names) for each in self.kept)
        return Labels(self.named - names, kept)


@dataclass(frozen=True, slots=True)
class Parsed:
    """`kind` is vector, range, scalar or string; `tree` is the library's own, for checks that look closer."""

    kind: str
    reads: tuple[Read, ...]
    labels: Labels
    functions: frozenset[str]
    bare_selector: bool
    tree: Any


class Unparsable(NamedTuple):
    reason: str


@lru_cache(maxsize=65536)
def parse(source: str) -> Parsed | Unparsable:
    """Judges `source`, in which `$window` may stand. ~50 us an expression."""
    try:
        tree = pp.parse(fill_window(source, _MARK))
    except ValueError as fault:
        return Unparsable(str(fault))
    reads = tuple(_reads(tree, ()))
    return Parsed(
        kind=_kind(tree),
        reads=reads,
        labels=labels_of(tree),
        functions=frozenset(_functions(tree)),
        bare_selector=isinstance(tree, pp.VectorSelector) and tree.offset is None and tree.at is None,
        tree=tree,
    )


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


def strip_parens(node: Any) -> Any:
    while isinstance(node, pp.ParenExpr):
        node = node.expr
    return node


def _seconds(delta: Any) -> int:
    return int(delta.total_seconds())


def _reads(node: Any, inside: tuple[str, ...]) -> Iterator[Read]:
    match node:
        case pp.VectorSelector():
            yield _read(node, 0, inside)
        case pp.MatrixSelector():
            yield _read(node.vector_selector, _seconds(node.range), inside)
        case pp.SubqueryExpr():
            yield Read("", (), _seconds(node.range), _seconds(node.range) == _MARK, inside)
            yield from _reads(node.expr, (*inside, "subquery"))
        case pp.Call():
            for argument in node.args:
                yield from _reads(argument, (*inside, node.func.name))
        case _:
            deeper = (*inside, str(node.op)) if isinstance(node, pp.AggregateExpr) else inside
            for child in children(node):
                yield from _reads(child, deeper)


def _read(selector: Any, seconds: int, inside: tuple[str, ...]) -> Read:
    matchers = selector.matchers.matchers
    named = [m.value for m in matchers if m.name == "__name__" and m.op == pp.MatchOp.Equal]
    metric = selector.name or (named[0] if named else "")
    labels = tuple(m.name for m in matchers if m.name != "__name__")
    return Read(metric, labels, seconds, seconds == _MARK, inside)


def _functions(node: Any) -> Iterator[str]:
    if isinstance(node, pp.Call):
        yield node.func.name
    for child in children(node):
        yield from _functions(child)


def _kind(node: Any) -> str:
    match node:
        case pp.NumberLiteral():
            return "scalar"
        case pp.StringLiteral():
            return "string"
        case pp.MatrixSelector() | pp.SubqueryExpr():
            return "range"
        case pp.ParenExpr() | pp.UnaryExpr():
            return _kind(node.expr)
        case pp.Call():
            return "scalar" if node.func.name in SCALAR_FUNCTIONS else "vector"
        case pp.BinaryExpr():
            return "scalar" if {_kind(node.lhs), _kind(node.rhs)} == {"scalar"} else "vector"
        case _:
            return "vector"


def labels_of(node: Any) -> Labels:
    match node:
        case pp.VectorSelector() | pp.MatrixSelector():
            selector = node.vector_selector if isinstance(node, pp.MatrixSelector) else node
            read = _read(selector, 0, ())
            return Labels(frozenset(), frozenset({Kept(read.metric, frozenset({"__name__"}))}))
        case pp.AggregateExpr():
            return _aggregate_labels(node)
        case pp.Call():
            return _call_labels(node)
        case pp.BinaryExpr():
            return _binary_labels(node)
        case pp.ParenExpr() | pp.UnaryExpr() | pp.SubqueryExpr():
            return labels_of(node.expr)
        case _:
            return Labels()


def _aggregate_labels(node: Any) -> Labels:
    inner = labels_of(node.expr)
    operation = str(node.op)
    modifier = node.modifier
    if operation in ("topk", "bottomk", "limitk", "limit_ratio"):
        return inner
    if modifier is None:
        result = Labels()
    elif modifier.type == pp.AggModifierType.By:
        # `by` names a label whether or not the series has it; that it may appear is enough.
        result = Labels(frozenset(modifier.labels))
    else:
        result = inner.without(frozenset(modifier.labels))
    if operation == "count_values" and isinstance(node.param, pp.StringLiteral):
        return Labels(result.named | {node.param.val}, result.kept)
    return result


def _call_labels(node: Any) -> Labels:
    name = node.func.name
    # absent() gives one series at most, which no label that we set can make a duplicate.
    if name in SCALAR_FUNCTIONS or name in ("absent", "absent_over_time"):
        return Labels()
    vectors = [argument for argument in node.args if _kind(argument) in ("vector", "range")]
    inner = Labels()
    for vector in vectors:
        inner = inner.union(labels_of(vector))
    if name in INSTANT_STRINGS:
        target = node.args[1]
        return Labels(inner.named | {getattr(target, "val", "")}, inner.kept)
    if name == "histogram_quantile":
        return inner.without(frozenset({"le"}))
    return inner


def _binary_labels(node: Any) -> Labels:
    left_kind, right_kind = _kind(node.lhs), _kind(node.rhs)
    if left_kind == "scalar":
        return labels_of(node.rhs)
    left = labels_of(node.lhs)
    if right_kind == "scalar":
        return left
    operator = str(node.op)
    if operator in ("and", "unless"):
        return left
    right = labels_of(node.rhs)
    if operator == "or":
        return left.union(right)
    return _matched_labels(node, left, right)


def _matched_labels(node: Any, left: Labels, right: Labels) -> Labels:
    modifier = node.modifier
    if modifier is None:
        return left
    if modifier.card == pp.VectorMatchCardinality.ManyToOne:
        return Labels(left.named | set(modifier.group_labels or ()), left.kept)
    if modifier.card == pp.VectorMatchCardinality.OneToMany:
        return Labels(right.named | set(modifier.group_labels or ()), right.kept)
    matching = modifier.matching
    if matching is None:
        return left
    names = frozenset(matching.labels)
    return Labels(names) if matching.type == pp.LabelModifierType.Include else left.without(names)
