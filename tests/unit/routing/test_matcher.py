"""Matchers are read as Alertmanager reads them and written so that every release of it agrees."""

from __future__ import annotations

import pytest

from slosmith.routing.matcher import Matcher, equals, one_of, parse_matcher, parse_matchers, present


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
    ],
)
def test_one(text: str, matcher: Matcher, written: str) -> None:
    assert parse_matcher(text) == matcher
    assert str(matcher) == written
    assert parse_matcher(written) == matcher


@pytest.mark.parametrize(
    "text", ["", "severity", "severity==page", "a.b=c", '"a"=b', 'a="b', "a=b,c=d", 'a=~"("', "=b", "a={b}"]
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        parse_matcher(text)


def test_several_in_one_string() -> None:
    found = list(parse_matchers('{severity="page", team=~"a,b|{c}" ,x!=y}'))
    assert list(map(str, found)) == ['severity="page"', 'team=~"a,b|{c}"', 'x!="y"']
    assert list(parse_matchers("{}")) == []


@pytest.mark.parametrize(
    ("matcher", "value", "matches"),
    [
        (Matcher("a", "=~", "x|y"), "x", True),
        (Matcher("a", "=~", "x|y"), "xy", False),
        (Matcher("a", "=~", "x.*"), "ax", False),
        (Matcher("a", "=~", ".*"), "", True),
        (present("a"), "", False),
        (Matcher("a", "!~", "x|y"), "xy", True),
        (Matcher("a", "!=", "x"), "", True),
        (equals("a", ""), "", True),
    ],
)
def test_anchored_and_missing_is_empty(matcher: Matcher, value: str, matches: bool) -> None:
    assert matcher.matches({"a": value}) is matches
    if not value:
        assert matcher.matches({}) is matches


def test_helpers() -> None:
    assert str(one_of("owner", ["sre"])) == 'owner="sre"'
    assert str(one_of("owner", ["sre", "team-a"])) == 'owner=~"sre|team-a"'
    assert Matcher("a", "=~", "x|y-z").examples() == ("x", "y-z")
    assert Matcher("a", "=~", "x.*").examples() == ()
    assert Matcher("a", "!=", "x").examples() == ("x",)
