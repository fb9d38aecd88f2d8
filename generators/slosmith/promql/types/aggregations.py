"""The rule of each aggregation: what becomes of labels, values and the number of series."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from slosmith.promql.types.interval import EVERYTHING, NEVER_NEGATIVE, Interval, number
from slosmith.promql.types.labels import Labels
from slosmith.promql.types.model import (
    ANYTHING,
    EMPTY,
    Cardinality,
    Kind,
    Shape,
    Type,
    Unit,
)
from slosmith.promql.types.tree import Aggregate, Number, String

_COUNTS: Final = Interval(1.0, math.inf)
# These choose among the series and change nothing about them.
CHOOSING: Final = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})


def type_of(node: Aggregate, inner: Type, parameter: Type | None) -> Type:
    if inner.shape is not Shape.VECTOR:
        return ANYTHING
    if inner.empty:
        return EMPTY
    if node.operator in CHOOSING:
        return _chosen(node, inner)
    rule = _RULES.get(node.operator)
    if rule is None:
        return ANYTHING
    labels = _grouped(node, inner.labels)
    count = _count(labels, inner.cardinality)
    if node.operator == "count_values":
        labels, count = _with_value(node, labels), inner.cardinality
    values = rule(inner, parameter)
    return Type(Shape.VECTOR, labels, values, _kind(node, inner), _unit(node, inner), count, inner.absence)


def _grouped(node: Aggregate, labels: Labels) -> Labels:
    return labels.only(node.labels) if node.by else labels.without(node.labels).nameless()


def _count(labels: Labels, inner: Cardinality) -> Cardinality:
    """One group at most, where every label that can be there has one value."""
    varied = labels.open or any(labels.value(name) is None for name in (*labels.expected(), *labels.may))
    return inner if varied else Cardinality.ONE


def _with_value(node: Aggregate, labels: Labels) -> Labels:
    """The label that holds the value, unless `without` drops it again."""
    if not isinstance(node.parameter, String):
        return labels._replace(open=True)
    name = node.parameter.value
    return labels if not node.by and name in node.labels else labels.given(name, surely=True)


def _chosen(node: Aggregate, inner: Type) -> Type:
    if node.operator == "limit_ratio" or not isinstance(node.parameter, Number):
        return inner._replace(absence=ANYTHING.absence)
    wanted = node.parameter.value
    if wanted < 1:
        return EMPTY
    lone = wanted < 2 and node.by and not node.labels
    return inner._replace(cardinality=Cardinality.ONE) if lone else inner


def _sum(inner: Type, parameter: Type | None) -> Interval:
    values = inner.values
    if inner.cardinality is Cardinality.ONE:
        return values
    cancels = values.infinite and values.low == -math.inf and values.high == math.inf
    return Interval(
        -math.inf if values.low < 0 else values.low,
        math.inf if values.high > 0 else values.high,
        values.nan or cancels,
        values.infinite,
    )


def _mean(inner: Type, parameter: Type | None) -> Interval:
    values = inner.values
    return values._replace(nan=values.nan or (values.infinite and inner.cardinality is Cardinality.ANY))


def _same(inner: Type, parameter: Type | None) -> Interval:
    return inner.values


def _many(inner: Type, parameter: Type | None) -> Interval:
    return number(1.0) if inner.cardinality is Cardinality.ONE else _COUNTS


def _one(inner: Type, parameter: Type | None) -> Interval:
    return number(1.0)


def _spread(inner: Type, parameter: Type | None) -> Interval:
    values = inner.values
    return NEVER_NEGATIVE._replace(nan=values.nan or values.infinite, infinite=values.infinite)


def _number_of_values(inner: Type, parameter: Type | None) -> Interval:
    return _COUNTS


def _quantile(inner: Type, parameter: Type | None) -> Interval:
    return quantile(inner.values, parameter)


def quantile(values: Interval, parameter: Type | None) -> Interval:
    """Between the smallest and the largest for a quantile from 0 to 1; infinite beyond."""
    if parameter is None or not (parameter.values.low >= 0 and parameter.values.high <= 1):
        return EVERYTHING
    if parameter.values.nan:
        return EVERYTHING
    # Prometheus sorts NaN first, and takes the mean of two neighbours.
    return values._replace(nan=values.nan or values.infinite)


_RULES: Final[dict[str, Callable[[Type, Type | None], Interval]]] = {
    "sum": _sum,
    "avg": _mean,
    "min": _same,
    "max": _same,
    "count": _many,
    "group": _one,
    "stddev": _spread,
    "stdvar": _spread,
    "count_values": _number_of_values,
    "quantile": _quantile,
}


def _kind(node: Aggregate, inner: Type) -> Kind:
    match node.operator:
        case "min" | "max" | "quantile":
            return inner.kind
        case "sum":
            return Kind.GAUGE if inner.kind in (Kind.STATE, Kind.RATIO) else inner.kind
        case "avg":
            return Kind.RATIO if inner.kind is Kind.STATE else inner.kind
        case "group":
            return Kind.STATE
        case _:
            return Kind.GAUGE


def _unit(node: Aggregate, inner: Type) -> Unit:
    return inner.unit if node.operator in ("sum", "avg", "min", "max", "quantile", "stddev") else None
