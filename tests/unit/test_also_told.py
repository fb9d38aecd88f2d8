"""Whom a severity tells besides the team, if it is a role that is paged through a shared receiver."""

from __future__ import annotations

from tests.plans import HEAD, plan_of

from slosmith.plan.oncall.reach import routed

SPEC = f"""\
{HEAD}Service
name: shop
slos: [{{id: X, title: The title, target: 99%, sli: {{ratio: {{bad: bad_total, total: all_total}}}}}}]
---
{HEAD}OnCall
teams:
  sre: {{page: {{pagerduty: {{routing_key_file: /etc/am/pd}}}}, ticket: {{email: a@example.org}}}}
email: {{smarthost: "mail.example.org:25", from: a@example.org}}
receivers: {{shared: {{webhook: {{url: "https://example.org/z"}}}}}}
roles:
  boss: {{title: Boss, page: shared}}
  lead: {{title: Lead, page: {{email: lead@example.org}}}}
severities:
  high: {{response: 10m, notify: page, also: [boss, lead]}}
  medium: {{response: 4h, notify: ticket}}
"""


def test_every_route_leads_to_a_receiver_that_there_is() -> None:
    plan = plan_of(SPEC)
    known = {each.name for each in plan.oncall.receivers}
    reached = {each.receivers for each in routed(plan) if each.notice.about.severity == "high"}
    assert reached == {("shared", "lead", "sre-page")}
    assert {"shared", "lead", "sre-page"} <= known
    assert "boss" not in known
