"""The cumulative clock, and the arithmetic that holds it against what severities promise."""

from __future__ import annotations

import pytest

from slosmith.checks.escalation import in_time
from slosmith.plan.oncall.clock import allowed, arithmetic, response_words
from slosmith.plan.oncall_model import OnCallPlan

from .oncall import oncall_plan

ROLES = """\
roles:
  first: {title: First}
  second: {title: Second}
  lead: {title: Lead}
  commander: {title: Commander, page: {pagerduty: {routing_key_file: /etc/commander}}}
escalation:
  - {role: first, wait: 15m}
  - {role: second, wait: 30m}
  - {role: lead}
  - {role: commander, severities: [critical]}
"""
SEVERITIES = """\
severities:
  critical: {response: 15m, acknowledge: 5m, notify: page%s}
  high: {response: 1h, notify: page}
  low: {response: 1d, notify: ticket}
"""


def oncall(also: str = "") -> OnCallPlan:
    return oncall_plan(ROLES + SEVERITIES % also).oncall


def test_the_clock_adds_up_and_stops_where_nobody_gave_a_time() -> None:
    assert [step.at for step in oncall().escalation] == [0, 900, 2700, None]


@pytest.mark.parametrize(
    ("also", "severity", "times"),
    [
        ("", "critical", {"first": 0, "second": 900, "lead": 2700, "commander": None}),
        (", also: [commander]", "critical", {"first": 0, "second": 900, "lead": 2700, "commander": 0}),
        ("", "high", {"first": 0, "second": 900, "lead": 2700}),
        ("", "low", {}),
    ],
)
def test_the_path_of_a_severity(also: str, severity: str, times: dict[str, int | None]) -> None:
    plan = oncall(also)
    found = plan.severity(severity)
    assert found is not None
    assert {step.role.name: step.at for step in plan.steps(found)} == times


def test_a_promise_that_the_path_cannot_keep() -> None:
    [late] = in_time(oncall_plan(ROLES + SEVERITIES % ""))
    assert late.code == "escalation-late"
    assert "within 15 minutes" in late.message
    assert "Second is called 15 minutes after the alert and answers by minute 45" in late.message


def test_to_page_somebody_else_at_once_keeps_it() -> None:
    assert list(in_time(oncall_plan(ROLES + SEVERITIES % ", also: [commander]"))) == []


def test_in_words() -> None:
    plan = oncall(", also: [commander]")
    critical, high, low = plan.severities
    assert response_words(plan, critical) == (
        "Acknowledge within 5 minutes, respond within 15 minutes. Paged at the same time: Commander."
        " If nobody acknowledges: Second after 15 minutes, Lead after 45 minutes."
    )
    assert response_words(plan, low) == "Respond within 24 hours."
    assert arithmetic(plan, critical).endswith(
        "Second is called at T+15m and has until T+45m, too late for the promise."
        " That is why Commander is paged at T+0 as well."
    )
    assert arithmetic(plan, high).endswith("has until T+45m, which is in time.")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (900, "15 minutes"),
        (3600, "1 hour"),
        (14400, "4 hours"),
        (86400, "24 hours"),
        (604800, "7 days"),
        (5400, "1.5 hours"),
    ],
)
def test_promises_are_said_in_hours(seconds: int, said: str) -> None:
    assert allowed(seconds) == said
