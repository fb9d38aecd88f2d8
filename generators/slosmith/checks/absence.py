"""SLIs that have a value even when nothing is scraped: the alert on missing data can never fire."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import slos
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.absence import query_survives
from slosmith.promql.window import fill_window
from slosmith.spec import Spec
from slosmith.spec.sli import Query, Role
from slosmith.units import HOUR


def can_vanish(spec: Spec) -> Iterator[Diagnostic]:
    for place in slos(spec):
        for query in _deciding(tuple(place.slo.sli.queries())):
            if query_survives(fill_window(query.source, HOUR)):
                yield diagnose(
                    "never-absent",
                    f"`{query.key}` has a value even while none of its series exist, so NoData never fires",
                    place.origin.at("sli", *query.path).span(),
                    "watch the series with an alert of their own, or remove what replaces them:"
                    " `or vector(0)`, absent(), a constant",
                )


def _deciding(queries: tuple[Query, ...]) -> Iterator[Query]:
    """Those that say whether there are data: a slice, all events, or a ratio that nothing weighs."""
    weighed = any("events" in each.path for each in queries)
    for each in queries:
        instant, whole = each.role is Role.INSTANT, bool({"total", "events"} & set(each.path))
        if instant or whole or (each.role is Role.RATIO and not weighed):
            yield each
