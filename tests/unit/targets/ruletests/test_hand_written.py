"""Tests beside alerts, played by promtool: those that are right hold, and each of the others is told at its own line."""

from __future__ import annotations

from pathlib import Path

from slosmith.pipeline import compile_specs
from slosmith.tools.run import Tool
from slosmith.verify.ruletests import verify

PROJECT = """\
apiVersion: slosmith/v1
kind: Project
name: p
retention: 45d
targets: [prometheus, ruletests]
"""
SPEC = r"""
apiVersion: slosmith/v1
kind: Service
name: q
alerts:
  - name: V
    expr: max by (job) (x) > 5
    severity: high
    tests:
      - {given: {'x{job="a"}': "6x10"}, at: 5m, fires: true, labels: {job: a}}
      - {given: {'x{job="b"}': "6x10"}, at: 5m, quiet: true}
      - {given: {'x{job="c"}': "1x10"}, at: 5m, fires: true, labels: {job: c}}
  - name: Big
    expr: max by (job) (y) != 5
    severity: high
    summary: '{{ $value }} {{ printf "%5.2f" $value }} {{ "a\tb" }}'
    tests:
      - {given: {'y{job="a"}': "1000000x10"}, at: 5m, fires: true, labels: {job: a}, value: 1000000}
  - name: Svc
    expr: z == 0 # it
    severity: high
    summary: '{{ $value }}'
    tests:
      - {given: {'z{job="a",service="other"}': "0x10"}, at: 5m, fires: true, labels: {job: a}, value: 0}
      - {given: {'z{job="a",service="other"}': "0x10"}, at: 6m, fires: true, labels: {job: a}, value: 3}
  - name: NoValue
    expr: max by (job) (up) == 0
    severity: high
    summary: '{{ $value }} of {{ $labels.job }}'
    tests: [{given: {'up{job="a"}': "1x10"}, at: 5m, fires: true, labels: {job: a}}]
  - name: Err
    expr: a1 * on (job) b1 > 0
    severity: high
    tests: [{given: {'a1{job="a",i="1"}': "1x10",'a1{job="a",i="2"}': "1x10",'b1{job="a",i="2"}': "1x10"}, at: 5m, fires: true, labels: {job: a}}]
"""
# What stands in the lines of the tests that do not hold.
MARKS = {"b": 'job="b"', "c": 'job="c"', "svc": "at: 6m", "up": "'up{job", "err": "'a1{job"}
LONG = """
apiVersion: slosmith/v1
kind: Service
name: long
alerts:
  - name: First
    expr: max by (job) (up) == 0
    severity: high
    tests: [{given: {'up{job="a"}': "0x10"}, at: 5m, fires: true, labels: {job: a}, value: 0}]
  - name: Second
    expr: max by (job) (METRICSup) > 0
    severity: high
    tests: [{given: {'up{job="a"}': "1x10"}, at: 5m, fires: true, labels: {job: a}, value: 7}]
  - name: Ringing
    expr: count(ALERTS{alertstate="firing"}) > 0
    severity: high
    tests: [{given: {'up{job="a"}': "0x10"}, at: 1m, fires: true, value: 1}]
"""


def found(folder: Path, **texts: str) -> list[tuple[int, str]]:
    """Line and first words of each diagnostic of the tests."""
    (folder / "project.yaml").write_text(PROJECT)
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text)
    result = compile_specs(folder)
    assert not result.failed, result.diagnostics
    located = result.documents.located(verify(result.artifacts))
    return [(each.span.line, each.message.splitlines()[0]) for each in located]


def test_each_is_told_where_it_stands(promtool: Tool, tmp_path: Path) -> None:
    """Of several scenarios with one moment, and whatever the text of the alert is."""
    lines = {
        name: number
        for number, line in enumerate(SPEC.splitlines(), 1)
        for name in MARKS
        if MARKS[name] in line
    }
    assert sorted(found(tmp_path, s=SPEC)) == [
        (lines["b"], "this test of `V` does not hold at 5m:"),
        (lines["c"], "this test of `V` does not hold at 5m:"),
        (lines["svc"], "this test of `Svc` does not hold at 6m:"),
        (lines["up"], "this test of `NoValue` does not hold at 5m:"),
        (
            lines["err"],
            "a rule cannot be evaluated in this test: rule: Err, time: 0s, err: multiple matches for labels:"
            " many-to-one matching must be explicit (group_left/group_right)",
        ),
    ]


def test_long_expressions_and_alerts_on_alerts(promtool: Tool, tmp_path: Path) -> None:
    text = LONG.replace("METRICS", "".join(f"{letter * 150} or " for letter in "abc"))
    [told] = found(tmp_path, s=text)
    assert told == (13, "the alert's expression gives another value at 5m:")
