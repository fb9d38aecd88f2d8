"""promtool's complaints, brought home to the spec; and what is said when it gives no answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.diagnostics import Related, Severity, Span
from slosmith.source.document import Document, Documents
from slosmith.tools.run import Tool
from slosmith.verify import promtool as subject
from slosmith.verify import verify

FakeTool = Callable[..., Path]

BAD = """\
groups:
- name: slo "A"
  rules:
  - {record: "a:b", expr: up}
  - {record: "a:c", expr: "sum(up"}
"""
GOOD = BAD.replace("sum(up", "sum(up)")
PATH = "prometheus/rules/checkout/a.yaml"


SPEC = Document("specs/a.yaml", "slos:\n- id: A\n", None, lambda path, key: (2, 3, 4))


def _artifact(text: str, path: str = PATH) -> Artifact:
    return Artifact(path, text, {'slo "A"': (SPEC.origin, SPEC.origin.at("slos", 0))})


def test_good_rules_are_accepted(promtool: Tool) -> None:
    assert verify([_artifact(GOOD), Artifact("handbook.md", "# not rules")]) == ()


def test_a_complaint_stands_at_the_line_of_the_spec(promtool: Tool) -> None:
    (found,) = verify([_artifact(BAD)], Documents([SPEC]))
    assert (found.code, found.severity) == ("promtool", Severity.ERROR)
    assert found.message.startswith('rule "a:c": could not parse expression: ')
    assert found.span == Span("specs/a.yaml", 2, 3, "slos[0]", "- id: A", 4)
    assert found.related == (Related("generated as", Span(PATH, 5, 1)),)


def test_what_is_wrong_with_all_rules_of_a_place_is_said_once(promtool: Tool) -> None:
    wrong = '{alert: %s, expr: up, annotations: {a: "{{ nope }}"}}'
    rules = "".join(f"  - {wrong % name}\n" for name in ("First", "Second", "Third"))
    slo, other = SPEC.origin.at("slos", 0), SPEC.origin.at("alerts", 0)
    text = f"groups:\n- name: g\n  rules:\n{rules}"
    found = verify([Artifact(PATH, text, {"g": (slo, slo, other)})])
    assert [(each.span.path, each.message.partition(": ")[0]) for each in found] == [
        ("slos[0]", 'rule "First"'),
        ("alerts[0]", 'rule "Third"'),
    ]
    assert [each.message.endswith(" (and 1 more of its rules)") for each in found] == [True, False]


def test_without_an_origin_it_stands_at_the_generated_file(promtool: Tool) -> None:
    (found,) = verify([Artifact(PATH, BAD)])
    assert found.span == Span(PATH, 5, 1)
    assert found.related == ()


def test_a_complaint_about_a_file(promtool: Tool) -> None:
    doubled = GOOD + GOOD.removeprefix("groups:\n").replace("a:", "b:")
    (found,) = subject.verify([_artifact(doubled)])
    assert (found.code, found.span.file) == ("promtool", PATH)
    assert found.message == 'groupname: "slo "A"" is repeated in the same file'


def test_a_nameless_rule_is_named_by_its_place(promtool: Tool) -> None:
    (found,) = subject.verify([Artifact(PATH, "groups: [{name: g, rules: [{expr: up}]}]\n")])
    assert found.message == "rule 1 of group \"g\": one of 'record' or 'alert' must be set"


def test_many_files_are_told_apart(promtool: Tool) -> None:
    artifacts = [_artifact(GOOD, "prometheus/rules/z.yaml"), Artifact(PATH, BAD), Artifact("x.yaml", "}")]
    (found,) = subject.verify(artifacts)
    assert found.span.file == PATH


def test_a_duplicate_is_said_once(promtool: Tool) -> None:
    text = "groups:\n- name: g\n  rules:\n  - {alert: A, expr: up}\n  - {alert: A, expr: down}\n"
    (found,) = verify([Artifact(PATH, text)])
    assert (found.code, found.message) == ("rule-shape", "alert A{} is defined twice")


def test_a_duplicate_that_only_promtool_sees(promtool: Tool) -> None:
    text = GOOD.replace('record: "a:b"', "record: A").replace('record: "a:c"', "alert: A")
    (found,) = verify([_artifact(text)], Documents([SPEC]))
    assert (found.code, found.message) == ("promtool", "several rules of one file are named A{}")
    assert str(found.span) == "specs/a.yaml:2:3"


def test_features_are_passed_on(fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    script = fake_tool('case "$*" in *--enable-feature=new*) exit 0;; esac; echo refused; exit 1')
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(script))
    assert verify([_artifact(GOOD)], features=("new",)) == ()
    assert [each.message for each in verify([_artifact(GOOD)])] == ["refused"]


def test_words_that_cannot_be_read_are_an_error(fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(fake_tool("echo 'flag --lint is gone' >&2; exit 1")))
    (found,) = verify([_artifact(GOOD)])
    assert (found.code, found.severity, found.message) == ("promtool", Severity.ERROR, "flag --lint is gone")


def test_absence_is_a_warning_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SLOSMITH_PROMTOOL", raising=False)
    (found,) = verify([_artifact(BAD)], Documents([SPEC]))
    assert (found.code, found.severity) == ("tool-missing", Severity.WARNING)
    assert found.message == "the rules were not checked by promtool: promtool is not installed"
    assert "SLOSMITH_PROMTOOL" in found.hint


def test_an_old_promtool_is_a_warning(fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch) -> None:
    script = fake_tool("exit 0", version="promtool, version 2.41.0")
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(script))
    (found,) = verify([_artifact(BAD)], Documents([SPEC]))
    assert found.code == "tool-missing"
    assert f"promtool 2.41.0 ({script}) is too old: 2.42 or newer is needed" in found.message


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("echo why >&2; kill -SEGV $$", "promtool was ended by SIGSEGV: why"),
        ("exit 1", "promtool failed (exit 1) without saying why"),
    ],
)
def test_a_crash_is_an_error(
    fake_tool: FakeTool, monkeypatch: pytest.MonkeyPatch, body: str, message: str
) -> None:
    monkeypatch.setenv("SLOSMITH_PROMTOOL", str(fake_tool(body)))
    (found,) = verify([_artifact(GOOD)])
    assert (found.code, found.severity, found.message) == ("tool-crashed", Severity.ERROR, message)


def test_no_tool_is_looked_for_without_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLOSMITH_PROMTOOL", "/nowhere/promtool")
    assert verify([Artifact("handbook.md", "# none")]) == ()


def test_the_order_of_diagnostics_is_stable(promtool: Tool) -> None:
    artifacts = [Artifact(PATH, BAD), Artifact("prometheus/rules/z.yaml", "")]
    found = verify(artifacts)
    assert [each.code for each in found] == ["promtool", "rule-shape"]
    assert found == verify(artifacts[::-1])
