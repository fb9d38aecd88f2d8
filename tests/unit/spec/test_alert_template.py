"""Templates of alerts: what Prometheus would refuse is refused, with a way out, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from slosmith.spec.alert_template import AlertLabel, AlertText
from slosmith.tools.promtool import check_rules
from slosmith.tools.run import Tool

TEXT = TypeAdapter(AlertText)
LABEL = TypeAdapter(AlertLabel)
GOOD = [
    "plain, { and } too",
    "{{ $labels.job }} at {{ $value | humanizePercentage }}",
    '{{- if gt $value 1000.0 }}{{ "{{" }} many {{`}}`}}{{ else }}{{ $value }}{{ end -}} wait',
    "{{ with query (printf \"up{job='%s'}\" $labels.job) }}{{ . | first | value }}{{ else }}none{{ end }}",
    '{{ range $i, $each := query "up" }}{{ $i }} {{ $each.Labels.instance }} {{ .Value }}{{ end }}',
    '{{ if and (eq $labels.a "x") (not $labels.b) }}a{{ else if true }}b{{ end }}',
    "{{/* nope }} nope */}}{{ $x := 1e3 }}{{ $x }} {{ 'a' }}",
    '{{ define "nope" }}x{{ end }}{{ template "nope" . }} {{ $externalURL }} {{ $.Value }}',
    '{{ .Labels.nope }} {{ $labels.nope }} {{ reReplaceAll "(.*)" "$nope" "a" }}',
]
BAD = [
    ("{{ $labels.job }", "do not match", "needs its"),
    ("{{ $value | humanize } wait in {{ $labels.queue }}", "do not match", "needs its"),
    ("{{ $labels.job }} }}", "do not match", ""),
    ('{{ "}}', "do not match", ""),
    ("{{ $value | humanise }}", "no function `humanise`", "did you mean `humanize`?"),
    ("{{ labels.job }}", "no function `labels`", ""),
    ("{{ $labels.job }} {{ frobnicate 1 }}", "no function `frobnicate`", "`$labels.<name>` is a label"),
    ("{{ $labells.job }}", "no variable `$labells`", "did you mean `$labels`?"),
    ('{{ $i }}{{ range $i, $x := query "up" }}{{ end }}', "no variable `$i`", ""),
    ("{{ if $value }}x", "`{{ if }}` has no end", "close it"),
    ("{{ end }}", "`{{ end }}` belongs to nothing", ""),
    ("{{ if true }}{{ end }}{{ else }}", "`{{ else }}` belongs to nothing", ""),
]


@pytest.mark.parametrize("text", GOOD)
def test_good(text: str) -> None:
    assert TEXT.validate_python(text) == text


@pytest.mark.parametrize(("text", "message", "hint"), BAD)
def test_bad(text: str, message: str, hint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TEXT.validate_python(text)
    [error] = refused.value.errors()
    assert error["type"] == "bad-text"
    assert message in error["msg"]
    assert hint in error["ctx"]["hint"]


@pytest.mark.parametrize("text", ["{{ $value }}", 'a"b', "a\\b", "{{ .Value }}", "{{ nope }}"])
def test_what_no_label_may_hold(text: str) -> None:
    with pytest.raises(ValidationError):
        LABEL.validate_python(text)


@pytest.mark.parametrize(
    "text",
    [
        '{{ $labels.a }}-{{ "b" }}',
        '{{ reReplaceAll "}}" "\\\\." $labels.job }}',
        "{{ $labels.Value }}",
        '{{ "$value" }}',
    ],
)
def test_what_a_label_may_hold(text: str) -> None:
    assert LABEL.validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["{{ " * 60_000, '{{ "' * 60_000, "{{ ' }} " * 60_000, "{{/*" * 60_000, "{{ }" * 60_000]
)
def test_what_is_hostile_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(text)


def test_prometheus_is_of_the_same_mind(promtool: Tool, tmp_path: Path) -> None:
    """Of all but braces that stand for themselves, which are a slip of the pen more often than meant."""
    meant = [(text, True) for text in GOOD]
    meant += [(text, False) for text, message, _ in BAD if "}} }}" not in text]
    for number, (text, _) in enumerate(meant):
        rule = {"alert": "A", "expr": "up == 0", "annotations": {"a": text}}
        (tmp_path / f"{number}.yaml").write_text(json.dumps({"groups": [{"name": "g", "rules": [rule]}]}))
    for number, (text, good) in enumerate(meant):
        verdict = check_rules(promtool, tmp_path, [f"{number}.yaml"])
        assert (not verdict.complaints) is good, text
