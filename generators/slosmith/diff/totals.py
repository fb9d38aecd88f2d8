"""What a plan comes to in Prometheus: its rules, and the estimate of `explain` added up over its SLOs."""

from __future__ import annotations

from slosmith.cost import cost_of
from slosmith.diff.model import Totals
from slosmith.explanation import SERIES
from slosmith.plan.model import Alert, Plan
from slosmith.plan.rule_files import rule_files


def totals(plan: Plan | None) -> Totals:
    """Where the spec does not say how many series an SLI selects, each of SERIES is assumed."""
    if plan is None:
        return Totals(0, 0, tuple((count, 0) for count in SERIES))
    rules = [rule for file in rule_files(plan) for group in file.groups for rule in group.rules]
    alerts = sum(isinstance(rule, Alert) for rule in rules)
    slos = [slo for service in plan.services for slo in service.slos]
    samples = tuple(
        (count, sum(cost_of(slo, slo.series or count).samples_per_minute for slo in slos)) for count in SERIES
    )
    return Totals(len(rules) - alerts, alerts, samples)
