"""Target `oncall`: the tables of severities, alerts, escalation and rotation, as Markdown, CSV and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import ServiceRules
from slosmith.targets.base import Fragment, Target
from slosmith.targets.oncall.alerts import Meaning, alerts_page, alerts_table, meanings
from slosmith.targets.oncall.people import (
    escalation_page,
    escalation_table,
    rotation_page,
    rotation_table,
    severities_page,
    severities_table,
)
from slosmith.targets.oncall.table import artifacts

FOLDER = "oncall"


def service(plan: Plan, rules: ServiceRules) -> Iterator[Fragment[Meaning]]:
    for each in rules.slos:
        yield from map(Fragment, meanings(each.alerts))
    yield from map(Fragment, meanings(rules.service.hand_written))


def project(plan: Plan, fragments: Sequence[Meaning]) -> Iterator[Artifact]:
    """Escalation and rotation only where somebody wrote them down."""
    oncall = plan.oncall
    severities, alerts = severities_table(oncall), alerts_table(plan, fragments)
    yield from artifacts(FOLDER, severities, severities_page(plan, severities))
    yield from artifacts(FOLDER, alerts, alerts_page(plan, alerts))
    if oncall.escalation:
        escalation = escalation_table(oncall)
        yield from artifacts(FOLDER, escalation, escalation_page(plan, escalation))
    if oncall.roles:
        rotation = rotation_table(oncall)
        yield from artifacts(FOLDER, rotation, rotation_page(plan, rotation))


TARGET = Target[Meaning](
    name="oncall",
    summary="tables for people: severities, alerts, escalation, rotation",
    service=service,
    project=project,
)
