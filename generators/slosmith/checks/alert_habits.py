"""Hand-written alerts that Prometheus accepts and that still fire never, or for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import promql_parser as pp

from slosmith.checks.places import alerts
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.parsed import Parsed, children, labels_of, parse, strip_parens
from slosmith.spec import Spec

_COMPARISONS = frozenset({"==", "!=", ">", "<", ">=", "<="})


def has_condition(spec: Spec) -> Iterator[Diagnostic]:
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if isinstance(parsed, Parsed) and not place.alert.levels and not _conditional(parsed.tree):
            yield diagnose(
                "no-condition",
                "the expression has no condition, so the alert fires as long as its series exist",
                place.origin.at("expr").span(),
                "compare it with a threshold, as in `... > 5`",
            )


def _conditional(node: Any) -> bool:
    node = strip_parens(node)
    if isinstance(node, pp.BinaryExpr):
        operator = str(node.op)
        if operator == "unless":
            return True
        if operator in ("and", "or"):
            sides = (_conditional(node.lhs), _conditional(node.rhs))
            return any(sides) if operator == "and" else all(sides)
        returns_bool = node.modifier is not None and node.modifier.return_bool
        if operator in _COMPARISONS and not returns_bool:
            return True
    if isinstance(node, pp.Call) and node.func.name in ("absent", "absent_over_time"):
        return True
    return any(_conditional(child) for child in children(node))


def matched_division(spec: Spec) -> Iterator[Diagnostic]:
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if isinstance(parsed, Parsed) and any(_unmatched(node) for node in _nodes(parsed.tree)):
            yield diagnose(
                "unmatched-division",
                "both sides of the division keep the labels of different metrics; where they differ, nothing matches",
                place.origin.at("expr").span(),
                "aggregate both sides to the same labels, as in `sum(rate(a[5m])) / sum(rate(b[5m]))`",
            )


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in children(node):
        yield from _nodes(child)


def _unmatched(node: Any) -> bool:
    if not isinstance(node, pp.BinaryExpr) or str(node.op) != "/":
        return False
    explicit = node.modifier is not None and node.modifier.matching is not None
    left, right = ({kept.metric for kept in labels_of(side).kept} for side in (node.lhs, node.rhs))
    return not explicit and bool(left) and bool(right) and left != right
