"""Each hole of promtool, with a text that falls into it."""

from __future__ import annotations

import pytest

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Severity, Span
from slosmith.source.document import Document, Documents
from slosmith.verify import rules

GOOD = """\
groups:
- name: slo
  interval: 30s
  limit: 0
  rules:
  - record: slo:errors:rate5m
    expr: |-
      sum(rate(x{a="b"}[5m])) # why
    labels: {slo: A, service: "no"}
  - record: slo:errors:rate5m
    expr: sum(rate(y[5m]))
    labels: {slo: B, service: "no"}
  - alert: "Any name, with: signs"
    expr: slo:errors:rate5m > 0.1
    for: 1h30m
    keep_firing_for: 0s
    labels: {severity: page}
    annotations: {summary: "{{ $value }}"}
"""


def _group(*rules: str) -> str:
    return "groups:\n- name: g\n  rules:\n" + "".join(f"  - {rule}\n" for rule in rules)


def _verify(*texts: str) -> tuple[Diagnostic, ...]:
    artifacts = [Artifact(f"prometheus/rules/{'abc'[at]}.yaml", text) for at, text in enumerate(texts)]
    return rules.verify(artifacts)


def test_a_good_file_has_no_faults() -> None:
    assert _verify(GOOD) == ()


def test_only_rule_files_are_looked_at() -> None:
    assert rules.verify([Artifact("prometheus/tests/a.yaml", "- no rules"), Artifact("a.md", "{")]) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # Documents
        ("", "the rule file is empty"),
        ("# only a comment\n", "the rule file is empty"),
        ("---\n", "the rule file is empty"),
        (GOOD + "---\n" + GOOD, "the rule file holds 2 YAML documents, and Prometheus reads only the first"),
        (GOOD + "---\n", "the rule file holds 2 YAML documents, and Prometheus reads only the first"),
        ("groups: ]\n", "this is not YAML: did not find expected node content"),
        ("groups: 2024-13-45\n", "this is not YAML: month must be in 1..12"),
        # Groups
        ("- a\n", '`the rule file` is ["a"], not a mapping'),
        ("{}\n", "a rule file needs the key `groups`"),
        ("groups: []\n", "`groups` is empty"),
        ("groups:\n", "`groups` is null, not a list"),
        ("groups: [{name: g}]\n", "a group needs the key `rules`"),
        ("groups: [{name: g, rules: []}]\n", "`groups[0].rules` is empty"),
        ("groups: [{name: g, rules: }]\n", "`groups[0].rules` is null, not a list"),
        ("groups: [{name: g, rules: [1]}]\n", "`groups[0].rules[0]` is 1, not a mapping"),
        (GOOD.replace("name: slo\n", "name: ''\n"), "`groups[0].name` is empty"),
        (GOOD.replace("limit: 0", "query_offset: 1m"), "`query_offset` is not a key of a group"),
        (
            GOOD.replace("interval: 30s", "interval: 1.5h"),
            '`groups[0].interval`: "1.5h" is not a Prometheus duration such as `90s`, `5m` or `1d`',
        ),
        # Rules
        (_group("{alert: A, record: b, expr: up}"), 'alert "A": `record` is not a key of an alerting rule'),
        (_group("{expr: up}"), 'rule 1 of group "g": a recording rule needs the key `record`'),
        (_group("{alert: A}"), 'alert "A": an alerting rule needs the key `expr`'),
        (
            _group("{record: b, expr: up, for: 1m, annotations: {}}"),
            'record "b": `for`, `annotations` are not keys of a recording rule',
        ),
        (_group("{alert: A, expr: 1}"), 'alert "A": `expr` is 1, not text'),
        (_group('{alert: A, expr: ""}'), 'alert "A": `expr` is empty'),
        (
            _group("{alert: A, expr: up, for: 5}"),
            'alert "A": `for` is 5, not text',
        ),
        (
            _group("{alert: A, expr: up, for: ''}"),
            'alert "A": `for`: "" is not a Prometheus duration such as `90s`, `5m` or `1d`',
        ),
        # Names that only Prometheus 3 accepts
        (
            _group("{record: a-b, expr: up}"),
            'record "a-b": `record`: "a-b" is not a metric name that every Prometheus accepts',
        ),
        (
            _group('{record: "ab\\n", expr: up}'),
            'record "ab\\n": `record`: "ab\\n" is not a metric name that every Prometheus accepts',
        ),
        (
            _group("{alert: A, expr: up, labels: {foo-bar: x}}"),
            'alert "A": `labels`: "foo-bar" is not a label name that every Prometheus accepts',
        ),
        (
            _group("{alert: A, expr: up, annotations: {größe: x}}"),
            'alert "A": `annotations`: "größe" is not a label name that every Prometheus accepts',
        ),
        (
            _group("{record: b, expr: up, labels: {__name__: x}}"),
            'record "b": `labels`: "__name__" is not a label name that every Prometheus accepts',
        ),
        # Labels that are not text
        (_group("{alert: A, expr: up, labels: {tier: 1}}"), 'alert "A": `labels.tier` is 1, not text'),
        (_group("{alert: A, expr: up, labels: {on: x}}"), 'alert "A": `labels` is true, not text'),
        (_group("{alert: A, expr: up, labels: {tier: no}}"), 'alert "A": `labels.tier` is false, not text'),
        (_group("{alert: A, expr: up, labels: {tier: }}"), 'alert "A": `labels.tier` is null, not text'),
        (
            _group("{alert: A, expr: up, annotations: {since: 2024-01-02}}"),
            'alert "A": `annotations.since` is "2024-01-02", not text',
        ),
        # Kinds of expressions
        (
            _group('{record: b, expr: "x[5m]"}'),
            'record "b" has a range vector as expression; a rule needs an instant vector',
        ),
        (
            _group('{record: b, expr: "(rate(x[5m])[1h:1m]\\n)"}'),
            'record "b" has a range vector as expression; a rule needs an instant vector',
        ),
        (
            _group('{alert: A, expr: "1 > bool 0"}'),
            'alert "A" has a scalar as expression; a rule needs an instant vector',
        ),
        (
            _group("{alert: A, expr: '\"up\"'}"),
            'alert "A" has a string as expression; a rule needs an instant vector',
        ),
    ],
)
def test_hole(text: str, message: str) -> None:
    (found,) = _verify(text)
    assert (found.code, found.severity, found.message) == ("rule-shape", Severity.ERROR, message)
    assert found.span.file == "prometheus/rules/a.yaml"


