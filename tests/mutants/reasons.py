"""Why some faults are not noticed. Whatever survives and is not here is a hole in the tests."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from slosmith.naming import SLICE_GOOD
from slosmith.plan.model import Alert
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector, Subquery
from slosmith.signal import Unit
from tests.mutants.play import Specimen


class Reason(NamedTuple):
    """Why no test notices a fault. `equivalent`: nobody could, since nothing that can be seen is changed."""

    text: str
    equivalent: bool = True


def reason(specimen: Specimen) -> Reason | None:
    slo, mutant = specimen.slo, specimen.mutant
    way = _way(specimen.original.expr, mutant.rule.expr)
    in_zero = any(_is_zero(each) for each in way)
    if mutant.kind == "window" and in_zero:
        return Reason("multiplied by zero: only whether there are events counts, and not over how long")
    if isinstance(specimen.original, Alert) and (in_zero or mutant.kind == "`or 0 *` removed"):
        return Reason("multiplied by zero, and zero alerts nobody")
    if in_zero and mutant.kind == "sum":
        return Reason("multiplied by zero: only whether there are events counts, and not how many")
    if in_zero and "without its matchers" in mutant.what and ":error_ratio:" in mutant.rule.name:
        return Reason("multiplied by zero, and where only other events are there is no ratio")
    if in_zero and "without its matchers" in mutant.what:
        return Reason("zero errors, recorded where there are no events, add nothing to any window", False)
    if mutant.kind == "window" and any(_is_between(each) for each in way):
        return Reason(
            "a slice between two bounds needs both readings, and only one of them looks further back"
        )
    if ":error_ratio:" in mutant.rule.name and _is_of_no_events(way):
        return Reason("errors of no events at all, and of these there is no ratio")
    if slo.zero_tolerance and any(map(_is_difference_of_births, way)) and _is_newborn(way):
        return Reason("errors that are born are what two births differ by, and the other one is none")
    if slo.zero_tolerance and mutant.kind != "window" and _is_in_sight(way):
        return Reason("what was there and is lower now has restarted, which rate() sees")
    if mutant.kind == "window" and _is_newborn(way):
        return Reason(
            "a counter that is younger than the offset has no older samples", "offset" not in str(way[-1])
        )
    if mutant.kind == "window" and way and _is_other_groups_ratio(way[-1]):
        return Reason(
            "how far back a ratio of another group is looked for: a grace for groups that run at once"
        )
    if not slo.group_by and mutant.rule.name == f"{slo.alert_name}NoData" and _is_left_of_absent(way):
        return Reason("without groups absent() speaks for the same alert as soon as the data are gone")
    if "without its matchers" in mutant.what and any(_is_unless(*pair) for pair in pairwise(way)):
        return Reason(
            "`unless` holds each series against itself, so more of them on its right change nothing"
        )
    if slo.signal.unit is Unit.SLICES and mutant.kind == "window" and "slo:slice:" in str(way[-1]):
        return Reason(
            "evaluations here are over an hour apart, so one minute of memory looks like two", False
        )
    if slo.signal.unit is Unit.TIME and mutant.kind == "`> 0` removed":
        return Reason("no level is made up at which the ratio is below zero", False)
    if ":error_ratio:" in mutant.rule.name and way and _is_not_below_zero(way[-1]):
        return Reason("no events are made up of which the ratio is below zero", False)
    if mutant.kind == "`> 0` removed" and mutant.rule.name == SLICE_GOOD:
        return Reason("the result of a probe is 0 or 1 already")
    if slo.inputs.gauges and "without its matchers" in mutant.what:
        return Reason("no gauges are made up beside those that count", False)
    if mutant.kind == "sum" and not slo.inputs.free:
        return Reason("one series is made up for each selector of a user's own expression", False)
    if mutant.kind == "sum" and slo.zero_tolerance:
        return Reason("no two series have errors at once, since one error is too many", False)
    if slo.inputs.reason:
        return Reason("its series cannot be made up, and its test file says so", False)
    return None


def _way(old: Expr, new: Expr) -> list[Expr]:
    """The nodes from the root down to the one that was changed."""
    way = [old]
    while True:
        pairs = [(a, b) for a, b in zip(_below(way[-1]), _below(new), strict=False) if a != b]
        if type(way[-1]) is not type(new) or len(pairs) != 1 or _label(way[-1]) != _label(new):
            return way
        (old, new) = pairs[0]
        way.append(old)


def _below(expr: Expr) -> tuple[Expr, ...]:
    match expr:
        case Call(_, arguments):
            return arguments
        case Aggregate(_, _, inner) | Subquery(inner):
            return (inner,)
        case Binary(_, left, right):
            return (left, right)
        case _:
            return ()


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


def _is_zero(expr: Expr) -> bool:
    match expr:
        case Binary("*", Number("0"), _):
            return True
        case _:
            return False


def _is_of_no_events(way: list[Expr]) -> bool:
    """In `... or events == 0`, with which an expression of the user's own is weighted: what is right of the `or`."""
    for each, below in pairwise((*way, None)):
        match each:
            case Binary("or", _, Binary("==", _, Number("0")) as right) if below is None or below is right:
                return True
            case _:
                pass
    return False


def _is_not_below_zero(expr: Expr) -> bool:
    match expr:
        case Binary(">=", _, Number("0")):
            return True
        case _:
            return False


def _is_between(expr: Expr) -> bool:
    match expr:
        case Binary("*", Binary(">=", _, _, _, True), Binary("<=", _, _, _, True)):
            return True
        case _:
            return False


def _is_difference_of_births(expr: Expr) -> bool:
    match expr:
        case Binary("-", left, right):
            return "min_over_time" in str(left) and "min_over_time" in str(right) and "rate" not in str(left)
        case _:
            return False


def _is_in_sight(way: list[Expr]) -> bool:
    """In `min_over_time(x[w]) unless x offset w`, which stands to the left of what has only returned."""
    return any(
        isinstance(each, Binary) and each.operator == "unless" and isinstance(each.left, Call) for each in way
    )


def _is_newborn(way: list[Expr]) -> bool:
    """In `min_over_time(x[w]) unless x offset w`: one of its windows, which differ by less than a scrape."""
    return any(
        isinstance(each, Binary) and each.operator == "unless" and "min_over_time" in str(each)
        for each in way
    )


def _is_unless(expr: Expr, below: Expr) -> bool:
    """Whether `below` is on the right of an `unless` that compares all labels."""
    match expr:
        case Binary("unless", _, right, None):
            return below is right
        case _:
            return False


def _is_other_groups_ratio(expr: Expr) -> bool:
    return isinstance(expr, Selector) and expr.series.startswith("slo:error_ratio") and expr.range > 0


def _is_left_of_absent(way: list[Expr]) -> bool:
    """In `gone or on () absent(...)`: somewhere in what is gone."""
    match way:
        case [Binary("or", left, _), second, *_]:
            return second == left
        case _:
            return False


def unexplained(survivors: list[Specimen]) -> list[str]:
    return [str(each) for each in survivors if not reason(each)]
