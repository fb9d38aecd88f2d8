"""What dashboards are made from: the plan as plain data, its numbers already text, since Jsonnet prints 0.1 badly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, TypeAlias
from urllib.parse import urljoin

from slosmith.matching.matcher import any_of, quoted
from slosmith.plan.defaults import DASHBOARD_SLOS, dashboard_uid
from slosmith.plan.model import Plan, ServicePlan, SloPlan
from slosmith.promql.expr import label_matcher
from slosmith.targets.grafana.alerts import alerts_data
from slosmith.targets.grafana.objectives import slo_data
from slosmith.targets.grafana.shapes import Text
from slosmith.units import duration, spoken

Data: TypeAlias = dict[str, Any]

TAG = "slosmith"
OVERVIEW_UID, ONCALL_UID = "slosmith-overview", "slosmith-oncall"
# An external label that is called as one of the dashboards' own variables tells nothing apart there.
_OWN_VARIABLES = frozenset({"datasource", "service", "owner", "severity", "slo"})
# A table with more columns than this is not read.
_MOST_WINDOWS = 6
# More rows than this are collapsed.
_OPEN_SLOS = 10


def plan_data(plan: Plan) -> Data:
    """What holds for all dashboards."""
    project = plan.project
    return {
        "project": {"name": project.name, "title": project.title, "datasource": project.grafana_datasource},
        "severities": [
            {
                "name": each.name,
                "pages": each.pages,
                "text": f"Answered within {spoken(each.response)}." if each.response else "",
            }
            for each in plan.severities
        ],
        # Grafana would rather match nothing than everything where there is no severity of a kind.
        "pages": _any_of(each.name for each in plan.severities if each.pages) or "none",
        "tickets": _any_of(each.name for each in plan.severities if not each.pages) or "none",
        "objectives": any(service.slos for service in plan.services),
        "budgets": any(not slo.zero_tolerance for service in plan.services for slo in service.slos),
        "windows": _windows(slo for service in plan.services for slo in service.slos),
        "all_windows": _all_windows(slo for service in plan.services for slo in service.slos),
        "external_labels": _clusters(plan),
        "overview": _about(
            OVERVIEW_UID, f"{project.title}: objectives", "All objectives, those first that need attention."
        ),
        "oncall": _about(
            ONCALL_UID,
            f"{project.title}: on call",
            "What fires now, for whom, and what to do.",
            "now-6h",
            "30s",
        ),
        "handbook": _handbook(project.runbooks),
        "service_url": _service_url(plan.services),
        "playbook_url": f"{project.runbooks}/$__value.md" if project.runbooks else "",
        **_playbooks(plan),
    }


def service_parts(plan: Plan, service: ServicePlan) -> list[Data]:
    """A service for each of its dashboards, on which the variables choose clusters: a large one is cut, since Kubernetes
    takes no object of any size. Rows of a large one are collapsed, since Grafana asks for what it shows."""
    whole = service_data(plan, service, chosen=True)
    starts = range(0, len(service.slos), DASHBOARD_SLOS) or (0,)
    parts = []
    for part, start in enumerate(starts):
        slos = slice(start, start + DASHBOARD_SLOS)
        numbered = f" ({part + 1} of {len(starts)})" if len(starts) > 1 else ""
        uid, about = dashboard_uid(service.name, start), whole["dashboard"]
        dashboard = about | {"uid": Text(uid), "title": Text(f"{about['title']}{numbered}")}
        own = {"slos": whole["slos"][slos], "alerts": [] if part else whole["alerts"]}
        parts.append(whole | own | {"dashboard": dashboard, "collapsed": len(service.slos) > _OPEN_SLOS})
    return parts


def service_data(plan: Plan, service: ServicePlan, *, chosen: bool = False) -> Data:
    """`chosen`: only of the clusters that the variables of our own dashboards choose."""
    clusters = "".join(f',{name}=~"${name}"' for name in _clusters(plan)) if chosen else ""
    uid = dashboard_uid(service.name)
    titles = Counter(each.title for each in plan.services)
    title = service.title if titles[service.title] == 1 else f"{service.title} ({service.name})"
    handbook = _handbook(plan.project.runbooks)
    return {
        "name": Text(service.name),
        "title": Text(service.title),
        "owner": Text(service.owner),
        "matcher": Text(label_matcher("service", service.name)),
        "url": Text(f"/d/{uid}"),
        "dashboard": _about(
            uid,
            f"{plan.project.title}: {title}",
            service.description or f"The objectives and alerts of {service.title}.",
        ),
        "windows": _windows(service.slos),
        "all_windows": _all_windows(service.slos),
        "budgets": any(not slo.zero_tolerance for slo in service.slos),
        "table_height": min(14, max(5, 3 + len(service.slos))),
        "slos": [
            slo_data(slo, handbook, has_alerts=_has_alerts(service, slo), clusters=clusters)
            for slo in service.slos
        ],
        "alerts": alerts_data(service),
    }


def _any_of(names: Iterable[str]) -> str:
    """A regular expression within the quotes of PromQL."""
    return quoted(any_of(names))[1:-1]


def _about(uid: str, title: str, description: str, since: str = "now-24h", refresh: str = "1m") -> Data:
    return {
        "uid": Text(uid),
        "title": Text(title),
        "description": Text(description),
        "tags": [TAG],
        "from": since,
        "refresh": refresh,
    }


def _handbook(runbooks: str) -> str:
    """It lies beside the folder of the runbooks."""
    return urljoin(f"{runbooks}/", "../handbook.md") if runbooks else ""


def _windows(slos: Iterable[SloPlan]) -> list[str]:
    """The windows of most tiers, shortest first."""
    used = Counter(window for slo in slos for window in {tier.long for tier in slo.tiers})
    most = sorted(used, key=lambda window: (-used[window], window))[:_MOST_WINDOWS]
    return [duration(window) for window in sorted(most)]


def _clusters(plan: Plan) -> list[str]:
    """The external labels, which tell clusters apart."""
    return [name for name in plan.project.external_labels if name not in _OWN_VARIABLES]


def _all_windows(slos: Iterable[SloPlan]) -> list[str]:
    """The longest window over which most grouped SLOs know the ratio over all of their groups; none without groups."""
    used = Counter(slo.tiers[-1].long for slo in slos if slo.collapsed is not None and slo.tiers)
    return [duration(max(used, key=lambda window: (used[window], window)))] if used else []


def _service_url(services: Iterable[ServicePlan]) -> str:
    """Where the cell of a service leads; a uid that had to be cut cannot be told from the service's name."""
    plain = all(dashboard_uid(each.name) == f"slo-{each.name}" for each in services)
    return "/d/slo-$__value" if plain else "/dashboards?query=$__value"


def _has_alerts(service: ServicePlan, slo: SloPlan) -> bool:
    return not slo.observe or any(alert.about.slo == slo.id for alert in service.hand_written)


def _playbooks(plan: Plan) -> Data:
    """Matchers for the hand-written alerts of each playbook, and for those that have none."""
    names: dict[tuple[str, str], list[str]] = {}
    for service in plan.services:
        for alert in service.hand_written:
            if playbook := alert.about.links.playbook:
                names.setdefault((playbook, service.name), []).append(alert.name)
    matchers = [
        {
            "playbook": playbook,
            "matchers": [label_matcher("service", service), _named("=~", alerts), 'scope=""'],
        }
        for (playbook, service), alerts in sorted(names.items())
    ]
    listed = [name for alerts in names.values() for name in alerts]
    others = [_named("!~", listed)] if listed else []
    return {"playbook_matchers": matchers, "other_matchers": ['scope=""', 'severity!="none"', *others]}


def _named(operator: str, names: Iterable[str]) -> str:
    return f'alertname{operator}"{"|".join(sorted(set(names)))}"'
