"""The rules of a service, built once and put into files: one file per service, so that a bad one takes no other down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Alert, Group, Plan, RuleFile, ServicePlan
from slosmith.plan.slo_rules import SloRules, slo_rules


class ServiceRules(NamedTuple):
    """A service with all of its rules. They are dropped when its files are written: those of all services are too many."""

    service: ServicePlan
    slos: tuple[SloRules, ...]

    @property
    def files(self) -> Iterator[RuleFile]:
        """The rules of the period are in a file of their own: unit tests cannot load a month at their pace."""
        if self._quick:
            yield RuleFile(self.service.name, self._quick)
        if self.slos:
            yield RuleFile(f"{self.service.name}.period", self._period)

    @property
    def bundle(self) -> RuleFile | None:
        """All rules together, for those who load no unit tests; None if there are none."""
        return RuleFile(self.service.name, (*self._quick, *self._period)) if self._quick else None

    @property
    def _quick(self) -> tuple[Group, ...]:
        groups = [group for each in self.slos for group in (each.fast, each.slow) if group is not None]
        return (*groups, *self.service.alert_groups)

    @property
    def _period(self) -> tuple[Group, ...]:
        return tuple(each.period for each in self.slos)


def service_rules(service: ServicePlan) -> ServiceRules:
    return ServiceRules(service, tuple(map(slo_rules, service.slos)))


def health_file(plan: Plan) -> RuleFile:
    """The rules on the rules themselves."""
    return RuleFile(HEALTH_STEM, plan.health)


def rule_files(plan: Plan) -> Iterator[RuleFile]:
    """All rules of a plan, a service at a time."""
    for service in plan.services:
        yield from service_rules(service).files
    yield health_file(plan)


def hand_written_alerts(plan: Plan) -> Iterator[Alert]:
    for service in plan.services:
        yield from service.hand_written
