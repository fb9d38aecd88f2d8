"""All rules of a plan, file by file: one file per service, so that a bad one takes no other down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Alert, Group, Plan, RuleFile, ServicePlan
from slosmith.plan.slo_rules import slo_alerts, slo_groups


def rule_files(plan: Plan) -> Iterator[RuleFile]:
    """The rules of the period are in a file of their own: unit tests cannot load a month at their pace."""
    for service in plan.services:
        slos = [slo_groups(slo) for slo in service.slos]
        quick = [group for each in slos for group in (each.fast, each.slow) if group is not None]
        if quick or service.alert_groups:
            yield RuleFile(service.name, (*quick, *service.alert_groups))
        if slos:
            yield RuleFile(f"{service.name}.period", tuple(each.period for each in slos))
    yield RuleFile(HEALTH_STEM, plan.health)


def hand_written_alerts(plan: Plan) -> Iterator[Alert]:
    for service in plan.services:
        yield from _alerts_of(service.alert_groups)


def service_alerts(service: ServicePlan) -> Iterator[Alert]:
    """Every alert of a service, generated and hand-written."""
    for slo in service.slos:
        yield from slo_alerts(slo)
    yield from _alerts_of(service.alert_groups)


def all_alerts(plan: Plan) -> Iterator[Alert]:
    for service in plan.services:
        yield from service_alerts(service)
    yield from _alerts_of(plan.health)


def _alerts_of(groups: Iterable[Group]) -> Iterator[Alert]:
    for group in groups:
        yield from (rule for rule in group.rules if isinstance(rule, Alert))
