"""Every query of every generated dashboard: it parses, it reads what the rules record, and no replica counts twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import promql_parser as pp
import pytest

from slosmith import naming
from slosmith.artifact import Artifact
from slosmith.contract import Contract
from slosmith.plan.model import Alert, Plan
from slosmith.promql.expr import text
from slosmith.promql.matchers import selected
from slosmith.promql.structure import children
from slosmith.verify.dashboard_queries import Query, filled, metric_of, queries, verify
from slosmith.verify.dashboards import dashboards

from .conftest import artifacts_of, plan_of

# Prometheus makes these of our alerts.
ALERTS = {"ALERTS", "ALERTS_FOR_STATE"}
# Recorded every five minutes, which is as long as an instant selector looks back.
SLOW = {naming.ERROR_RATIO_WINDOW, naming.BUDGET_REMAINING, naming.DATA_COVERAGE}


def asked(case: str) -> list[Query]:
    return [query for each in dashboards(artifacts_of(case)) for query in queries(each.data)]


def metrics(expr: str) -> set[str]:
    return {metric_of(matchers) for matchers in selected(pp.parse(expr))}


def hand_written(plan: Plan) -> set[str]:
    """What the user's own alerts read."""
    return {
        metric
        for service in plan.services
        for group in service.alert_groups
        for rule in group.rules
        if isinstance(rule, Alert)
        for metric in metrics(text(rule.expr))
    }


def promised(contract: Contract, metric: str) -> bool:
    return contract.series(metric) is not None


def test_every_query_parses_and_reads_what_is_recorded_or_promised(case: str) -> None:
    plan = plan_of(case)
    assert verify(artifacts_of(case)) == ()
    for query in asked(case):
        others = {each for each in metrics(query.expr) if not each.startswith("slo:")} - ALERTS
        unknown = {each for each in others if not promised(plan.contract, each)}
        assert unknown <= (set() if plan.contract else hand_written(plan)), query


def test_there_are_many_queries() -> None:
    """A walk that finds nothing finds no fault either."""
    found = asked("virtengine")
    assert len(found) > 300
    places = {query.place.split()[0] for query in found}
    assert places == {"panel", "annotation", "variable"}


def test_every_name_of_a_recording_is_read_somewhere() -> None:
    read = {metric for query in asked("dashboards") for metric in metrics(query.expr)}
    recorded = {
        value for value in vars(naming).values() if isinstance(value, str) and value.startswith("slo:")
    }
    steps = {naming.SLI_MIN, naming.SLI_MAX, naming.SLICE_GOOD, naming.SLICE_SEEN}
    assert recorded - read == steps, "answers and slices are steps on the way"


NAMES = [
    *sorted({naming.ERRORS_RATE, naming.EVENTS_RATE, naming.TARGET_RATIO, naming.INFO, *SLOW}),
    "slo:error_ratio:rate1h",
    "slo:error_ratio:rate30m",
    "slo:error_ratio_all:rate20m",
]


@pytest.mark.parametrize("name", NAMES)
def test_breaking_a_recorded_name_is_noticed(name: str) -> None:
    broken = [_renamed(each, name) for each in artifacts_of("dashboards")]
    said = [each.message for each in verify(broken)]
    assert said
    assert all(f"no rule records `{name}" in each for each in said)


@pytest.mark.parametrize(
    ("label", "other"), [("slo: SLO-SHOP-001", "slo: SLO-SHOP-999"), ("service: shop", "service: store")]
)
def test_breaking_a_recorded_label_is_noticed(label: str, other: str) -> None:
    broken = [
        replace(each, text=each.text.replace(label, other)) if "rules" in each.path else each
        for each in artifacts_of("dashboards")
    ]
    assert any("no rule records" in each.message for each in verify(broken))


def _renamed(artifact: Artifact, name: str) -> Artifact:
    if not artifact.path.startswith("prometheus/rules/"):
        return artifact
    return replace(artifact, text=re.sub(rf"{re.escape(name)}\b", f"{name}_x", artifact.text))


def test_no_replica_counts_twice(case: str) -> None:
    """Whatever is read is at once reduced to its identity."""
    for query in asked(case):
        if not query.place.startswith("variable"):
            for path in _paths(pp.parse(query.expr), ()):
                _assert_reduced(query, path)


def _assert_reduced(query: Query, path: tuple[Any, ...]) -> None:
    metric = path[-1].name or ""
    if not metric.startswith("slo:") and metric not in ALERTS:
        return
    reducing = [each for each in path if isinstance(each, pp.AggregateExpr)]
    innermost = reducing[-1] if reducing else None
    assert innermost is not None, query
    assert str(innermost.op) in ("max", "min"), query
    assert innermost.modifier is not None, query
    by = set(innermost.modifier.labels)
    identities = ({"slo", "service"}, {"alertname"})[: 1 if metric.startswith("slo:") else 2]
    assert any(by >= identity for identity in identities), query


def test_slow_recordings_are_read_over_a_range(case: str) -> None:
    for query in asked(case):
        if query.place.startswith("variable"):
            continue
        for path in _paths(pp.parse(query.expr), ()):
            if path[-1].name in SLOW:
                assert isinstance(path[-2], pp.MatrixSelector), query
                assert isinstance(path[-3], pp.Call), query
                assert path[-3].func.name == "last_over_time", query
                assert path[-2].range.total_seconds() == 900, query


def _paths(node: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """For each selector the nodes on the way to it, outermost first."""
    if isinstance(node, pp.MatrixSelector):
        yield (*above, node, node.vector_selector)
    elif isinstance(node, pp.VectorSelector):
        yield (*above, node)
    for child in children(node):
        yield from _paths(child, (*above, node))


@pytest.mark.parametrize(
    ("expr", "names", "expected"),
    [
        ('up{job=~"$job"}', ["job"], 'up{job=~".*"}'),
        ('up{job=~"${job:regex}"}', ["job"], 'up{job=~".*"}'),
        ('up{job=~"$jobs|x$"}', ["job"], 'up{job=~"$jobs|x$"}'),
        ("rate(up[$__rate_interval])", [], "rate(up[5m])"),
        ("rate(up[${__interval}])", ["x"], "rate(up[5m])"),
        ('label_replace(up, "a", "$1", "b", "(.*)")', ["job"], 'label_replace(up, "a", "$1", "b", "(.*)")'),
    ],
)
def test_variables_are_filled_in(expr: str, names: list[str], expected: str) -> None:
    assert filled(expr, names) == expected
