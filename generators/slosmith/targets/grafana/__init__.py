"""Target `grafana`: dashboards in Jsonnet, evaluated, and what Grafana needs to load them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan
from slosmith.targets.base import Target
from slosmith.targets.grafana.assembly import own_dashboards
from slosmith.targets.grafana.custom import custom_dashboards
from slosmith.targets.grafana.data import plan_data, service_data, service_parts
from slosmith.targets.grafana.files import dashboard_artifact, lint_file, provisioning


def project(plan: Plan, fragments: Sequence[object]) -> Iterator[Artifact | Diagnostic]:
    common = plan_data(plan)
    # One that only promises metrics has nothing to draw.
    drawn = [service for service in plan.services if service.slos or service.alert_groups]
    taken: dict[str, str] = {}
    for own in own_dashboards(common, [part for service in drawn for part in service_parts(plan, service)]):
        if isinstance(own, Diagnostic):
            yield own
        else:
            taken[own["uid"].casefold()] = "slosmith"
            yield dashboard_artifact(own)
    # Those of a user's own have no variables for clusters.
    services = [service_data(plan, service) for service in drawn] if plan.dashboards else []
    for custom in custom_dashboards(plan.dashboards, {**common, "services": services}, taken):
        yield (
            custom if isinstance(custom, Diagnostic) else dashboard_artifact(custom.dashboard, custom.origin)
        )
    yield lint_file()
    yield from provisioning(plan.project)


TARGET = Target[object](
    name="grafana", summary="dashboards, and what Grafana needs to load them", project=project
)
