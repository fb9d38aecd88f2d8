"""Every query of every dashboard returns data on a system that is three days old."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from slosmith.naming import BUDGET_REMAINING
from slosmith.plan.rule_files import hand_written_alerts
from slosmith.promql.expr import text
from tests.e2e.conftest import Running, firing
from tests.e2e.stack import wait_until

# What Grafana would put in; `All` is a regular expression that takes everything.
_RANGES = {"__rate_interval": "5m", "__interval": "1m", "__range": "3h", "__range_s": "10800"}


def test_every_query_returns_data(running: Running) -> None:
    """But what asks for something wrong, while it is right: alerts that do not fire, and conditions that do not hold."""
    asked = set(queries(running))
    assert len(asked) > 50
    conditions = {text(alert.expr) for alert in hand_written_alerts(running.plan)}
    spent = {slo for slo, left in running.prometheus.values(BUDGET_REMAINING).items() if left <= 0}
    may_be_silent = {
        each
        for each in asked
        if "ALERTS{" in each[2] or each[2] in conditions or _asks_when_gone(each[2], spent)
    }
    assert len(may_be_silent) < len(asked) / 2
    silent = {each for each in asked - may_be_silent if not running.prometheus.query(each[2])}
    assert not silent


def _asks_when_gone(query: str, spent: set[str]) -> bool:
    """When a budget will be gone has no answer once it is."""
    return ") > 0) *" in query and any(f'{BUDGET_REMAINING}{{slo="{slo}",' in query for slo in spent)


def test_alerts_that_fire_are_drawn(running: Running) -> None:
    # The ALERTS series start with a rule's second evaluation after a start.
    wait_until(
        lambda: len(running.prometheus.query("ALERTS")) >= len(firing(running.prometheus)),
        130,
        "ALERTS is complete",
    )
    trouble = {slo for _, slo in firing(running.prometheus)} - {""}
    drawn = {
        slo
        for _, _, query in queries(running)
        for slo in trouble
        if "ALERTS{" in query and f'"{slo}"' in query and running.prometheus.query(query)
    }
    assert drawn == trouble


def queries(running: Running) -> Iterator[tuple[str, str, str]]:
    for artifact in running.artifacts:
        if artifact.path.startswith("grafana/dashboards/") and artifact.path.endswith(".json"):
            dashboard = json.loads(artifact.text)
            for panel in panels(dashboard["panels"]):
                for target in panel.get("targets", ()):
                    yield dashboard["title"], panel["title"], filled(target["expr"], dashboard)


def panels(listed: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for panel in listed:
        yield panel
        yield from panels(panel.get("panels", []))


def filled(expression: str, dashboard: dict[str, Any]) -> str:
    for name, value in _RANGES.items():
        expression = re.sub(rf"\$(?:{name}\b|\{{{name}\}})", value, expression)
    for variable in dashboard["templating"]["list"]:
        expression = re.sub(rf"\$(?:{variable['name']}\b|\{{{variable['name']}[^}}]*\}})", ".*", expression)
    return expression
