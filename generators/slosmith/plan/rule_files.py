"""All rules of a plan, file by file: one file per service, so that a bad one takes no other down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Alert, Group, Plan, RuleFile, ServicePlan
from slosmith.plan.slo_rules import slo_alerts, slo_groups


class _ServiceGroups(NamedTuple):
    quick: tuple[Group, ...]
    period: tuple[Group, ...]


def rule_files(plan: Plan) -> Iterator[RuleFile]:
    """The rules of the period are in a file of their own: unit tests cannot load a month at their pace."""
    for service in plan.services:
        groups = _groups(service)
        if groups.quick:
            yield RuleFile(service.name, groups.quick)
        if groups.period:
            yield RuleFile(f"{service.name}.period", groups.period)
    yield RuleFile(HEALTH_STEM, plan.health)


def rule_bundles(plan: Plan) -> Iterator[RuleFile]:
    """All rules of a service together, for those who load no unit tests."""
    for service in plan.services:
        groups = _groups(service)
        if groups.quick:
            yield RuleFile(service.name, (*groups.quick, *groups.period))
    yield RuleFile(HEALTH_STEM, plan.health)


def _groups(service: ServicePlan) -> _ServiceGroups:
    slos = [slo_groups(slo) for slo in service.slos]
    quick = [group for each in slos for group in (each.fast, each.slow) if group is not None]
    return _ServiceGroups((*quick, *service.alert_groups), tuple(each.period for each in slos))


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
