"""The arithmetic of the escalation path: can the response that a severity promises be kept?"""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.plan.model import Plan
from slosmith.plan.oncall.clock import allowed
from slosmith.plan.oncall_model import OnCallPlan, Severity
from slosmith.units import spoken


def in_time(plan: Plan) -> Iterator[Diagnostic]:
    for severity in plan.oncall.severities:
        if severity.pages and plan.oncall.escalation:
            yield from _second_person(plan.oncall, severity)
            yield from _acknowledged(plan.oncall, severity)


def _second_person(oncall: OnCallPlan, severity: Severity) -> Iterator[Diagnostic]:
    """Once the first person misses the alert, is there time left for the second? Not if nobody else knows of it."""
    steps = oncall.steps(severity)
    if len(steps) < 2 or sum(step.at == 0 for step in steps) > 1:
        return
    first, second = steps[:2]
    if second.at is None or second.at < severity.response:
        return
    answered = f" and answers by minute {(second.at + second.wait) // 60}" if second.wait else ""
    yield diagnose(
        "escalation-late",
        f"`{severity.name}` promises a response within {allowed(severity.response)}, but {first.role.title} has"
        f" {spoken(first.wait)}, so {second.role.title} is called {spoken(second.at)} after the alert{answered}",
        second.origin.span(),
        f"shorten the first wait, promise less, or name a role in `severities.{severity.name}.also` to page it at the same moment",
    )


def _acknowledged(oncall: OnCallPlan, severity: Severity) -> Iterator[Diagnostic]:
    steps = oncall.steps(severity)
    if steps and severity.acknowledge > steps[0].wait > 0:
        yield diagnose(
            "escalation-late",
            f"`{severity.name}` gives {spoken(severity.acknowledge)} to acknowledge, but {steps[0].role.title} is passed over"
            f" after {spoken(steps[0].wait)}",
            steps[0].origin.span(),
            "make `acknowledge` at most the wait of the first step",
        )
