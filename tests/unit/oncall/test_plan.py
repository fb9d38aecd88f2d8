"""What follows from an OnCall document: defaults, fallbacks, groups and receivers."""

from __future__ import annotations

import pytest
from tests.inhibition import mutes

from slosmith.checks import check_plan
from slosmith.matching.matcher import LabelSet, equals
from slosmith.plan.model import Plan
from slosmith.plan.oncall import reach
from slosmith.plan.oncall.reach import possible, routed, sent
from slosmith.plan.oncall.receivers import NOBODY
from slosmith.plan.oncall_model import Notify
from slosmith.routing.router import judges
from slosmith.routing.tree import walk

from .oncall import SERVICE, TEAM, oncall_plan


def test_eight_lines_are_enough() -> None:
    plan = oncall_plan()
    assert plan.oncall.default_team == "shop"
    assert {service.owner for service in plan.services} == {"shop"}
    reached = {each.notice.name: each.receivers for each in routed(plan)}
    assert reached["CheckoutAvailabilityBudgetBurn1h"] == ("shop-page",)
    assert reached["CheckoutAvailabilityBudgetBurn3d"] == ("shop-ticket",)
    assert reached["SLORuleEvaluationsFailing"] == ("shop-page",)
    assert reached["Watchdog"] == ("watchdog",)


@pytest.mark.parametrize(
    ("kinds", "page", "ticket", "message"),
    [
        ("page: p, ticket: t, message: m", "p", "t", "m"),
        ("page: p, ticket: t", "p", "t", "t"),
        ("page: p, message: m", "p", "m", "m"),
        ("ticket: t", "t", "t", "t"),
        ("page: p", "p", NOBODY, NOBODY),
        ("", NOBODY, NOBODY, NOBODY),
    ],
)
def test_what_a_team_leaves_out(kinds: str, page: str, ticket: str, message: str) -> None:
    receivers = 'receivers: {p: {slack: "#p"}, t: {slack: "#t"}, m: {slack: "#m"}}\n'
    [team] = oncall_plan(receivers, team=f"teams:\n  shop: {{{kinds}}}\n").oncall.teams
    assert team.reached == {Notify.PAGE: page, Notify.TICKET: ticket, Notify.MESSAGE: message}


def test_tickets_do_not_tell_that_they_are_over() -> None:
    more = """\
receivers:
  both: {slack: "#both"}
  said: {slack: {channel: "#said", send_resolved: true}}
severities:
  high: {response: 1h, notify: page, also: [both]}
  low: {response: 1d, notify: ticket, also: [both, said]}
"""
    receivers = oncall_plan(more).oncall.receivers
    resolved = {each.name: [i.send_resolved for i in each.integrations] for each in receivers}
    assert resolved == {
        "both": [True],
        "said": [True],
        "shop-page": [True],
        "shop-ticket": [False],
        "watchdog": [],
    }


def test_a_pager_tells_that_an_alert_is_over_whatever_it_is_called() -> None:
    team = "teams:\n  shop: {page: ops-ticket, ticket: tickets}\n  club: {ticket: queue}\n"
    more = """\
receivers:
  ops-ticket: {pagerduty: {routing_key_file: /etc/pagerduty}}
  tickets: {slack: "#tickets"}
  queue: {slack: "#queue"}
"""
    receivers = oncall_plan(more, team=team + "default_team: shop\n").oncall.receivers
    resolved = {each.name: [i.send_resolved for i in each.integrations] for each in receivers}
    # The club has no pager: what would page it is a ticket in its queue.
    assert resolved == {"ops-ticket": [True], "tickets": [False], "queue": [False], "watchdog": []}


