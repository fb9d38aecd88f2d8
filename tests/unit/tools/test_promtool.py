"""What the real promtool says of bad rule files, read; and its words of other releases, recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.tools import promtool as subject
from slosmith.tools.promtool import Complaint, Duplicate, Verdict, check_rules
from slosmith.tools.run import Crashed, Tool


def _group(*rules: str, name: str = "g") -> str:
    return f"groups:\n- name: {name}\n  rules:\n" + "".join(f"  - {rule}\n" for rule in rules)


GOOD = _group('{record: "a:b", expr: up}')


def _check(tool: Tool, folder: Path, **texts: str) -> Verdict:
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    return check_rules(tool, folder, [f"{name}.yaml" for name in texts])


def test_good_files_have_an_empty_verdict(promtool: Tool, tmp_path: Path) -> None:
    assert _check(promtool, tmp_path, a=GOOD, b=GOOD) == Verdict()


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (
            _group('{record: "a:b", expr: up}', '{record: "a:c", expr: "sum(up"}'),
            ("g", 1, "a:c", 5),
            "could not parse expression: 1:7: parse error: unclosed left parenthesis",
        ),
        (
            _group('{record: "a:b", expr: up, labels: {__name__: x}}'),
            ("g", 0, "a:b", 0),
            "invalid label name: __name__",
        ),
        (
            _group(
                '{alert: "A: b", expr: up, annotations: {summary: "{{ $value | nope }}"}}',
                name="'x \"y\" \\'",
            ),
            ('x "y" \\', 0, "A: b", 0),
            'annotation "summary": template: __alert_A: b:1: function "nope" not defined',
        ),
        (
            _group('{record: "a:b", expr: up, for: 1m}'),
            ("g", 0, "a:b", 4),
            "invalid field 'for' in recording rule",
        ),
        (
            _group('{record: "a:b", alert: A, expr: up}'),
            ("g", 0, "A", 4),
            "only one of 'record' and 'alert' must be set",
        ),
        (_group("{expr: up}"), ("g", 0, "", 0), "one of 'record' or 'alert' must be set"),
        ("groups: ]\n", (None, None, None, 0), "yaml: did not find expected node content"),
        (
            "groups:\n- a\n b: c\n",
            (None, None, None, 3),
            "yaml: mapping values are not allowed in this context",
        ),
        (
            "groups:\n- name: g\n  foo: 1\n",
            (None, None, None, 3),
            "field foo not found in type rulefmt.RuleGroup",
        ),
    ],
)
def test_a_complaint_is_read(
    promtool: Tool,
    tmp_path: Path,
    text: str,
    place: tuple[str | None, int | None, str | None, int],
    message: str,
) -> None:
    group, rule, name, line = place
    complaint = Complaint("bad.yaml", group, rule, name, message, line)
    assert _check(promtool, tmp_path, good=GOOD, bad=text) == Verdict((complaint,))


def test_a_repeated_group(promtool: Tool, tmp_path: Path) -> None:
    verdict = _check(promtool, tmp_path, bad=GOOD + GOOD.removeprefix("groups:\n"))
    (complaint,) = verdict.complaints
    # Prometheus 3 does not say the line.
    assert complaint._replace(line=0) == Complaint(
        "bad.yaml", None, None, None, 'groupname: "g" is repeated in the same file'
    )


def test_repeated_rules(promtool: Tool, tmp_path: Path) -> None:
    labelled = '{record: "a:b", expr: up, labels: {x: "y z", w: "1: 2"}}'
    alert = "{alert: A, expr: up}"
    text = _group(labelled, labelled, alert, alert, '{record: "a:c", expr: up}')
    duplicates = (Duplicate("A", frozenset()), Duplicate("a:b", frozenset({("x", "y z"), ("w", "1: 2")})))
    assert _check(promtool, tmp_path, good=GOOD, bad=text) == Verdict(duplicates=duplicates)


def test_repeated_rules_beside_other_faults(promtool: Tool, tmp_path: Path) -> None:
    twice = '{record: "a:b", expr: up}'
    verdict = _check(promtool, tmp_path, lint=_group(twice, twice), bad=_group('{record: "a:b", expr: "("}'))
    assert [each.file for each in verdict.complaints] == ["bad.yaml"]
    assert verdict.duplicates == (Duplicate("a:b", frozenset()),)


def test_a_missing_file_is_a_complaint_without_a_place(promtool: Tool, tmp_path: Path) -> None:
    (complaint,) = check_rules(promtool, tmp_path, ["gone.yaml"]).complaints
    assert complaint.file == ""
    assert "'gone.yaml' does not exist" in complaint.message


def test_every_chunk_is_judged(promtool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "FILES_PER_CALL", 2)
    bad = _group('{record: "a:b", expr: "("}')
    verdict = _check(promtool, tmp_path, a=bad, b=GOOD, c=GOOD, d=GOOD, e=bad)
    assert [each.file for each in verdict.complaints] == ["a.yaml", "e.yaml"]


@pytest.mark.parametrize(
    ("said", "complaints"),
    [
        # Prometheus 3 repeats YAML errors and positions, and logs in between.
        (
            'time=now level=WARN msg="Multiple document yaml rules files are not supported"\n'
            "a.yaml: yaml: line 3: bad\na.yaml: yaml: line 3: bad\n",
            (Complaint("a.yaml", None, None, None, "yaml: bad", 3),),
        ),
        (
            'a.yaml: 4:14: 4:28: group "g", rule 1, "q": twice\n',
            (Complaint("a.yaml", "g", 0, "q", "twice", 4),),
        ),
        (
            'a.yaml: 0:0: 0:0: group "\\u00e9\\tx", rule 12, "": none\n',
            (Complaint("a.yaml", "é\tx", 11, "", "none"),),
        ),
        (
            "time=now level=WARN source=x.go:1 msg=odd\na.yaml: bad\nmore\n",
            (
                Complaint("a.yaml", None, None, None, "bad"),
                Complaint("", None, None, None, "msg=odd\nmore"),
            ),
        ),
        ("b.yaml: bad\n", (Complaint("", None, None, None, "b.yaml: bad"),)),
        ("lint error of a new kind\n", (Complaint("", None, None, None, "lint error of a new kind"),)),
    ],
)
def test_nothing_said_is_lost(
    fake_tool: Callable[..., Path], tmp_path: Path, said: str, complaints: tuple[Complaint, ...]
) -> None:
    (tmp_path / "said").write_text(f"  FAILED:\n{said}")
    script = fake_tool("echo 'Checking a.yaml'; cat said >&2; exit 1")
    verdict = check_rules(Tool("promtool", str(script)), tmp_path, ["a.yaml"])
    assert verdict == Verdict(complaints)


def test_unknown_words_on_stdout_are_not_lost(fake_tool: Callable[..., Path], tmp_path: Path) -> None:
    script = fake_tool("echo '  SUCCESS: 1 rules found'; echo odd; exit 1")
    verdict = check_rules(Tool("promtool", str(script)), tmp_path, ["a.yaml"])
    assert verdict == Verdict((Complaint("", None, None, None, "odd"),))


def test_a_crash_of_one_call_leaves_the_findings_of_the_others(
    fake_tool: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "FILES_PER_CALL", 1)
    script = fake_tool('case "$*" in *a.yaml) exit 1;; esac; echo "b.yaml: bad"; exit 1')
    verdict = check_rules(Tool("promtool", str(script)), tmp_path, ["a.yaml", "b.yaml"])
    assert verdict.failures == (Crashed("promtool failed (exit 1) without saying why"),)
    assert verdict.complaints == (Complaint("b.yaml", None, None, None, "bad"),)


def test_a_hang_is_a_failure(fake_tool: Callable[..., Path], tmp_path: Path) -> None:
    tool = Tool("promtool", str(fake_tool("sleep 60")))
    verdict = check_rules(tool, tmp_path, ["a.yaml"], timeout=0.5)
    assert verdict.failures == (Crashed("promtool gave no answer within 0.5 seconds"),)


def test_the_command_line(fake_tool: Callable[..., Path], tmp_path: Path) -> None:
    script = fake_tool('echo "$*"; exit 1')
    verdict = check_rules(Tool("promtool", str(script)), tmp_path, ["a.yaml"], features=["x", "y"])
    assert verdict.complaints[0].message == (
        "check rules --lint=all --lint-fatal --enable-feature=x --enable-feature=y a.yaml"
    )
