"""Plans with an OnCall document, for tests that need no files."""

from __future__ import annotations

from tests.plans import plan_of

from slosmith.plan.model import Plan

SERVICE = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Checkout availability
    target: 99.9%
    playbook: INC-1
    sli: {ratio: {bad: errors_total, total: requests_total}}
"""
TEAM = 'teams:\n  shop: {page: {pagerduty: {routing_key_file: /etc/pagerduty}}, ticket: {slack: "#shop"}}\n'
HEAD = "apiVersion: slosmith/v1\nkind: OnCall\nslack: {api_url_file: /etc/slack}\n"


def oncall_plan(more: str = "", *, team: str = TEAM, project: str = "", service: str = SERVICE) -> Plan:
    documents = [service, HEAD + team + more]
    if project:
        documents.append(f"apiVersion: slosmith/v1\nkind: Project\nname: shops\n{project}")
    return plan_of("---\n".join(documents))
