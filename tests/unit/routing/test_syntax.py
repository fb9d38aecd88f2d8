"""Matchers are read as Alertmanager reads them and written so that every release of it agrees."""

from __future__ import annotations

import pytest

from slosmith.matching.matcher import Matcher
from slosmith.routing.syntax import parse_matcher, parse_matchers


@pytest.mark.parametrize(
    ("text", "matcher", "written"),
    [
        ('severity="page"', Matcher("severity", "=", "page"), 'severity="page"'),
        ("severity = page", Matcher("severity", "=", "page"), 'severity="page"'),
        ("severity!=page", Matcher("severity", "!=", "page"), 'severity!="page"'),
        ('team=~"a|b"', Matcher("team", "=~", "a|b"), 'team=~"a|b"'),
        ("team!~a.*", Matcher("team", "!~", "a.*"), 'team!~"a.*"'),
        ("env = prod eu", Matcher("env", "=", "prod eu"), 'env="prod eu"'),
        ('slo=""', Matcher("slo", "=", ""), 'slo=""'),
        ("slo=", Matcher("slo", "=", ""), 'slo=""'),
        (r'x=~"\\d+\d\"\n"', Matcher("x", "=~", '\\d+\\d"\n'), r'x=~"\\d+\\d\"\n"'),
        ('city="Köln, Süd"', Matcher("city", "=", "Köln, Süd"), 'city="Köln, Süd"'),
        ("a=b=c", Matcher("a", "=", "b=c"), 'a="b=c"'),
        ("a=b\\", Matcher("a", "=", "b\\"), 'a="b\\\\"'),
        ('a="tab\t"', Matcher("a", "=", "tab\t"), 'a="tab\t"'),
    ],
)
def test_one(text: str, matcher: Matcher, written: str) -> None:
    assert parse_matcher(text) == matcher
    assert str(matcher) == written
    assert parse_matcher(written) == matcher


@pytest.mark.parametrize(
    "text", ["", "severity", "severity==page", "a.b=c", '"a"=b', 'a="b', "a=b,c=d", 'a=~"("', "=b", "a={b}", "a=b\u2003"]
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        parse_matcher(text)


def test_several_in_one_string() -> None:
    found = list(parse_matchers('{severity="page", team=~"a,b|{c}" ,x!=y}'))
    assert list(map(str, found)) == ['severity="page"', 'team=~"a,b|{c}"', 'x!="y"']
    assert list(parse_matchers("{}")) == []
    assert list(parse_matchers("")) == []


def test_a_backslash_protects_no_comma() -> None:
    assert [each.value for each in parse_matchers('a=\\,b="\\",",c=\\\\')] == ["\\", '",', "\\"]


@pytest.mark.parametrize(
    "text",
    [
        "a=" + " " * 1_000_000 + "{",
        "a" + " " * 1_000_000,
        " " * 1_000_000 + "=",
        "a" * 1_000_000,
        'a="' + "\\" * 1_000_001,
        'a="' + '\\"' * 500_000,
        "a=" + '"",' * 300_000,
        "{" * 1_000_000,
        "," * 1_000_000,
        "a=b" + "\\" * 1_000_000 + ",{",
    ],
)
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    """In quadratic time these would take hours."""
    with pytest.raises(ValueError, match="is not a matcher"):
        list(parse_matchers(text))
