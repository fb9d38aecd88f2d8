"""Any settings of any channel: what is written loads, names templates that are there, and its recipient is known."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from slosmith import emit
from slosmith.plan.oncall_model import Notify
from slosmith.spec.oncall.channels import CHANNELS, channel_of
from slosmith.targets.alertmanager.config import configuration
from slosmith.targets.alertmanager.templates import templates_text
from slosmith.targets.plan_oncall import oncall_json
from tests.plans import plan_of

from .channels import ACCOUNTS, CHANNELS_BY_KEY, receivers

SERVICE = {
    "apiVersion": "slosmith/v1",
    "kind": "Service",
    "name": "s",
    "slos": [
        {
            "id": "X",
            "title": "Title",
            "target": "99%",
            "sli": {"ratio": {"bad": "bad_total", "total": "all_total"}},
        }
    ],
}
PROJECT = {
    "apiVersion": "slosmith/v1",
    "kind": "Project",
    "name": "p",
    "versions": {"alertmanager": "0.35"},
    "retention": "60d",
}
_CALLED = re.compile(r'\{\{-? *template "([^"]+)"')
_DEFINED = re.compile(r'\{\{-? *define "([^"]+)"')


@pytest.mark.parametrize("key", [each.key for each in CHANNELS])
def test_every_channel_has_its_strategy(key: str) -> None:
    assert key in CHANNELS_BY_KEY, "give it a strategy in tests/properties/channels.py"


@settings(derandomize=True, deadline=None)
@given(receivers(), receivers())
def test_what_is_written_is_whole(page: dict[str, Any], ticket: dict[str, Any]) -> None:
    oncall = {
        "apiVersion": "slosmith/v1",
        "kind": "OnCall",
        "teams": {"s": {"page": page, "ticket": ticket}},
        **ACCOUNTS,
    }
    plan = plan_of("---\n".join(json.dumps(each) + "\n" for each in (PROJECT, SERVICE, oncall)))
    tree = configuration(plan)
    text = emit.yaml(tree)
    assert yaml.safe_load(text) == json.loads(json.dumps(tree))
    templates = templates_text(plan.oncall)
    assert set(_CALLED.findall(text + templates)) <= set(_DEFINED.findall(templates))
    dumped = json.loads(json.dumps(oncall_json(plan.oncall)))
    for receiver, said in zip(plan.oncall.receivers, dumped["receivers"], strict=True):
        for each, again in zip(receiver.integrations, said["integrations"], strict=True):
            recipient = channel_of(each.kind).recipient
            assert recipient(each.settings) == recipient(again) != ""
    by_name = {each.name: each for each in plan.oncall.receivers}
    for kind, described in ((Notify.PAGE, page), (Notify.TICKET, ticket)):
        found = by_name[f"s-{kind}"].integrations
        assert len(found) == sum(map(len, described.values()))
