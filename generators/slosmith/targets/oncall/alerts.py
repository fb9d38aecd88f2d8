"""The table of all alerts: how urgent, whose, whom it reaches and by which route, what it means, what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from slosmith.plan.model import Plan
from slosmith.plan.oncall.reach import sent
from slosmith.routing.router import Router
from slosmith.routing.tree import Route
from slosmith.targets.oncall.table import Cell, Column, Seconds, Table, markdown

_COLUMNS = (
    Column("alert", "Alert"),
    Column("severity", "Severity"),
    Column("response", "Respond within"),
    Column("owner", "Owner"),
    Column("receivers", "Reaches"),
    Column("service"),
    Column("slo"),
    Column("playbook", "Playbook"),
    Column("meaning", "What it means"),
    Column("route"),
)
_BRACES = re.compile(r'\{\{\s*"\{\{"\s*\}\}|\{\{.*?\}\}', re.DOTALL)


def alerts_table(plan: Plan) -> Table:
    router = Router(plan.oncall.route)
    return Table("alerts", _COLUMNS, tuple(_rows(plan, router)))


def _rows(plan: Plan, router: Router) -> list[Mapping[str, Cell]]:
    rows: list[Mapping[str, Cell]] = []
    for each in sent(plan):
        severity = plan.oncall.severity(each.labels["severity"])
        hits = router.hits(each.labels)
        rows.append(
            {
                "alert": each.name,
                "severity": each.labels["severity"],
                "response": Seconds(severity.response if severity else 0),
                "owner": each.labels["owner"],
                "receivers": [hit.receiver for hit in hits],
                "service": each.labels["service"],
                "slo": each.labels.get("slo", ""),
                "playbook": each.alert.annotations.get("playbook", ""),
                "meaning": plain(each.alert.annotations.get("summary", "")),
                "route": list(dict.fromkeys(_way(plan.oncall.route, hit.path) for hit in hits)),
            }
        )
    return rows


def _way(root: Route, path: tuple[int, ...]) -> str:
    """The matchers on the way down to a route."""
    matchers = [*root.matchers]
    for index in path:
        root = root.routes[index]
        matchers += root.matchers
    return " ".join(map(str, matchers)) or "the root"


def plain(template: str) -> str:
    """A template without its templates: what only the moment knows is an ellipsis."""
    return _BRACES.sub(lambda found: "{{" if '"{{"' in found[0] else "…", template)


def alerts_page(plan: Plan, table: Table) -> str:
    return (
        f"# Alerts of {plan.project.title}\n\n"
        f"{len(table.rows)} alerts. What an alert reaches is what Alertmanager's configuration does with it,"
        " evaluated for each of them; … stands for what only the moment knows.\n\n" + markdown(table)
    )
