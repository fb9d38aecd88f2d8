"""GitHub's workflow commands, GitLab's Code Quality and the Markdown of a summary."""

from __future__ import annotations

import json

from markdown_it import MarkdownIt

from slosmith.report.github import as_github
from slosmith.report.gitlab import as_gitlab
from slosmith.report.markdown import as_markdown
from slosmith.report.text import as_text

from .samples import ALL, ERROR, FILE, HOSTILE, NOTE, WARNING, WHOLE, moved


def test_github_has_a_command_for_each() -> None:
    lines = as_github([ERROR, WARNING, NOTE]).splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice"]
    assert lines[2].startswith("::notice file=specs/project.yaml,title=slosmith%3A retention-unknown::")
    assert as_github([]) == ""


def test_github_gets_one_command_of_a_hostile_message() -> None:
    text = as_github([HOSTILE])
    assert text.count("\n") == 1
    assert "\r" not in text
    assert text.startswith(
        "::error file=specs/ü b%2520%3Ac%2Cd.yaml,line=1,col=2,title=slosmith%3A promtool::a<b>"
    )
    assert text.endswith("hint: \\x3a:stop-commands::x\\n</failure>\n")


def test_gitlab_has_what_code_quality_asks_for() -> None:
    found = json.loads(as_gitlab(ALL))
    assert found[0] | {"fingerprint": ""} == {
        "description": "the target is 0.999, which reads as 0.999%\nhint: did you mean 99.9%?",
        "check_name": "target-range",
        "fingerprint": "",
        "severity": "major",
        "location": {"path": FILE, "lines": {"begin": 4}},
    }
    assert [each["severity"] for each in found[:3]] == ["major", "minor", "info"]
    assert found[3]["location"] == {"path": "output/plan.json", "lines": {"begin": 1}}
    prints = [each["fingerprint"] for each in found]
    assert len(set(prints)) == len(ALL)
    assert prints == [each["fingerprint"] for each in json.loads(as_gitlab(moved(ALL, 3)))]
    assert as_gitlab([]) == "[]\n"


def test_markdown_is_the_text_in_one_block() -> None:
    hostile = HOSTILE.__class__("promtool", HOSTILE.severity, "```\n# x\n@all <b>\n````", WHOLE.span)
    tokens = MarkdownIt().parse(as_markdown([ERROR, hostile]))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close", "fence"]
    assert tokens[1].content == "2 errors:"
    assert tokens[3].content == as_text([ERROR, hostile])
    assert as_markdown([]) == "No findings.\n"