@pytest.mark.parametrize("expr", ["vector(1)", "up > 1", "rate(x[5m] smoothed)", "x[5m", "sum(x[$__range])"])
def test_what_is_a_vector_or_cannot_be_parsed_is_left_to_promtool(expr: str) -> None:
    assert _verify(_group(f"{{record: b, expr: '{expr}'}}")) == ()


def test_all_faults_are_found_at_once() -> None:
    text = _group("{record: a-b, expr: 'x[5m]', labels: {a: 1, b: 2}}", "{alert: A}")
    assert len(_verify(text + "---\n", "")) == 7


ALERT = "{alert: A, expr: up, labels: {b: '2', a: '1'}}"


@pytest.mark.parametrize(
    ("texts", "first", "again"),
    [
        ((_group(ALERT, ALERT),), ("a.yaml", "groups[0].rules[0]"), ("a.yaml", "groups[0].rules[1]")),
        (
            (_group(ALERT) + _group(ALERT).removeprefix("groups:\n").replace("name: g", "name: h"),),
            ("a.yaml", "groups[0].rules[0]"),
            ("a.yaml", "groups[1].rules[0]"),
        ),
        (
            (GOOD, _group("{alert: B, expr: up}", ALERT), _group(ALERT.replace("expr: up", "expr: down"))),
            ("b.yaml", "groups[0].rules[1]"),
            ("c.yaml", "groups[0].rules[0]"),
        ),
    ],
    ids=["one group", "two groups", "two files"],
)
def test_the_same_rule_twice(texts: tuple[str, ...], first: tuple[str, str], again: tuple[str, str]) -> None:
    (found,) = _verify(*texts)
    assert (found.code, found.message) == ("rule-shape", 'alert A{a="1", b="2"} is defined twice')
    (related,) = found.related
    for span, (file, path) in ((related.span, first), (found.span, again)):
        assert (span.file, span.path) == (f"prometheus/rules/{file}", path)


@pytest.mark.parametrize(
    "other",
    [
        ALERT.replace("alert", "record"),
        ALERT.replace("alert: A", "alert: B"),
        ALERT.replace("'2'", "'3'"),
        ALERT.replace(", a: '1'", ""),
    ],
)
def test_rules_that_differ_are_not_the_same(other: str) -> None:
    assert _verify(_group(ALERT), _group(other)) == ()


def test_rules_without_a_name_are_not_the_same() -> None:
    found = _verify(_group("{expr: up}", "{expr: up}"))
    assert [each.message.partition(":")[0] for each in found] == [
        'rule 1 of group "g"',
        'rule 2 of group "g"',
    ]


def test_a_fault_stands_at_the_line_of_the_spec() -> None:
    document = Document("specs/a.yaml", "slos:\n- id: A\n", None, lambda path, key: (2, 3, 4))
    origins = {"g": (document.origin, document.origin.at("slos", 0))}
    text = _group("{record: ok, expr: up}", "{record: b, expr: 'x[5m]'}")
    judged = rules.verify([Artifact("prometheus/rules/a.yaml", text, origins)])
    (found,) = Documents([document]).located(judged)
    assert found.span == Span("specs/a.yaml", 2, 3, "slos[0]", "- id: A", 4)
    (generated,) = found.related
    assert (generated.span.file, generated.span.path) == ("prometheus/rules/a.yaml", "groups[0].rules[1]")


def test_both_places_of_a_repeated_rule_are_lines_of_the_spec() -> None:
    documents = [
        Document("specs/a.yaml", "a\nb\n", None, lambda path, key: (1, 1, 1)),
        Document("specs/b.yaml", "a\nb\n", None, lambda path, key: (2, 1, 1)),
    ]
    artifacts = [
        Artifact(f"prometheus/rules/{name}.yaml", _group(ALERT), {"g": (document.origin,)})
        for name, document in zip("ab", documents, strict=True)
    ]
    (found,) = Documents(documents).located(rules.verify(artifacts))
    assert str(found.span) == "specs/b.yaml:2:1"
    assert [str(each.span) for each in found.related] == ["specs/a.yaml:1:1", "prometheus/rules/b.yaml"]
