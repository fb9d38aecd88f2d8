"""What an expression gives when the course of every series it reads is known: PromQL worked out by hand.

Tests need to know beforehand what a rule will record. This is the part of PromQL that SLIs are made of; what
is not in it raises Unsupported, and nothing is claimed then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol, TypeAlias

from slosmith.matching.matcher import NAME, LabelSet, selects
from slosmith.promql.convert import to_tree
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
)
from slosmith.promql.operators import AGGREGATES, ARITHMETIC, COMPARISONS, FUNCTIONS, clamp
from slosmith.promql.syntax import Unsupported

Labels: TypeAlias = frozenset[tuple[str, str]]
Vector: TypeAlias = dict[Labels, float]
Value: TypeAlias = "Vector | float"


class Course(Protocol):
    """What one series does up to now; `seconds` and `offset` look back from there. None: there is nothing to be seen.

    Raises Unsupported where a function asks for more than is known.
    """

    def at(self, offset: int) -> float | None: ...

    def over(self, function: str, seconds: int, offset: int) -> float | None: ...


class Steady(NamedTuple):
    """It has `level` now and has grown by `slope` a second for as long as anyone looks back."""

    level: float
    slope: float = 0.0

    def at(self, offset: int) -> float | None:
        return self.level - self.slope * offset

    def over(self, function: str, seconds: int, offset: int) -> float | None:
        if function not in STEADY_FUNCTIONS:
            raise Unsupported(f"it uses {function}()")
        return STEADY_FUNCTIONS[function](self.level - self.slope * offset, self.slope * seconds, seconds)


# Of the value at the end of a range, how much that is more than at its beginning, and its seconds.
STEADY_FUNCTIONS: dict[str, Callable[[float, float, int], float]] = {
    "rate": lambda value, change, seconds: change / seconds,
    "irate": lambda value, change, seconds: change / seconds,
    "deriv": lambda value, change, seconds: change / seconds,
    "increase": lambda value, change, seconds: change,
    "delta": lambda value, change, seconds: change,
    "avg_over_time": lambda value, change, seconds: value - change / 2,
    "min_over_time": lambda value, change, seconds: value - max(0.0, change),
    "max_over_time": lambda value, change, seconds: value - min(0.0, change),
    "last_over_time": lambda value, change, seconds: value,
    "present_over_time": lambda value, change, seconds: 1.0,
}


class InputSeries(NamedTuple):
    """One series and its course."""

    labels: LabelSet
    course: Course


World: TypeAlias = Mapping[str, list[InputSeries]]
"""The series that there are, by metric name."""


def world(series: Iterable[InputSeries]) -> dict[str, list[InputSeries]]:
    by_name: dict[str, list[InputSeries]] = {}
    for each in series:
        by_name.setdefault(each.labels.get(NAME, ""), []).append(each)
    return by_name


class NotFinite(Unsupported):
    """Nothing can be expected of NaN or infinity, which are equal to nothing or to too much."""


def evaluate(expr: Expr, series: World, *, finite: bool = True) -> Vector:
    """The instant vector that the expression gives; a number is a vector without labels.

    Raises Unsupported, and with `finite` NotFinite where a value is NaN or infinite.
    """
    found = _value(expr, series)
    vector = found if isinstance(found, dict) else {frozenset(): found}
    if finite and not all(map(math.isfinite, vector.values())):
        raise NotFinite("its value is not finite")
    return vector


def _value(expr: Expr, series: World) -> Value:
    match expr:
        case Number(literal):
            return float(literal)
        case User(source):
            return _value(to_tree(source), series)
        case Selector(_, 0, offset):
            read = ((each, each.course.at(offset)) for each in _selected(expr, series))
            return {_labels(each, keep_name=True): value for each, value in read if value is not None}
        case Selector():
            raise Unsupported("it is a range")
        case Aggregate(operation, by, inner):
            return _aggregated(operation, by, _vector(inner, series))
        case Binary():
            return _binary(expr, _value(expr.left, series), _value(expr.right, series))
        case Call(function, arguments):
            return _call(function, arguments, series)
        case Subquery():
            raise Unsupported("it holds a subquery")
        case Quoted():
            raise Unsupported("it computes with text")
        case Hole() | Seconds():
            raise Unsupported("its window is not known yet")


def _vector(expr: Expr, series: World) -> Vector:
    found = _value(expr, series)
    if not isinstance(found, dict):
        raise Unsupported("it aggregates a number")
    return found


def _selected(selector: Selector, series: World) -> list[InputSeries]:
    matchers = selector.series.matchers
    name = next((each.value for each in matchers if each.label == NAME), "")
    return [each for each in series.get(name, ()) if selects(matchers, each.labels)]


def _labels(series: InputSeries, *, keep_name: bool = False) -> Labels:
    return frozenset(pair for pair in series.labels.items() if keep_name or pair[0] != NAME)


def _aggregated(operation: str, by: tuple[str, ...], vector: Vector) -> Vector:
    if operation not in AGGREGATES:
        raise Unsupported(f"it uses {operation}()")
    groups: dict[Labels, list[float]] = {}
    for labels, value in vector.items():
        groups.setdefault(frozenset(pair for pair in labels if pair[0] in by), []).append(value)
    return {labels: AGGREGATES[operation](values) for labels, values in groups.items()}


_OVER_TIME = frozenset({*STEADY_FUNCTIONS, "sum_over_time", "count_over_time"})


def _call(function: str, arguments: tuple[Expr, ...], series: World) -> Value:
    if function in _OVER_TIME:
        return _over_time(function, arguments, series)
    if function == "label_replace":
        return _labelled(arguments, series)
    values = [_value(each, series) for each in arguments]
    first = values[0] if values else 0.0
    match function, values[1:]:
        case "vector", []:
            return {frozenset(): first} if not isinstance(first, dict) else first
        case "absent", []:
            return {} if first else {frozenset(): 1.0}
        case "topk", [dict(vector)] if isinstance(first, float):
            return _largest(int(first), vector)
        case "clamp_min", [float(least)]:
            return _mapped(first, clamp(least, math.inf))
        case "clamp_max", [float(most)]:
            return _mapped(first, clamp(-math.inf, most))
        case _, [] if function in FUNCTIONS:
            return _mapped(first, FUNCTIONS[function])
        case _:
            raise Unsupported(f"it uses {function}()")


def _labelled(arguments: tuple[Expr, ...], series: World) -> Vector:
    """A label that is set whatever the others are: what matches the empty pattern is the label without a name."""
    match arguments:
        case (inner, Quoted(label), Quoted(value), Quoted(""), Quoted("")):
            found = _vector(inner, series)
            return {
                frozenset({*(pair for pair in labels if pair[0] != label), (label, value)}): each
                for labels, each in found.items()
            }
        case _:
            raise Unsupported("it uses label_replace()")


def _largest(count: int, vector: Vector) -> Vector:
    """Largest first, as Prometheus gives them at one moment. Which of two equal ones comes first, nobody knows."""
    if len(set(vector.values())) < len(vector):
        raise Unsupported("topk() of equal values")
    return dict(sorted(vector.items(), key=lambda pair: -pair[1])[:count])


def _mapped(value: Value, change: Callable[[float], float]) -> Vector:
    if not isinstance(value, dict):
        raise Unsupported("it applies a function to a number")
    return {_nameless(labels): change(each) for labels, each in value.items()}


def _nameless(labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != NAME)


def _over_time(function: str, arguments: tuple[Expr, ...], series: World) -> Vector:
    selector = arguments[-1]
    if not isinstance(selector, Selector) or not selector.range:
        raise Unsupported(f"{function}() reads something else than a selector")
    read = (
        (each, each.course.over(function, selector.range, selector.offset))
        for each in _selected(selector, series)
    )
    # The last sample is the series itself; what the others compute has no name.
    named = function == "last_over_time"
    return {_labels(each, keep_name=named): value for each, value in read if value is not None}


def _binary(expr: Binary, left: Value, right: Value) -> Value:
    if isinstance(left, dict) and isinstance(right, dict):
        if expr.operator in ("and", "or", "unless"):
            return _set_operation(expr, left, right)
        return _matched(expr, left, right)
    if isinstance(left, dict) and not isinstance(right, dict):
        return _each(expr, {labels: (value, right) for labels, value in left.items()})
    if isinstance(right, dict) and not isinstance(left, dict):
        return _each(expr, {labels: (left, value) for labels, value in right.items()}, shown=1)
    assert not isinstance(left, dict) and not isinstance(right, dict)
    return _each(expr, {frozenset(): (left, right)}).get(frozenset(), 0.0)


def _each(expr: Binary, pairs: Mapping[Labels, tuple[float, float]], shown: int = 0) -> Vector:
    """A comparison keeps the value of the vector that it filters (`shown`: which side that is)."""
    if expr.operator in ARITHMETIC:
        compute = ARITHMETIC[expr.operator]
        return {_nameless(labels): compute(*pair) for labels, pair in pairs.items()}
    if expr.operator not in COMPARISONS:
        raise Unsupported(f"it uses `{expr.operator}`")
    holds = COMPARISONS[expr.operator]
    if expr.returns_bool:
        return {_nameless(labels): float(holds(*pair)) for labels, pair in pairs.items()}
    return {labels: pair[shown] for labels, pair in pairs.items() if holds(*pair)}


def _key(expr: Binary, labels: Labels) -> Labels:
    return frozenset(pair for pair in labels if pair[0] != NAME and (expr.on is None or pair[0] in expr.on))


def _matched(expr: Binary, left: Vector, right: Vector) -> Vector:
    others = {_key(expr, labels): value for labels, value in right.items()}
    if len(others) < len(right) or len({_key(expr, labels) for labels in left}) < len(left):
        raise Unsupported("several series match one")
    return _each(
        expr,
        {
            # `on` leaves no other label; without it, a comparison that filters keeps the name as well.
            labels if expr.on is None else _key(expr, labels): (value, others[_key(expr, labels)])
            for labels, value in left.items()
            if _key(expr, labels) in others
        },
    )


def _set_operation(expr: Binary, left: Vector, right: Vector) -> Vector:
    keys = {_key(expr, labels) for labels in right}
    if expr.operator == "or":
        known = {_key(expr, labels) for labels in left}
        return left | {labels: value for labels, value in right.items() if _key(expr, labels) not in known}
    wanted = expr.operator == "and"
    return {labels: value for labels, value in left.items() if (_key(expr, labels) in keys) is wanted}