def test_groups_have_the_labels_that_inhibition_compares() -> None:
    service = SERVICE.replace("    playbook: INC-1\n", "    group_by: [zone, region]\n")
    plan = oncall_plan(project="external_labels: {cluster: eu}\n", service=service)
    identity = ("slo", "service", "region", "zone", "cluster")
    assert plan.oncall.identity == identity
    tickets, same, lower = plan.oncall.inhibitions
    assert tickets.equal == identity
    assert same.equal == ("slo", "service", "cluster", "severity")
    assert lower.equal == ("slo", "service", "cluster")
    assert _page_groupings(plan) == {("slo", "service", "cluster")}
    watchdog = plan.oncall.route.routes[0]
    assert watchdog.group_by == ("alertname", "service", "cluster")
    assert watchdog.timers == (0, 30, 60)


GROUPED = SERVICE.replace("    playbook: INC-1\n", "    group_by: [region]\n")


def _page_groupings(plan: Plan) -> set[tuple[str, ...] | None]:
    return {
        placed.route.group_by
        for placed in walk(plan.oncall.route)
        if placed.route.timers.group_wait in (10, 30)
    }


def _burning(*, region: str = "", severity: str = "high", kind: str = "burn_rate", **labels: str) -> LabelSet:
    scope = {"scope": "group", "region": region} if region else {"scope": "all"}
    more = {kind: "14.4"} if kind else {}
    return {"slo": "SLO-SHOP-001", "service": "shop", "severity": severity} | scope | more | labels


@pytest.mark.parametrize(
    ("source", "target", "muted"),
    [
        pytest.param(_burning(), _burning(region="eu"), True, id="page over page"),
        pytest.param(_burning(), _burning(region="eu", severity="medium"), True, id="page over ticket"),
        pytest.param(
            _burning(severity="medium"), _burning(region="eu", severity="medium"), True, id="tickets"
        ),
        pytest.param(_burning(severity="medium"), _burning(region="eu"), False, id="a ticket over a page"),
        pytest.param(_burning(region="us"), _burning(region="eu"), False, id="two groups"),
        pytest.param(_burning(region="eu"), _burning(), False, id="a group over all"),
        pytest.param(_burning(slo="B"), _burning(region="eu"), False, id="another SLO"),
        pytest.param(_burning(cluster="a"), _burning(region="eu", cluster="b"), False, id="another cluster"),
        pytest.param(_burning(), _burning(region="eu", kind=""), False, id="no data is never muted"),
        pytest.param(_burning(kind=""), _burning(region="eu"), False, id="and mutes no burn-rate alert"),
    ],
)
def test_an_slo_that_burns_as_a_whole_mutes_its_groups(
    source: LabelSet, target: LabelSet, muted: bool
) -> None:
    plan = oncall_plan(project="external_labels: {cluster: a}\n", service=GROUPED)
    assert any(mutes(rule, source, target) for rule in plan.oncall.inhibitions) is muted


def test_groups_that_are_told_of_each_alone_are_not_muted() -> None:
    """A page that is muted before it is over would stay open."""
    each = GROUPED.replace("[region]\n", "[region]\n    notify: each\n")
    plan = oncall_plan(service=each)
    [rule] = plan.oncall.inhibitions
    assert rule.equal == plan.oncall.identity
    assert ("slo", "service", "region") in {placed.route.group_by for placed in walk(plan.oncall.route)}
    both = each + GROUPED[GROUPED.index("  - id") :].replace("001", "002").replace("Checkout", "Basket")
    plan = oncall_plan(service=both)
    assert not any(mutes(rule, _burning(), _burning(region="eu")) for rule in plan.oncall.inhibitions)
    other = {"slo": "SLO-SHOP-002"}
    assert any(
        mutes(rule, _burning(**other), _burning(region="eu", **other)) for rule in plan.oncall.inhibitions
    )


def test_tickets_do_not_wait_where_nobody_wants_it() -> None:
    plan = oncall_plan("tickets_wait: false\n", service=GROUPED)
    rules = plan.oncall.inhibitions
    assert any(mutes(rule, _burning(), _burning(region="eu")) for rule in rules)
    assert not any(mutes(rule, _burning(), _burning(region="eu", severity="medium")) for rule in rules)


