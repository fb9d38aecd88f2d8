"""UTF-8 names and PromQL newer than promql-parser, through every SLI type: rules, tests, texts."""

from __future__ import annotations

import re

import pytest
from tests.plans import slo_of

from slosmith.plan.annotations import label_value
from slosmith.plan.slo_rules import slo_rules
from slosmith.promql.expr import text
from slosmith.promql.newer import quoted_name
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.strings import QUOTED, selector_text
from slosmith.targets.ruletests.oracle.gotemplate import Moment, render

PROJECT = "promql: extended\nversions: {prometheus: '3.0', alertmanager: '0.28'}"
SLIS = {
    "ratio of selectors": """{ratio: {bad: '{"http.count",code=~"5.."}', total: '{"http.count"}'}}""",
    "good events": """{ratio: {good: '{"http.count",code!~"5.."}', total: '{"http.count"}'}}""",
    "ratio of expressions": """{ratio: {bad: 'sum by ("service.name") (rate({"http.count",code="5"}[$window]))', total: 'sum by ("service.name") (rate({"http.count"}[$window]))'}}""",
    "latency": """{latency: {histogram: http.server.duration, threshold: 0.3, selector: '"http.route"!="/x"'}}""",
    "native latency": "{latency: {histogram: http.server.duration, threshold: 0.3, native: true}}",
    "time slice": """{time_slice: {query: 'max by ("service.name") ({"queue.depth"})', at_most: 100}}""",
    "probe": """{probe: {metric: '{"probe.up"}'}}""",
    "raw": """{raw: {error_ratio: 'max by ("service.name") (avg_over_time({"error.share"}[$window]))'}}""",
}


@pytest.mark.parametrize("sli", SLIS.values(), ids=SLIS)
@pytest.mark.parametrize("group_by", ["", "group_by: [service.name], "])
def test_rules_name_them_as_prometheus_3_reads_them(sli: str, group_by: str) -> None:
    slo = slo_of(f"{group_by}target: 99%", sli, project=PROJECT)
    for rule in slo_rules(slo).rules:
        parsed = parse(text(rule.expr))
        assert isinstance(parsed, Parsed), (text(rule.expr), parsed)
        assert "service.name" not in re.sub(QUOTED, "", text(rule.expr))
    grouped = {rule.name for rule in slo_rules(slo).rules if '"service.name"' in text(rule.expr)}
    assert not group_by or {"slo:errors:rate", "slo:events:rate", "slo:error_ratio:rate1h"} <= grouped
    if "native" not in sli:
        assert slo.inputs.reason == ""


@pytest.mark.parametrize(
    "sli",
    [
        "{ratio: {bad: 'sum(rate(a{code=\"5\"}[$window] anchored))', total: 'sum(rate(a[$window] anchored))'}}",
        "{time_slice: {query: 'max(x[1m+2m] smoothed)', at_most: 1}}",
        "{probe: {metric: 'up fill(0)'}}",
        "{raw: {error_ratio: 'max(rate(a[$window] anchored))'}}",
        "{raw: {error_ratio: 'max(rate(a[$window] anchored))', events: 'sum(rate(b[$window] anchored))'}}",
    ],
)
def test_what_promql_parser_does_not_know_is_left_to_promtool(sli: str) -> None:
    slo = slo_of("target: 99%", sli, project=PROJECT)
    assert list(slo_rules(slo).rules)
    assert slo.inputs.reason == "its PromQL is newer than what slosmith reads"


def test_templates_read_a_label_that_go_takes_no_dot_for() -> None:
    moment = Moment({"service.name": "a b"}, None, lambda source: ())
    assert render("{{ " + label_value("service.name") + " }}", moment) == "a b"
    assert label_value("region") == "$labels.region"


@pytest.mark.parametrize(
    ("metric", "matchers", "printed"),
    [
        ("a:b", "", "a:b"),
        ("a", 'b="c"', 'a{b="c"}'),
        ("a.b", "", '{"a.b"}'),
        ("a.b", 'c="d"', '{"a.b", c="d"}'),
    ],
)
def test_selectors(metric: str, matchers: str, printed: str) -> None:
    assert selector_text(metric, matchers) == printed


def test_quoted_names_are_names_and_no_values() -> None:
    assert quoted_name('sum by ("a.b") (x{c="d.e"})') == '"a.b"'
    assert quoted_name('x{c="d.e"} > 1') == ""
