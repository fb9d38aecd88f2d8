"""What each channel shows of a hostile alert: every text of the golden case `channels`, rendered as Alertmanager does.

Label values and annotations of the sample mention people, forge links and break markup in the notation of every chat.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from slosmith.spec.oncall.channels import CHANNELS
from slosmith.tools import amtool
from slosmith.tools.run import Passed, Tool, find, run
from slosmith.verify.samples import samples

CASE = Path(__file__).parent / "channels"
OUTPUT = CASE / "output" / "alertmanager"
KEYS = [each.key for each in CHANNELS]
# They send Alertmanager's JSON, and have no texts.
JSON_ONLY = {"incidentio", "webhook"}
# Alertmanager renders these with html/template.
HTML = {("email", "html"), ("telegram", "message")}

EVIL = "https://evil.example"
PATH = (
    f"<!here> <{EVIL}|Playbook> @here @all <@U1> <@all> [Playbook]({EVIL}) [Playbook|{EVIL}]"
    f' <a href="{EVIL}">Playbook</a> ![x]({EVIL}) {{color:red}} *b* _i_ `c` ~s~ \\'
)
SUMMARY = "p95 <300ms & snake_case_name {{ .Oops }}"
DESCRIPTION = "First line.\n- no list\n# no heading\n1. no number\nh1. no heading\n> no quotation"


def hostile() -> dict[str, Any]:
    data = deepcopy(samples()["several"])
    for alert in data["alerts"]:
        alert["labels"] |= {"path": PATH, "service": "shop<!here>"}
        alert["annotations"] |= {"summary": SUMMARY, "description": DESCRIPTION, "playbook": "INC-1](x)"}
        alert["annotations"]["runbook_url"] = f"https://runbooks.example.com/a b?x=1&y=2|>)]({EVIL}"
    data["commonLabels"] |= {"service": "shop<!here>", "region": "eu&<b>"}
    data["commonAnnotations"] |= {"summary": SUMMARY}
    return data


def texts(tree: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """(key, text) of every template within the settings of an integration."""
    if isinstance(tree, dict):
        for name, inner in tree.items():
            yield from texts(inner, name)
    elif isinstance(tree, list):
        for inner in tree:
            yield from texts(inner, key)
    elif isinstance(tree, str) and "{{" in tree:
        yield key, tree


@cache
def tool() -> Tool:
    found = find("amtool", amtool.MINIMUM)
    assert isinstance(found, Tool), "`make test` installs it"
    return found


def rendered(folder: Path, text: str, kind: str = "text") -> str:
    data = folder / "data.json"
    data.write_text(json.dumps(hostile()))
    options = (f"--template.type={kind}", f"--template.text={text}", f"--template.data={data}")
    glob = f"--template.glob={OUTPUT}/templates/*.tmpl"
    outcome = run(tool(), ("template", "render", glob, *options), cwd=folder, timeout=60.0)
    assert isinstance(outcome, Passed), outcome
    return outcome.stdout


def of_channel(key: str) -> Iterator[tuple[str, str]]:
    configs = next(each.configs for each in CHANNELS if each.key == key)
    config = yaml.safe_load((OUTPUT / "alertmanager.yaml").read_text())
    for receiver in config["receivers"]:
        yield from texts(receiver.get(configs, []))


@pytest.mark.parametrize("key", KEYS)
def test_rendered(key: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    parts = []
    for name, text in dict.fromkeys(of_channel(key)):
        kind = "html" if (key, name) in HTML else "text"
        parts.append(f"=== {name}: {text}\n{rendered(tmp_path, text, kind)}\n")
    assert bool(parts) != (key in JSON_ONLY)
    if not parts:
        return
    expected, found = CASE / "notifications" / f"{key}.txt", "".join(parts)
    if request.config.getoption("--update-golden"):
        expected.write_text(found, encoding="utf-8", newline="\n")
    assert found == expected.read_text(encoding="utf-8"), "if this is meant: make golden"


def test_each_rendering_belongs_to_a_channel() -> None:
    assert {path.stem for path in (CASE / "notifications").iterdir()} == set(KEYS) - JSON_ONLY


# What a chat reads as a mention, a link to elsewhere or a tag, in the notation of each.
FORBIDDEN = {
    "slack": r"<!(?!subteam)|<@(?!U0123ABCD)|<https?://evil|<a ",
    "mattermost": r"<|@(?:here|all)|(?<!\\)\]\(https?://evil",
    "webex": r"<|(?<!\\)\]\(https?://evil",
    "rocketchat": r"<[!@ah]|@(?:here|all)|\]\(https?://evil",
    "telegram": r"<(?!/?b>|a href=\"https://(?:runbooks|grafana)|a href=\"http://prometheus|/a>)|@(?:here|all)",
    "wechat": r"<[!@ah]",
    "jira": r"(?<!\\)[{!]|(?<!\\)\[(?!Playbook INC|Dashboard\||Query\|)",
    "msteams": r"(?<!\\)<|(?<!\\)\]\(https?://evil",
    "discord": r"(?<!\\)<|(?<!\\)\]\(https?://evil",
}
TEXTS = {
    key: f'{{{{ template "slosmith.{key}.{part}" . }}}}'
    for key, part in (
        ("slack", "text"),
        ("mattermost", "message"),
        ("webex", "message"),
        ("rocketchat", "text"),
        ("telegram", "message"),
        ("wechat", "message"),
        ("jira", "text"),
        ("msteams", "text"),
        ("discord", "text"),
    )
}


@pytest.mark.parametrize("key", sorted(FORBIDDEN))
def test_values_neither_mention_nor_link_nor_mark_up(key: str, tmp_path: Path) -> None:
    message = rendered(tmp_path, TEXTS[key], "html" if key == "telegram" else "text")
    assert re.findall(FORBIDDEN[key], message) == []


@pytest.mark.parametrize("key", ["mattermost", "webex", "msteams", "discord"])
def test_markdown_reads_back_what_was_written(key: str, tmp_path: Path) -> None:
    """A reader of CommonMark shows every value as it is, and follows no link but ours."""
    message = rendered(tmp_path, TEXTS[key]).replace("\u200b", "")
    shown = html.unescape(re.sub(r"<[^>]*>", "", MarkdownIt("commonmark").render(message)))
    for value in (SUMMARY, PATH, *DESCRIPTION.splitlines()):
        assert value in shown
    links = re.findall(r'href="([^"]*)"', MarkdownIt("commonmark").render(message))
    assert {link.split("/")[2] for link in links} == {
        "runbooks.example.com",
        "grafana.example.com",
        "prometheus.example.com",
    }
    assert "<ul>" not in MarkdownIt("commonmark").render(message)


def test_slack_shows_what_was_written(tmp_path: Path) -> None:
    message = rendered(tmp_path, TEXTS["slack"])
    shown = message.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert f"*{SUMMARY}*" in shown
    assert f"path {PATH}," in shown
    assert "|Playbook INC-1](x)>" in message, "our own link stays one"


def test_a_message_to_telegram_is_short(tmp_path: Path) -> None:
    """Alertmanager puts an apology in place of what is longer than 4,096 characters."""
    data = hostile()
    data["alerts"] = [data["alerts"][0] | {"annotations": {"summary": "x" * 9000}} for _ in range(50)]
    (tmp_path / "data.json").write_text(json.dumps(data))
    options = ("--template.type=html", f"--template.text={TEXTS['telegram']}", "--template.data=data.json")
    glob = f"--template.glob={OUTPUT}/templates/*.tmpl"
    outcome = run(tool(), ("template", "render", glob, *options), cwd=tmp_path, timeout=60.0)
    assert isinstance(outcome, Passed)
    assert len(outcome.stdout) < 4096
    assert "These are the first 3 of 50 alerts." in outcome.stdout
