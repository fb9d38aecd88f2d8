"""Hand-written alerts that Prometheus accepts and that still fire never, or for ever."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import AlertPlace, alerts
from slosmith.checks.typed import declarations, evaluated
from slosmith.contract import Contract
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.matching.matcher import NAME
from slosmith.origin import Origin
from slosmith.promql.labels import Kept
from slosmith.promql.parsed import Parsed, Unparsable, parse
from slosmith.promql.types import judge
from slosmith.spec import Spec
from slosmith.spec.alert_template import labels_read
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.whole import contract_of


def has_condition(spec: Spec) -> Iterator[Diagnostic]:
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if isinstance(parsed, Unparsable) or parsed.kind != "vector" or place.alert.levels:
            continue
        if not parsed.has_condition:
            yield diagnose(
                "no-condition",
                "the expression has no condition, so the alert fires as long as its series exist",
                place.origin.at("expr").span(),
                "compare it with a threshold, as in `... > 5`",
            )


def plain_ladder(spec: Spec) -> Iterator[Diagnostic]:
    """What a comparison leaves is compared again by each level, and seldom as somebody meant it."""
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if place.alert.levels and isinstance(parsed, Parsed) and parsed.compares:
            yield diagnose(
                "ladder-compares",
                "the expression compares already, and `levels` would compare what is left of it",
                place.origin.at("expr").span(),
                "remove the comparison, since each level has one of its own; or accept this where it is a filter",
            )


def kept_labels(spec: Spec) -> Iterator[Diagnostic]:
    """A text that names a label which the expression surely lacks has a hole in it."""
    declared = declarations(contract_of(spec))
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if isinstance(parsed, Unparsable) or parsed.kind != "vector":
            continue
        found = judge(evaluated(place.alert.expr, parsed, rated=False), declared).type
        # Of an expression that never gives anything something else is said.
        for template, origin in () if found.empty else _texts(place):
            for name in labels_read(template):
                # Versions of Prometheus differ in where they keep the metric's name.
                if name != NAME and found.labels.never(name):
                    yield diagnose(
                        "label-lost",
                        f"`{name}` is no label of what the expression gives, so it is empty here",
                        origin.span(),
                        did_you_mean(name, found.labels.expected() | found.labels.may)
                        or f"keep it, as in `max by ({name}) (...)`",
                    )


def _texts(place: AlertPlace) -> Iterator[tuple[str, Origin]]:
    alert, origin = place.alert, place.origin
    for key, text in (("summary", alert.summary), ("description", alert.description)):
        if text is not None:
            yield text, origin.at(key)
    for key, texts in (("labels", alert.labels), ("annotations", alert.annotations)):
        yield from ((text, origin.at(key, name)) for name, text in texts.items())


def matched_division(spec: Spec) -> Iterator[Diagnostic]:
    """By the instrumentation contract, one side has labels that the other does not, or comes from another service."""
    contract = contract_of(spec)
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        for one, other in parsed.divisions if isinstance(parsed, Parsed) else ():
            if difference := _difference(one, other, contract):
                yield diagnose(
                    "unmatched-division",
                    f"`{one.metric}` and `{other.metric}` differ in {difference}, so that no series of one matches one of the other",
                    place.origin.at("expr").span(),
                    "aggregate both sides to the same labels, as in `sum(rate(a[5m])) / sum(rate(b[5m]))`",
                )


def _difference(one: Kept, other: Kept, contract: Contract) -> str:
    left, right = contract.series(one.metric), contract.series(other.metric)
    if left is None or right is None:
        return ""
    labels = (frozenset(left[0].labels) - one.dropped) ^ (frozenset(right[0].labels) - other.dropped)
    if labels:
        return f"the label `{min(labels)}`"
    return "their `job`" if left[0].service != right[0].service and "job" not in one.dropped else ""
