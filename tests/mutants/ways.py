"""Where in an expression a fault is: the nodes from the root down to the one that was changed, and what they are for."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector, parts

Way: TypeAlias = tuple[Expr, ...]


def way(old: Expr, new: Expr) -> Way:
    found = [old]
    while True:
        pairs = [(a, b) for a, b in zip(parts(found[-1]), parts(new), strict=False) if a != b]
        if type(found[-1]) is not type(new) or len(pairs) != 1 or _label(found[-1]) != _label(new):
            return tuple(found)
        (old, new) = pairs[0]
        found.append(old)


def _label(expr: Expr) -> object:
    match expr:
        case Call(function, arguments):
            return function, len(arguments)
        case Aggregate(operation, by, _):
            return operation, by
        case Binary(operator, _, _, on, as_bool):
            return operator, on, as_bool
        case _:
            return expr


def in_zero(way: Way) -> bool:
    """In `0 * ...`."""
    return any(isinstance(each, Binary) and each.operator == "*" and each.left == Number("0") for each in way)


def in_no_events(way: Way) -> bool:
    """In `... or events == 0`, with which an expression of the user's own is weighted: what is right of the `or`."""
    for each, below in pairwise((*way, None)):
        match each:
            case Binary("or", _, Binary("==", _, Number("0")) as right) if below is None or below is right:
                return True
            case _:
                pass
    return False


def at_zero_or_more(way: Way) -> bool:
    match way[-1]:
        case Binary(">=", _, Number("0")):
            return True
        case _:
            return False


def in_two_bounds(way: Way) -> bool:
    return any(
        isinstance(each, Binary)
        and [getattr(side, "operator", "") for side in (each.left, each.right)] == [">=", "<="]
        for each in way
    )


def in_difference_of_births(way: Way) -> bool:
    for each in way:
        match each:
            case Binary("-", left, right) if "min_over_time" in str(left) and "min_over_time" in str(right):
                if "rate" not in str(left):
                    return True
            case _:
                pass
    return False


def in_sight(way: Way) -> bool:
    """In `min_over_time(x[w]) unless x offset w`, which stands to the left of what has only returned."""
    return any(
        isinstance(each, Binary) and each.operator == "unless" and isinstance(each.left, Call) for each in way
    )


def in_births(way: Way) -> bool:
    """In `min_over_time(x[w]) unless x offset w`: one of its windows, which differ by less than a scrape."""
    return any(
        isinstance(each, Binary) and each.operator == "unless" and "min_over_time" in str(each)
        for each in way
    )


def right_of_unless(way: Way) -> bool:
    """On the right of an `unless` that compares all labels."""
    return any(
        isinstance(each, Binary) and each.operator == "unless" and each.on is None and below is each.right
        for each, below in pairwise(way)
    )


def in_ratio_of_another_group(way: Way) -> bool:
    expr = way[-1]
    return isinstance(expr, Selector) and expr.series.metric.startswith("slo:error_ratio") and expr.range > 0


def left_of_absent(way: Way) -> bool:
    """In `gone or on () absent(...)`: somewhere in what is gone."""
    match way:
        case [Binary("or", left, _), second, *_]:
            return second == left
        case _:
            return False