def test_a_severity_may_say_how_alerts_are_grouped() -> None:
    more = """\
severities:
  high: {response: 1h, notify: page, group_by: [slo, service, region]}
  medium: {response: 1d, notify: ticket}
"""
    plan = oncall_plan(more, service=GROUPED)
    assert _page_groupings(plan) == {("slo", "service", "region")}
    rules = plan.oncall.inhibitions
    assert not any(mutes(rule, _burning(), _burning(region="eu")) for rule in rules)
    assert any(
        mutes(rule, _burning(severity="medium"), _burning(region="eu", severity="medium")) for rule in rules
    )


def test_without_tickets_there_is_no_inhibition() -> None:
    service = SERVICE.replace("99.9%", "100%")
    assert oncall_plan(service=service).oncall.inhibitions == ()
    assert oncall_plan("tickets_wait: false\n").oncall.inhibitions == ()


def test_severities_of_ones_own_name_what_slos_use() -> None:
    more = """\
severities:
  wake: {response: 10m, notify: page}
  nudge: {response: 2h, notify: page}
  queue: {response: 1d, notify: ticket}
  fyi: {response: 7d, notify: message}
"""
    plan = oncall_plan(more)
    assert (plan.oncall.page, plan.oncall.ticket) == ("nudge", "queue")
    assert {each.labels["severity"] for each in sent(plan)} == {"nudge", "queue", "none"}
    assert [each.pagerduty for each in plan.severities] == ["critical", "error", "warning", "info"]
    assert [each.timers.group_wait for each in plan.severities] == [10, 30, 60, 300]


def test_labels_that_only_series_know_are_tried() -> None:
    service = SERVICE.replace("    playbook: INC-1\n", "    group_by: [region]\n")
    plan = oncall_plan(
        service=service + "alerts:\n  - {name: A, expr: max by (zone) (x) > 1, severity: low}\n"
    )
    by_name = {each.name: each for each in sent(plan) if each.labels.get("scope") != "all"}
    region, zone, owner = equals("region", "eu"), equals("zone", "a"), equals("owner", "else")
    grouped = by_name["CheckoutAvailabilityBudgetBurn1h"]
    assert [labels.get("region", "") for labels in possible(grouped, judges((region, zone, owner)))] == [
        "example",
        "eu",
    ]
    assert [labels.get("zone", "") for labels in possible(by_name["A"], judges((zone, owner)))] == ["", "a"]


def test_hours_of_tickets() -> None:
    more = 'time_intervals: {office: [{weekdays: ["monday:friday"]}]}\n'
    plan = oncall_plan(more, team=TEAM.replace('"#shop"}', '"#shop"}, ticket_hours: [office]'))
    timed = {placed.receiver for placed in walk(plan.oncall.route) if placed.route.active}
    assert timed == {"shop-ticket"}


def test_every_one_of_many_routes_is_tried() -> None:
    """More than an alert is tried with combinations of values; each is on a label that only the series know."""
    routes = "routes:\n" + "".join(
        f"  - {{match: ['region=~\"r{number}-.*\"'], receiver: shop-ticket, continue: true}}\n"
        for number in range(100)
    )
    alert = "alerts:\n  - {name: A, expr: max by (region) (x) > 1, severity: low}\n"
    plan = oncall_plan(routes, service=SERVICE + alert)
    found = [each for each in check_plan(plan) if each.code == "route-unreachable"]
    assert found == []


def test_where_there_are_too_many_routes_none_is_called_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = "routes:\n" + "".join(
        f"  - {{match: ['owner=\"nobody-{number}\"', 'region=\"r{number}\"'], receiver: shop-ticket}}\n"
        for number in range(100)
    )
    plan = oncall_plan(routes, service=SERVICE + "alerts:\n  - {name: A, expr: max(x) > 1, severity: low}\n")
    assert sum(each.code == "route-unreachable" for each in check_plan(plan)) == 100
    monkeypatch.setattr(reach, "STEPS", 10)
    assert not any(each.code == "route-unreachable" for each in check_plan(plan))
