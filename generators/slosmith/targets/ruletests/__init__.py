"""Target `ruletests`: promtool tests of hand-written alerts and of the alerts on the rules; users run them with promtool alone."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan, ServicePlan
from slosmith.plan.slo_rules import slo_groups
from slosmith.targets.base import Target
from slosmith.targets.ruletests.hand_written import alert_files
from slosmith.targets.ruletests.health import health_file
from slosmith.targets.ruletests.suite import text

TESTS_FOLDER = "prometheus/tests"


def render(plan: Plan) -> Iterator[Artifact]:
    hand_written = (file for service in plan.services for file in alert_files(service, _order(service)))
    for file in (*hand_written, health_file(plan.health)):
        yield Artifact(f"{TESTS_FOLDER}/{file.stem}.yaml", text(file))


def _order(service: ServicePlan) -> tuple[str, ...]:
    """All groups of a service's file: promtool evaluates those that are not listed in any order."""
    groups = [slo_groups(slo) for slo in service.slos]
    generated = [group.name for each in groups for group in (each.fast, each.slow) if group is not None]
    return (*generated, *(group.name for group in service.alert_groups))


TARGET = Target("ruletests", "promtool tests of alerts", render)
