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
    "{{ if true }}a{{ else if false }}b{{ else if (eq 1 2) }}c{{ else }}d{{ end }}",
    "{{ with $x := query `up` }}{{ $x | first | value }}{{ end }}{{ $y := 1 }}{{ $y = 2 }}{{ (index $labels `a`) }}",
    "{{ 0x1F }} {{ 017 }} {{ 1_000 }} {{ -1.5e-3 }} {{ .5 }} {{ '\\n' }} {{ \"\\u00e9\\x41\" }} {{ 1i }}",
    "{{ range query `up` }}{{ break }}{{ end }}{{ block `x` . }}{{ .Value }}{{ end }}{{ (query `up`|first).Value }}",
    "{{\n  $value\n  | humanize\n}} {{- /* so */ -}} {{ len $labels }}{{ true }}{{ print nil }}",
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
    ("{{ if true }}a{{ else }}b{{ else }}c{{ end }}", "`{{ else }}` belongs to nothing", ""),
    ("{{ if true }}a{{ else }}b{{ else if true }}c{{ end }}", "`{{ else }}` belongs to nothing", ""),
    ("{{ range query `up` }}{{ else if true }}{{ end }}", "`if` cannot stand here", ""),
    ("{{ if }}x{{ end }}", "a value is missing in `{{ if }}`", "name a label"),
    ("{{ $$value }}", "`$` means nothing after `$`", ""),
    ('{{ $value"a" }}', '`"` means nothing after `$value`', ""),
    ('{{ "a""b" }}', '`"b"` cannot stand here', ""),
    ('{{ ("a")("b") }}', "`(` cannot stand here", ""),
    ("{{ $labels .5m }}", "`.5m` is not a number", ""),
    ("{{ 09 }}{{ 1_ }}", "`09` is not a number", ""),
    ("{{ 18446744073709551616 }}", "is not a number", ""),
    ("{{ 1e999 }}", "is not a number", ""),
    ("{{ '\\q' }}", "is not one character", "double quotes"),
    ("{{ 'ab' }}", "do not match", ""),
    (r'{{ match "\d" "a" }}', r"`\d` is no escape of Go", "backticks"),
    ("{{ 1 | 2 }}", "`2` cannot take what `|` hands on", ""),
    ("{{ | humanize }}", "a value is missing in an action", ""),
    ("{{ $value || humanize }}", "a value is missing in an action", ""),
    ("{{ ( ) }}", "a value is missing in parentheses", ""),
    ("{{ (1 }}", "`(` is not closed", ""),
    ("{{ 1) }}", "`)` cannot stand here", ""),
    ("{{ 1, 2 }}", "`,` cannot stand here", ""),
    ("{{ $x, $y := query `up` }}", "`,` cannot stand here", ""),
    ("{{ range $x, 1 := query `up` }}{{ end }}", "a range declares variables only", ""),
    ("{{ true.x }}", "`true` has no field `.x`", ""),
    ("{{ range query `up` }}{{ with range }}{{ end }}{{ end }}", "`range` cannot stand here", ""),
    ("{{ template $value }}", "`{{ template }}` has no name", ""),
    ("{{ if true }}{{ define `x` }}{{ end }}{{ end }}", "stands within another block", ""),
    ("{{ break }}", "outside of a range", ""),
    ("{{ range query `up` }}{{ block `x` . }}{{ continue }}{{ end }}{{ end }}", "outside of a range", ""),
    ("{{ define `x` }}{{ $value }}{{ end }}", "no variable `$value`", ""),
    ("{{ if $x := 1 }}{{ end }}{{ $x }}", "no variable `$x`", ""),
    ("{{ end x }}", "belongs to nothing", ""),
    ("{{ if true }}{{ end x }}", "`x` cannot stand here", ""),
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
    "text",
    [
        "{{ " * 60_000,
        '{{ "' * 60_000,
        "{{ ' }} " * 60_000,
        "{{/*" * 60_000,
        "{{ }" * 60_000,
        "{{ " + "(" * 60_000 + "1 }}",
    ],
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
    verdict = check_rules(promtool, tmp_path, [f"{number}.yaml" for number in range(len(meant))])
    refused = {complaint.file for complaint in verdict.complaints}
    for number, (text, good) in enumerate(meant):
        assert (f"{number}.yaml" not in refused) is good, text
