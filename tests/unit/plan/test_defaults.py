"""What an SLO inherits: from its service first, then from the project, then from nobody."""

from __future__ import annotations

import pytest
from tests.plans import slo_of

from slosmith.burnrate import TierClass
from slosmith.plan.defaults import dashboard_uid
from slosmith.plan.model import SloPlan

PROJECT = """\
scrape_interval: 15s
urls: {runbooks: 'https://example.com/r/', dashboards: 'https://example.com/g'}
defaults:
  owner: project-team
  labels: {a: project, b: project, c: project}
  alerting: {page: critical, ticket: low, no_data: 1h, labels: {d: project}, annotations: {e: project, f: project}}
"""
SERVICE = """\
owner: service-team
scrape_interval: 1m
labels: {b: service, c: service}
alerting: {page: high, no_traffic: 30m, annotations: {f: service}}
"""


def test_all_three_levels() -> None:
    slo = slo_of(
        "target: 99%, owner: slo-team, scrape_interval: 2m, labels: {c: slo}, alerting: {no_data: 2h, labels: {d: slo}}",
        service=SERVICE,
        project=PROJECT,
    )
    assert (slo.owner, slo.scrape, slo.interval) == ("slo-team", 120, 60)
    assert slo.labels == {"a": "project", "b": "service", "c": "slo", "d": "slo"}
    assert slo.annotations == {"e": "project", "f": "service"}
    assert slo.severities == {TierClass.PAGE: "high", TierClass.TICKET: "low"}
    assert (slo.no_data, slo.no_traffic) == (7200, 1800)


@pytest.mark.parametrize(
    ("project", "service", "owner", "scrape", "interval", "page", "no_data"),
    [
        ("", "", "sre", 30, 60, "high", 600),
        (PROJECT, "", "project-team", 15, 30, "critical", 3600),
        (PROJECT, SERVICE, "service-team", 60, 60, "high", 3600),
        ("", SERVICE, "service-team", 60, 60, "high", 600),
        ("evaluation_interval: 45s", SERVICE, "service-team", 60, 45, "high", 600),
    ],
)
def test_who_says_nothing_inherits(
    project: str, service: str, owner: str, scrape: int, interval: int, page: str, no_data: int
) -> None:
    slo = slo_of(service=service, project=project)
    assert (slo.owner, slo.scrape, slo.interval) == (owner, scrape, interval)
    assert (slo.severities[TierClass.PAGE], slo.no_data) == (page, no_data)


def test_inherited_tiers_give_way_to_a_policy() -> None:
    tiers = "alerting: {tiers: [{severity: page, long: 1h, burn: 14.4}]}"
    assert [tier.long for tier in slo_of(service=tiers).tiers] == [3600]
    assert slo_of("target: 99%, alerting: {policy: breach}", service=tiers).tiers == ()


def _links(slo: SloPlan) -> tuple[str, str, str]:
    return (slo.links.playbook, slo.links.runbook_url, slo.links.dashboard_url)


@pytest.mark.parametrize(
    ("project", "playbook", "links"),
    [
        ("", "", ("", "", "")),
        ("", ", playbook: INC-1", ("INC-1", "", "")),
        (PROJECT, "", ("", "https://example.com/r/X.md", "https://example.com/g/d/slo-shop?var-slo=X")),
        (
            PROJECT,
            ", playbook: INC-1",
            ("INC-1", "https://example.com/r/INC-1.md", "https://example.com/g/d/slo-shop?var-slo=X"),
        ),
    ],
)
def test_links(project: str, playbook: str, links: tuple[str, str, str]) -> None:
    assert _links(slo_of(f"target: 99%{playbook}", project=project)) == links


def test_dashboard_uids_fit_into_grafana_and_stay_apart() -> None:
    long = [f"{'a' * 50}-{number}" for number in (1, 2)]
    uids = [dashboard_uid(service) for service in long]
    assert [len(uid) for uid in uids] == [40, 40]
    assert len(set(uids)) == 2
    assert dashboard_uid("a" * 36) == "slo-" + "a" * 36
