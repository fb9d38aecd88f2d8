"""Hand-written alerts that Prometheus accepts and that still fire never, or for ever."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import alerts
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.parsed import Parsed, Unparsable, parse
from slosmith.spec import Spec


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


def matched_division(spec: Spec) -> Iterator[Diagnostic]:
    for place in alerts(spec):
        parsed = parse(place.alert.expr)
        if isinstance(parsed, Parsed) and parsed.divides_unmatched:
            yield diagnose(
                "unmatched-division",
                "both sides of the division keep the labels of different metrics; where they differ, nothing matches",
                place.origin.at("expr").span(),
                "aggregate both sides to the same labels, as in `sum(rate(a[5m])) / sum(rate(b[5m]))`",
            )
