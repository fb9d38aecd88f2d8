"""Any severities, any teams, any owners: every alert reaches exactly whom it is promised to, and nobody twice."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.plan.model import Plan
from slosmith.plan.oncall.reach import promised, routed, sent
from slosmith.plan.oncall.receivers import NOBODY
from slosmith.plan.oncall_model import Notify
from slosmith.routing.config import Config, read_config
from slosmith.routing.router import Router
from slosmith.routing.tree import walk
from slosmith.targets.alertmanager.config import configuration
from tests.inhibition import mutes
from tests.plans import plan_of

NAMES = st.sampled_from(
    [
        "a",
        "b",
        "sre",
        "on-call",
        "P1",
        "3",
        "critical",
        "high",
        "page",
        "medium",
        "SRE_Pay",
        "a b|(c)",
        "Größe/EU",
    ]
)
PAGER = {"pagerduty": {"routing_key_file": "/etc/pagerduty"}}
CHAT = {"slack": {"channel": "#c", "api_url_file": "/etc/slack"}}
KINDS = ("page", "ticket", "message")


@st.composite
def oncalls(draw: st.DrawFn) -> dict[str, Any]:
    document: dict[str, Any] = {
        "apiVersion": "slosmith/v1",
        "kind": "OnCall",
        "receivers": {"shared": CHAT},
        "teams": {
            name: {
                kind: draw(st.sampled_from([PAGER, CHAT, "shared"]))
                for kind in draw(st.sets(st.sampled_from(KINDS)))
            }
            for name in draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
        },
    }
    if draw(st.booleans()):
        document["severities"] = {
            name: {
                "response": "1h",
                "notify": draw(st.sampled_from(KINDS)),
                "also": draw(st.sampled_from([[], ["shared"]])),
            }
            for name in draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
        }
    return document


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    oncall = draw(oncalls())
    teams = list(oncall["teams"])
    severities = list(oncall.get("severities") or ("critical", "high", "medium", "low"))
    owner, severity = st.sampled_from([None, *teams]), st.sampled_from(severities)
    slo = {
        "id": "X",
        "title": "Title",
        "target": "99%",
        "sli": {"ratio": {"bad": "bad_total", "total": "all_total"}},
        "alerting": {"page": draw(severity), "ticket": draw(severity)},
        "group_by": draw(st.sampled_from([[], ["region"]])),
    }
    alerts = [
        {"name": f"A{index}", "expr": "max(x) > 1", "severity": draw(severity)}
        | ({"slo": "X"} if draw(st.booleans()) else {})
        for index in range(3)
    ]
    service: dict[str, Any] = {
        "apiVersion": "slosmith/v1",
        "kind": "Service",
        "name": "s",
        "slos": [slo],
        "alerts": alerts,
    }
    for each in (service, slo, *alerts):
        chosen = draw(owner)
        if chosen is not None:
            each["owner"] = chosen
    return plan_of("---\n".join(json.dumps(each) + "\n" for each in (service, oncall)))


@settings(derandomize=True, deadline=None)
@given(plans())
def test_every_alert_reaches_exactly_whom_it_is_promised_to(plan: Plan) -> None:
    named = {receiver.name for receiver in plan.oncall.receivers}
    for each in routed(plan):
        assert sorted(each.receivers) == sorted(promised(plan.oncall, each.labels)), each.labels
        assert each.receivers
        assert set(each.receivers) <= named


@settings(derandomize=True, deadline=None)
@given(plans())
def test_nobody_is_told_only_where_a_team_has_nothing_to_be_told_by(plan: Plan) -> None:
    for each in routed(plan):
        team, severity = plan.oncall.team(each.labels["owner"]), plan.oncall.severity(each.labels["severity"])
        if team is None or severity is None or NOBODY not in each.receivers:
            continue
        assert not team.own or (team.own == {Notify.PAGE} and not severity.pages)


@settings(derandomize=True, deadline=None)
@given(plans())
def test_what_is_written_routes_as_what_was_planned(plan: Plan) -> None:
    config = read_config(configuration(plan))
    assert isinstance(config, Config)
    router = Router(plan.oncall.route)
    for each in sent(plan):
        assert Router(config.route).receivers(each.labels) == router.receivers(each.labels)
    assert set(config.receivers) == {receiver.name for receiver in plan.oncall.receivers}
    assert {placed.receiver for placed in walk(config.route)} <= set(config.receivers)


@settings(derandomize=True, deadline=None)
@given(plans())
def test_a_page_is_muted_by_its_like_over_all_groups_alone_and_no_alert_mutes_itself(plan: Plan) -> None:
    pages = {severity.name for severity in plan.oncall.severities if severity.pages}
    for rule in plan.oncall.inhibitions:
        pairs = 0
        alerts = list(sent(plan))
        for target in alerts:
            if rule.is_target(target.labels):
                assert not rule.is_source(target.labels)
            muting = [source for source in alerts if mutes(rule, source.labels, target.labels)]
            pairs += len(muting)
            if muting and target.labels["severity"] in pages:
                # Both are in one notification then, and end with it.
                assert target.labels["scope"] == "group"
                assert {source.labels["scope"] for source in muting} == {"all"}
                assert {source.labels["severity"] for source in muting} == {target.labels["severity"]}
                assert "burn_rate" in target.labels
        assert pairs
