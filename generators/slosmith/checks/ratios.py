"""Ratios of what is no part of a whole, or no number of events: one function for each code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from slosmith.checks.ratio_pairs import Ratio, ratios
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.matching.matcher import Matcher, Matchers
from slosmith.promql.types import Kind, Unit
from slosmith.promql.types.contradiction import contradiction
from slosmith.promql.types.tree import Binary, Call, Selector, metric, tree, walk
from slosmith.spec import Spec
from slosmith.spec.types import shown

# Where less is better. Of sizes and speeds it may be worse.
_SECONDS = re.compile(r"_(?:seconds|milliseconds|ms|duration|latency)(?:_|$)")


def found(spec: Spec) -> Iterator[Diagnostic]:
    for each in ratios(spec):
        for rule in _RULES:
            yield from rule(each)


def outside_total(each: Ratio) -> Iterator[Diagnostic]:
    """Events that cannot be among all events: the matchers of the two contradict each other."""
    label = _contradiction(each)
    if label:
        yield diagnose(
            "bad-outside-total",
            f"`{each.part}` and `total` ask for different values of `{label}`, so that they have no events in common",
            each.origin.span(),
            "`total` must select the events of `bad` and the good ones: leave the label out of `total`",
        )


def _contradiction(ratio: Ratio) -> str:
    """The label, if every selector of the one side contradicts every selector of the other, all of one metric."""
    ours = [read for read in ratio.parsed.reads if read.matchers]
    others = [read for read in ratio.parsed_total.reads if read.matchers]
    if not ours or not others or len({read.metric for read in (*ours, *others)}) > 1:
        return ""
    labels = [_apart(one.matchers, other.matchers) for one in ours for other in others]
    return labels[0] if all(labels) else ""


def _apart(one: Matchers, other: Matchers) -> str:
    """Buckets are cumulative: those of one bound hold events of the others."""
    found = contradiction(_without_bounds(one) + _without_bounds(other))
    return found[0].label if found else ""


def _without_bounds(matchers: Matchers) -> tuple[Matcher, ...]:
    return tuple(each for each in matchers if each.label not in ("le", "__name__"))


def fast_as_bad(each: Ratio) -> Iterator[Diagnostic]:
    """Buckets count from below: those of `le` are the events that were fast enough."""
    if each.part != "bad":
        return
    for read in each.parsed.reads:
        base = read.metric.removesuffix("_bucket")
        bound = next((m.value for m in read.matchers if m.label == "le" and m.operator == "="), "+Inf")
        wholes = {other.metric for other in each.parsed_total.reads}
        subtracted = len(each.parsed.reads) > 1
        named = base != read.metric and bound != "+Inf" and _SECONDS.search(base)
        if named and not subtracted and wholes & {f"{base}_count", read.metric}:
            yield diagnose(
                "bucket-as-bad",
                f'`{shown(read.metric)}` with le="{shown(bound)}" counts the events that took no longer than that',
                each.origin.span(),
                "name them as `good`, or write `latency: {histogram, threshold}`",
            )


def not_events(each: Ratio) -> Iterator[Diagnostic]:
    """Events per second on the one side, and seconds, or yes and no, on the other."""
    counted, total = each.type_of(f"sum({each.counted})"), each.type_of(f"sum({each.total})")
    if _quantile(each.counted):
        message = f"`{each.part}` is a quantile, and no number of events"
        hint = "count events: `latency: {histogram, threshold}` takes the slow ones from the buckets"
    elif each.type_of(each.counted).kind is Kind.STATE and total.unit == "events per second":
        message = f"`{each.part}` is 0 or 1, and `total` counts events per second"
        hint = "a condition on a value is a `time_slice`; `ratio` counts events on both sides"
    elif _apart_in_unit(counted.unit, total.unit):
        message = f"`{each.part}` counts {counted.unit}, and `total` {total.unit}"
        hint = "count the same on both sides"
    else:
        return
    yield diagnose("not-events", message, each.origin.span(), hint)


def _apart_in_unit(one: Unit, other: Unit) -> bool:
    """Not by the window alone, which has a check of its own."""
    if not one or not other:
        return False
    return one.removesuffix(" per second") != other.removesuffix(" per second")


def _quantile(source: str) -> bool:
    """Whether the result is a quantile, perhaps compared or aggregated."""
    node = tree(source) if "histogram_quantile" in source else None
    while isinstance(node, Binary):
        node = node.left
    return isinstance(node, Call) and node.function == "histogram_quantile"


def hidden_by_or(each: Ratio) -> Iterator[Diagnostic]:
    """Series of the same labels: `or` keeps those on the left, and the right ones are not counted."""
    for key, source in ((each.part, each.counted), ("total", each.total)):
        hidden = _hidden(source) if " or " in source else ""
        if hidden:
            yield diagnose(
                "or-hides",
                f"`or` drops each series of `{hidden}` whose labels a series on the left has too",
                each.place.origin.at("sli", "ratio", key).span(),
                f"write a list, whose items are added up: `{key}: [a_total, b_total]`",
            )


def _hidden(source: str) -> str:
    """The metric on the right of an `or` between two that keep their labels and lost their names."""
    for node in walk(tree(source)):
        match node:
            case Binary("or", Call(arguments=(Selector() as left,)), Call(arguments=(Selector() as right,))):
                names = metric(left), metric(right)
                apart = contradiction(_without_bounds(left.matchers) + _without_bounds(right.matchers))
                if all(names) and names[0] != names[1] and not apart:
                    return names[1]
            case _:
                pass
    return ""


def zero_for_good(each: Ratio) -> Iterator[Diagnostic]:
    """Missing good events read as none: a total outage, where only the series or the bucket is gone."""
    if each.part != "good" or "vector" not in each.counted:
        return
    root = tree(each.counted)
    if (
        isinstance(root, Binary)
        and root.operator == "or"
        and isinstance(root.right, Call)
        and root.right.function == "vector"
    ):
        yield diagnose(
            "or-zero",
            "where the good events are missing, `or vector(0)` makes every event bad",
            each.origin.span(),
            "remove it: their absence raises an alert of its own",
        )


_RULES: tuple[Callable[[Ratio], Iterator[Diagnostic]], ...] = (
    outside_total,
    fast_as_bad,
    not_events,
    hidden_by_or,
    zero_for_good,
)
