"""What a plan comes to in Prometheus: its rules, and the estimate of `explain` added up over its SLOs."""

from __future__ import annotations

from slosmith.cost import cost_of
from slosmith.diff.model import Totals
from slosmith.explanation import SERIES
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import hand_written_alerts


def totals(plan: Plan | None) -> Totals:
    """Where the spec does not say how many series an SLI selects, each of SERIES is assumed."""
    if plan is None:
        return Totals(0, 0, tuple((count, 0) for count in SERIES))
    slos = [slo for service in plan.services for slo in service.slos]
    costs = [[cost_of(slo, count) for count in ((slo.series,) if slo.series else SERIES)] for slo in slos]
    others = sum(1 for _ in hand_written_alerts(plan)) + sum(len(group.rules) for group in plan.health)
    return Totals(
        sum(each[0].recordings for each in costs),
        sum(each[0].alerts for each in costs) + others,
        tuple(
            (count, sum(each[min(at, len(each) - 1)].samples_per_minute for each in costs))
            for at, count in enumerate(SERIES)
        ),
    )
