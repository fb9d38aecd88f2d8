"""Whatever a message says, a report stays well-formed and means one thing for each diagnostic."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.codes import CODES
from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.report import REPORTERS
from tests.unit.report.test_junit import suite_of
from tests.unit.report.test_sarif import SCHEMA

SETTINGS: dict[str, Any] = {"derandomize": True, "deadline": None, "max_examples": 80}

# All of Unicode with halves of characters, and more often what means something to somebody.
PIECES = (
    "::",
    "\r",
    "\n",
    "%0A",
    "##[error]",
    "]]>",
    "<!--",
    "&#0;",
    "\x00",
    "\x1b[2J",
    "](",
    "```",
    ",line=",
    "é",
)
texts = st.lists(st.sampled_from(PIECES) | st.text(st.characters()), min_size=1).map("".join).filter(bool)
spans = st.builds(
    Span,
    file=texts.map(lambda text: f"specs/{text}"),
    line=st.integers(0, 3),
    column=st.integers(1, 9),
    excerpt=texts,
    width=st.integers(0, 9),
)
codes = st.sampled_from(sorted(CODES))
diagnostics = st.builds(
    diagnose,
    codes,
    texts,
    spans,
    hint=st.just("") | texts,
    related=st.lists(st.builds(Related, texts, spans), max_size=2),
)
many = st.lists(diagnostics, max_size=4)


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def obeyed(line: str) -> Command | None:
    """What GitHub's runner takes from a line of output: `::name key=value::message`, else `##[name]` anywhere."""
    found = re.fullmatch(r"\s*::(\S*?)(?: (.*?))?::(.*)", line, re.DOTALL)
    if found is None:
        return Command("##", {}, line) if "##[" in line else None
    pairs = [pair.split("=", 1) for pair in (found[2] or "").split(",")]
    return Command(found[1], {key: _decoded(value, ":,") for key, value in pairs}, _decoded(found[3]))


def _decoded(text: str, more: str = "") -> str:
    for char in "\r\n" + more + "%":
        text = text.replace(f"%{ord(char):02X}", char)
    return text


@given(many)
@settings(**SETTINGS)
def test_github_obeys_one_command_for_each(found: list[Diagnostic]) -> None:
    # .NET, in which the runner is written, ends a line at these.
    lines = re.split(r"\r\n|\r|\n", REPORTERS["github"](found))
    assert lines.pop() == ""
    commands = [obeyed(line) for line in lines]
    assert len(commands) == len(found)
    for each, command in zip(found, commands, strict=True):
        assert command is not None
        assert command.name in {"error", "warning", "notice"}
        place = {"line", "col"} if each.span.line else set()
        assert set(command.properties) == {"file", "title"} | place
        assert command.properties["file"] == each.span.file
        assert command.message == each.message + (f"\nhint: {each.hint}" if each.hint else "")


@given(many)
@settings(**SETTINGS)
def test_sarif_is_valid(found: list[Diagnostic]) -> None:
    text = REPORTERS["sarif"](found)
    SCHEMA.validate(json.loads(text))
    results = json.loads(text)["runs"][0]["results"]
    assert len({each["partialFingerprints"]["slosmith/v1"] for each in results}) == len(found)


@given(many)
@settings(**SETTINGS)
def test_junit_is_well_formed(found: list[Diagnostic]) -> None:
    errors = sum(each.severity == "error" for each in found)
    assert len(suite_of(*found)) == len(found) + (errors == 0)


@given(many)
@settings(**SETTINGS)
def test_json_says_what_was_said(found: list[Diagnostic]) -> None:
    messages = [each.message for each in found]
    assert [each["message"] for each in json.loads(REPORTERS["json"](found))] == messages
    described = [each["description"] for each in json.loads(REPORTERS["gitlab"](found))]
    assert [text.startswith(message) for text, message in zip(described, messages, strict=True)] == [
        True
    ] * len(found)


def test_the_reader_of_commands_finds_what_is_hidden() -> None:
    """Else the property above could not fail."""
    assert obeyed("  ::set-output name=x::y") == Command("set-output", {"name": "x"}, "y")
    assert obeyed("specs/a.yaml:1:1: error: x ##[error]y") is not None
    assert obeyed("specs/a.yaml:1:1: error: x ::error::y") is None
