"""Thresholds of levels and durations of `for` that keep a hand-written alert from ever firing."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import AlertPlace, alerts
from slosmith.checks.typed import declarations, evaluated
from slosmith.checks.typed_words import bounds
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.types import judge
from slosmith.promql.types.tree import Aggregate, Binary, Call, Number, Selector, tree
from slosmith.spec import Spec
from slosmith.spec.whole import contract_of
from slosmith.units import decimal_text, duration

# What one event changes for as long as the range reaches back to it.
_OF_EVENTS = frozenset({"increase", "changes", "resets"})


def unreachable_levels(spec: Spec) -> Iterator[Diagnostic]:
    declared = declarations(contract_of(spec))
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if not place.alert.levels or not isinstance(parsed, Parsed) or parsed.kind != "vector":
            continue
        source = evaluated(place.alert.expr, parsed, rated=False)
        found = judge(source, declared).type
        for index, level in enumerate(place.alert.levels):
            sign, value = level.condition()
            if not found.empty and judge(f"({source}) {sign} {decimal_text(value)}", declared).type.empty:
                yield diagnose(
                    "never-true",
                    f"no value satisfies `{sign} {decimal_text(value)}`: the expression {bounds(found.values)}",
                    place.origin.at("levels", index).span(),
                    "correct the threshold",
                )


def outlasting(spec: Spec) -> Iterator[Diagnostic]:
    """`increase(x[r]) > 0` holds for r after an event; with a `for` of r or more, a single event never fires it."""
    for place in alerts(spec):
        waits = [place.alert.for_, *(level.for_ for level in place.alert.levels if level.for_ is not None)]
        seconds = max(waits)
        reach = _reach(place)
        if reach and seconds >= reach:
            yield diagnose(
                "for-outlasts",
                f"one event keeps the expression above 0 for {duration(reach)}, and `for: {duration(seconds)}` waits longer: "
                "it never fires for a single event",
                place.origin.at("for").span() if place.alert.for_ else place.origin.at("expr").span(),
                f"use a `for` below {duration(reach)} or a longer range; accept this if only repeated events matter",
            )


def _reach(place: AlertPlace) -> int:
    """The range of an expression that one event lifts above its threshold of 0; 0 for any other."""
    parsed = parse(place.alert.expr)
    if not isinstance(parsed, Parsed) or not parsed.functions & _OF_EVENTS or place.alert.levels:
        return 0
    node = tree(evaluated(place.alert.expr, parsed, rated=False))
    match node:
        case Binary(">", inner, Number(0.0), _, False):
            pass
        case _:
            return 0
    while isinstance(inner, Aggregate):
        inner = inner.inner
    match inner:
        case Call(function, (Selector(range=reach),)) if function in _OF_EVENTS:
            return int(reach)
        case _:
            return 0
