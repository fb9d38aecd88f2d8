"""One algebra for selectors and routes: what matches, what is opposite, and values that tell matchers apart."""

from __future__ import annotations

import pytest

from slosmith.matching.matcher import OPERATORS, Matcher, choose, equals, one_of, outside, present


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


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("value", ["", "x", "y", "xy"])
def test_the_opposite_admits_what_it_does_not(operator: str, value: str) -> None:
    matcher = next(Matcher("a", each, "x|y") for each in OPERATORS if each == operator)
    assert matcher.admits(value) is not matcher.opposite().admits(value)
    assert matcher.opposite().opposite() == matcher


def test_what_it_is_about() -> None:
    assert str(one_of("owner", ["sre"])) == 'owner="sre"'
    assert str(one_of("owner", ["sre", "team-a"])) == 'owner=~"sre|team-a"'
    assert Matcher("a", "=~", "x|y-z").candidates() == ("x", "y-z")
    assert Matcher("a", "=~", "x.*").candidates() == ("x0", "x1", "x")
    assert Matcher("a", "!=", "x").candidates() == ()
    assert Matcher("a", "!=", "x").opposite().candidates() == ("x",)


def test_only_what_must_be_is_escaped() -> None:
    assert str(equals("a", 'tab\t"quoted"\\\n')) == 'a="tab\t\\"quoted\\"\\\\\\n"'


def test_label_sets_are_chosen() -> None:
    assert choose((equals("a", "1"), Matcher("a", "!~", "2|3"), Matcher("b", "!=", ""))) == {
        "a": "1",
        "b": "other",
    }
    assert choose((equals("a", "1"), equals("a", "2"))) is None
    assert outside((Matcher("a", "=~", "5.."),), (present("a"),)) == {"a": "0"}
