"""Every channel is complete: expected output, recipient in `diff`, documentation, and no field for a secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from slosmith.plan.oncall.versions import version_text
from slosmith.spec.base import Model
from slosmith.spec.oncall.channels import CHANNELS, Channel, channel_of

from .oncall import oncall_plan

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests/golden"
PACKAGE = ROOT / "generators/slosmith/spec/oncall/channels"
# What stands in the package besides channels.
PARTS = {"__init__", "channel", "markup", "own_text"}
each_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda each: each.key)


def test_each_module_is_a_channel() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} - PARTS == {each.key for each in CHANNELS}
    assert [channel_of(each.key) for each in CHANNELS] == list(CHANNELS)


@each_channel
def test_it_has_a_golden(channel: Channel) -> None:
    """With every setting that it takes."""
    config = yaml.safe_load((GOLDEN / "channels/output/alertmanager/alertmanager.yaml").read_text())
    assert any(channel.configs in receiver for receiver in config["receivers"])
    written = (GOLDEN / "channels/specs/oncall.yaml").read_text()
    shared = set(channel.account.model_fields) if channel.account else set()
    own = set(channel.model.model_fields) - set(Model.model_fields) - shared
    assert [name for name in own if not re.search(rf"\b{name}:", written) and name != channel.shorthand] == []


@each_channel
def test_its_recipient_is_in_diff(channel: Channel) -> None:
    text = (GOLDEN / "diff/receiver-channels/expected.txt").read_text()
    before = re.findall(rf"^  tells  - {channel.key} (.*(?:shop|SHOP|-101).*)$", text, re.MULTILINE)
    after = re.findall(rf"^  tells  \+ {channel.key} (.*(?:checkout|CHECKOUT|-102).*)$", text, re.MULTILINE)
    assert len(before) == len(after) == 1


@each_channel
def test_it_is_documented(channel: Channel) -> None:
    """The row names the releases, the secrets and the account."""
    rows = (ROOT / "docs/notifications.md").read_text().splitlines()
    row = next((each for each in rows if each.startswith(f"| `{channel.key}` |")), "")
    _, _, title, releases, _, secrets, shared, escaped, _ = row.split("|")
    wanted = [
        version_text(each.version) for each in (channel.since, *(later.since for later in channel.later))
    ]
    assert re.findall(r"\d+\.\d+", releases) == wanted
    models = [channel.model, *([channel.account] if channel.account else [])]
    files = {name for model in models for name in model.model_fields if name.endswith("_file")}
    assert set(re.findall(r"`(\w+_file)`", secrets)) == files
    assert shared.strip() == (f"`{channel.key}`" if channel.account else "")
    assert title.strip() and escaped.strip()


@each_channel
def test_secrets_are_named_by_file(channel: Channel) -> None:
    models = [channel.model, *([channel.account] if channel.account else [])]
    names = {name for model in models for name in model.model_fields}
    suspicious = re.compile(r"secret|token|password|credential|api_key|user_key|webhook_url|api_url")
    assert [name for name in names if suspicious.search(name) and not name.endswith("_file")] == []


def test_what_an_account_gives_is_one_of_its_fields() -> None:
    for channel in CHANNELS:
        known = set(channel.account.model_fields) if channel.account else set()
        assert set(channel.required) <= known, channel.key


def test_a_url_that_alertmanager_appends_to_has_no_slash_at_its_end() -> None:
    [telegram] = [each for each in CHANNELS if each.key == "telegram"]
    read = telegram.model.model_validate({"chat_id": 5, "url": "https://telegram.example.com/"})
    assert read.url == "https://telegram.example.com"  # type: ignore[attr-defined]


def test_an_issue_that_resolves_hears_of_the_end_where_tickets_do_not() -> None:
    """Without the transition nothing happens at the end; what somebody says about `send_resolved` holds."""
    jira = "ticket: {jira: {project: SHOP, issue_type: Bug%s}}"
    account = "jira: {url: https://jira.example.com/rest/api/2, credentials_file: /etc/jira}\n"
    project = 'versions: {alertmanager: "0.35"}\n'

    def told(more: str) -> bool:
        plan = oncall_plan(account, team=f"teams:\n  shop: {{{jira % more}}}\n", project=project)
        [found] = [each for each in plan.oncall.receivers if each.name == "shop-ticket"]
        return found.integrations[0].send_resolved

    assert told(", resolve_transition: Done")
    assert not told("")
    assert not told(", resolve_transition: Done, send_resolved: false")
