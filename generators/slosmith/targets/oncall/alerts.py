"""The table of all alerts: how urgent, whose, whom it reaches and by which route, what it means, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from slosmith.markdown.write import inline
from slosmith.plan.model import Alert, Notice, Plan
from slosmith.plan.oncall.reach import sent_with
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


class Meaning(NamedTuple):
    """An alert and what its summary says."""

    notice: Notice
    text: str


def meanings(alerts: Iterable[Alert]) -> Iterator[Meaning]:
    return (Meaning(each.notice, plain(each.annotations.get("summary", ""))) for each in alerts)


def alerts_table(plan: Plan, alerts: Iterable[Meaning]) -> Table:
    """Those of the services, then those on the rules themselves."""
    router = Router(plan.oncall.route)
    health = meanings(rule for group in plan.health for rule in group.rules if isinstance(rule, Alert))
    rows = (_row(plan, router, *each) for each in (*alerts, *health))
    return Table("alerts", _COLUMNS, tuple(rows))


def _row(plan: Plan, router: Router, notice: Notice, meaning: str) -> Mapping[str, Cell]:
    about = notice.about
    severity = plan.oncall.severity(about.severity)
    hits = router.hits(sent_with(notice, plan.project.external_labels).labels)
    return {
        "alert": notice.name,
        "severity": about.severity,
        "response": Seconds(severity.response if severity else 0),
        "owner": about.owner,
        "receivers": [hit.receiver for hit in hits],
        "service": about.service,
        "slo": about.slo,
        "playbook": about.links.playbook,
        "meaning": meaning,
        "route": list(dict.fromkeys(_way(plan.oncall.route, hit.path) for hit in hits)),
    }


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
        f"# Alerts of {inline(plan.project.title)}\n\n"
        f"{len(table.rows)} alerts. What an alert reaches is what Alertmanager's configuration does with it,"
        " evaluated for each of them; … stands for what only the moment knows.\n\n" + markdown(table)
    )
