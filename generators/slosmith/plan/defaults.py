"""What a service inherits from its project, and an SLO from its service: the one place where defaults are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from slosmith.burnrate import evaluation_interval
from slosmith.plan.model import Links
from slosmith.plan.severities import Usual
from slosmith.spec.alerting import Alerting
from slosmith.spec.project import Project
from slosmith.spec.service import Service

# Grafana refuses longer uids.
_UID_LIMIT = 40
# An SLO takes about 22 kB of a dashboard, and an object of Kubernetes holds 1 MiB.
DASHBOARD_SLOS = 25


class Inherited(NamedTuple):
    """What holds in one service when its SLOs and alerts say nothing. Intervals in seconds.

    `pages` says whether there is a page for each SLO to lead to.
    """

    owner: str
    labels: Mapping[str, str]
    alerting: Alerting
    scrape: int
    interval: int
    forced_interval: int | None
    runbooks: str
    dashboards: str
    pages: bool


def inherit(project: Project, service: Service, usual: Usual) -> Inherited:
    defaults = project.defaults
    scrape = service.scrape_interval or project.scrape_interval
    return Inherited(
        owner=service.owner or defaults.owner or usual.owner,
        labels={**defaults.labels, **service.labels},
        alerting=merged(_alerting(usual), merged(defaults.alerting, service.alerting)),
        scrape=scrape,
        interval=project.evaluation_interval or evaluation_interval(scrape),
        forced_interval=project.evaluation_interval,
        runbooks=project.urls.runbooks or "",
        dashboards=project.urls.dashboards or "",
        pages=project.targets is None or "runbooks" in project.targets,
    )


def _alerting(usual: Usual) -> Alerting:
    return Alerting(page=usual.page, ticket=usual.ticket)


def merged(outer: Alerting, inner: Alerting) -> Alerting:
    """What the inner one says, else what the outer one says; labels and annotations add up."""
    said = {name: getattr(inner, name) for name in inner.model_fields_set}
    for name in ("labels", "annotations"):
        said[name] = {**getattr(outer, name), **getattr(inner, name)}
    return outer.model_copy(update=said)


def links(inherited: Inherited, service: str, playbook: str | None, slo: str | None, place: int = 0) -> Links:
    """`place` is that of the SLO within its service, from 0 on."""
    page = playbook or (slo if inherited.pages else None)
    runbook = f"{inherited.runbooks}/{page}.md" if inherited.runbooks and page else ""
    dashboard = f"{inherited.dashboards}/d/{dashboard_uid(service)}" if inherited.dashboards else ""
    own = f"{inherited.dashboards}/d/{dashboard_uid(service, place)}"
    of_slo = f"{own}?var-slo={slo}" if dashboard and slo else dashboard
    return Links(playbook or "", runbook, of_slo, dashboard)


def dashboard_uid(service: str, place: int = 0) -> str:
    """The stable uid of the dashboard that shows the SLO at this place of a service, at most 40 characters. No name of a
    service holds the underscore before the number of a part."""
    part = f"_{place // DASHBOARD_SLOS + 1}" if place >= DASHBOARD_SLOS else ""
    uid = f"slo-{service}{part}"
    if len(uid) <= _UID_LIMIT:
        return uid
    cut = _UID_LIMIT - 9 - len(part)
    return f"{uid[:cut]}-{sha256(service.encode()).hexdigest()[:8]}{part}"
