"""promtool's words of a test file that fails, recorded, and whom they are told of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slosmith.artifact import Artifact, moment
from slosmith.diagnostics import Diagnostic, Span
from slosmith.source.document import Document, Documents
from slosmith.verify.unproven import unproven

PATH = "prometheus/tests/shop.alerts.yaml"
STORY = "1: Backlog is quiet at 5m; Backlog fires at 90m"
QUIET = """\
name: 1: Backlog is quiet at 5m; Backlog fires at 90m,
alertname: Backlog, time: 5m,
exp:[],
got:[
0:
Labels:{alertname="Backlog", severity="high"}
Annotations:{summary="alertname: Other, time: 1m,"}
]"""
LATER = """\
name: 1: Backlog is quiet at 5m; Backlog fires at 90m,
alertname: Backlog, time: 1h30m,
exp:[
0:
Labels:{alertname="Backlog"}
],
got:[]"""
VALUE = """\
expr: "max(queue{name=\\"a\\"}) # 1", time: 1h30m,
exp: {} 3E+00
got: {} 2E+00"""
FOREIGN = """\
name: an SLO,
alertname: BudgetBurn1h, time: 10m,
exp:[],
got:[]"""
ERROR = (
    "rule: Backlog, time: 0s, err: vector contains metrics with the same labelset after applying alert labels"
)


LINES = {("tests", index): index + 1 for index in range(3)}
SPEC = Document("specs/a.yaml", "a\nb\nc\n", None, lambda path, key: (LINES[path], 1, 1))  # type: ignore[index]


def faults(file: Artifact, said: str) -> list[Diagnostic]:
    return list(Documents([SPEC]).located(unproven(file, said)))


@pytest.fixture
def file() -> Artifact:
    first, second, third = (SPEC.origin.at(*place) for place in LINES)
    written = {
        moment("Backlog", 300, STORY): (first,),
        moment("Backlog", 5400, STORY): (second, third),
        moment('max(queue{name="a"}) # 1', 5400): (third,),
        "Backlog": (first, second, third),
    }
    return Artifact(PATH, "", written)


def told(file: Artifact, *accounts: str) -> list[tuple[int, str]]:
    """By line of the spec, 0 being the generated file."""
    found = faults(file, "\n".join(accounts))
    assert {each.code for each in found} == {"ruletest-failed"}
    assert {each.span.file for each in found if each.span.line} <= {"specs/a.yaml"}
    assert all(each.span == Span(PATH) for each in found if not each.span.line)
    return [(each.span.line, each.text) for each in found]


def test_a_moment_is_told_where_it_was_written(file: Artifact) -> None:
    """What a label or an annotation says does not begin another account."""
    [(line, message)] = told(file, QUIET)
    assert line == 1
    assert message == "this test of `Backlog` does not hold at 5m:\n" + QUIET.split("\n", 2)[2]


def test_each_moment_has_its_own(file: Artifact) -> None:
    assert [line for line, _ in told(file, QUIET, LATER)] == [1, 2]
    assert [line for line, _ in told(file, QUIET, VALUE)] == [1, 3]


def test_the_value_of_an_alert_that_is_not_there_is_no_news(file: Artifact) -> None:
    assert [line for line, _ in told(file, LATER, VALUE)] == [2]


def test_of_two_with_the_same_moment_both_are_named(file: Artifact) -> None:
    [found] = faults(file, LATER)
    assert [each.span.line for each in found.related] == [3, 0]


def test_a_value_is_told_of_the_expression(file: Artifact) -> None:
    assert told(file, VALUE) == [
        (3, "the alert's expression gives another value at 90m:\nexp: {} 3E+00\ngot: {} 2E+00")
    ]


@pytest.mark.parametrize(
    "said",
    [
        FOREIGN,
        ERROR.replace("Backlog", "Other"),
        QUIET.replace("1: ", "2: "),
        LATER.replace("1h30m", "1h"),
        VALUE.replace('\\"a', "\\x61"),
        "",
        "FAILED",
    ],
)
def test_all_else_is_told_of_the_file(file: Artifact, said: str) -> None:
    """In promtool's words, and never passed over."""
    assert told(file, said) == [(0, f"a test does not come out as it should:\n{said}".strip())]


def test_a_rule_that_fails_is_told_of_all_its_tests(file: Artifact) -> None:
    """And what does not fire for that reason is no news."""
    assert told(file, ERROR, LATER, VALUE) == [(1, f"a rule cannot be evaluated in this test: {ERROR}")]
    [found] = faults(file, ERROR)
    assert [each.span.line for each in found.related] == [2, 3, 0]


def test_long_lines_are_cut_when_they_are_told(file: Artifact) -> None:
    """And not before, or their end would not be seen."""
    long = VALUE.replace("max(", f"max({'a' * 500}")
    file = replace(
        file, origins={key.replace("max(", f"max({'a' * 500}"): each for key, each in file.origins.items()}
    )
    assert [line for line, _ in told(file, long)] == [3]
    [(_, message)] = told(file, FOREIGN + "b" * 500)
    assert message.splitlines()[-1] == f"got:[]{'b' * 391}..."


def test_what_is_left_over_comes_last(file: Artifact) -> None:
    other = ERROR.replace("Backlog", "Other")
    assert told(file, FOREIGN, QUIET, other)[0][0] == 1
    assert told(file, FOREIGN, QUIET, other)[1:] == [
        (0, f"a test does not come out as it should:\n{FOREIGN}\n{other}")
    ]
