"""Which labels the result of an expression may carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import promql_parser as pp

from slosmith.promql.functions import INSTANT_STRINGS, SCALAR_FUNCTIONS
from slosmith.promql.structure import kind, strip_parens, walk


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


def labels_of(node: Any) -> Labels:
    match node:
        case pp.VectorSelector() | pp.MatrixSelector():
            selector = node.vector_selector if isinstance(node, pp.MatrixSelector) else node
            return Labels(kept=frozenset({Kept(metric_of(selector), frozenset({"__name__"}))}))
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
    if operation == "count_values":
        return Labels(result.named | {getattr(strip_parens(node.param), "val", "")}, result.kept)
    return result


def _call_labels(node: Any) -> Labels:
    name = node.func.name
    # absent() gives one series at most, which no label that we set can make a duplicate.
    if name in SCALAR_FUNCTIONS or name in ("absent", "absent_over_time"):
        return Labels()
    vectors = [argument for argument in node.args if kind(argument) in ("vector", "range")]
    inner = Labels()
    for vector in vectors:
        inner = inner.union(labels_of(vector))
    if name in INSTANT_STRINGS:
        target = strip_parens(node.args[1])
        return Labels(inner.named | {getattr(target, "val", "")}, inner.kept)
    if name == "histogram_quantile":
        return inner.without(frozenset({"le"}))
    return inner


def _binary_labels(node: Any) -> Labels:
    left_kind, right_kind = kind(node.lhs), kind(node.rhs)
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


def metric_of(selector: Any) -> str:
    """The metric's name, also when it is written as a matcher; "" if the series are chosen by labels only."""
    if selector.name:
        return str(selector.name)
    named = (m.value for m in selector.matchers.matchers if m.name == "__name__" and m.op == pp.MatchOp.Equal)
    return next(named, "")


def divisions(tree: Any) -> tuple[tuple[Kept, Kept], ...]:
    """Divisions of one metric by another whose sides keep their labels, without saying on which to match."""
    return tuple(pair for node in walk(tree) for pair in _divided(node))


def _divided(node: Any) -> Iterator[tuple[Kept, Kept]]:
    if not isinstance(node, pp.BinaryExpr) or str(node.op) != "/":
        return
    explicit = node.modifier is not None and node.modifier.matching is not None
    left, right = labels_of(node.lhs), labels_of(node.rhs)
    if not explicit and len(left.kept) == len(right.kept) == 1 and not left.named | right.named:
        [one], [other] = left.kept, right.kept
        if one.metric != other.metric:
            yield one, other
