"""Regular expressions as Prometheus and Alertmanager read them: RE2 over the whole value."""

from __future__ import annotations

import warnings

import pytest

from slosmith.matching.regex import accepts, problem, readable
from slosmith.matching.samples import samples


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        ("a|b", ["a", "b"], ["", "ab", "c"]),
        ("5..", ["500", "5\n0"], ["50", "5000"]),
        ("[[:alpha:]]+", ["aZ"], ["", "a1", "[", ":"]),
        ("[[:digit:]_-]+", ["1-_"], ["a", "é"]),
        ("[^[:space:]]", ["a"], [" ", "\n"]),
        ("[[:punct:]]", list("!/:@[\\]^_`{~"), list("a0 ")),
        ("[]a]+", ["]a"], ["[", ""]),
        ("[^]a]", ["b"], ["]", "a"]),
        ("[[a]", ["[", "a"], ["b"]),
        ("[a&&b~~|]+", ["a&b~|"], ["c"]),
        (r"\[[[:upper:]]\]", ["[A]"], ["[a]", "A"]),
        (r"[\]\[]", ["[", "]"], ["\\"]),
        (r"\d\w", ["0a"], ["\u0663a", "0é"]),
        ("(?i)ok", ["OK"], ["no"]),
    ],
)
def test_what_is_accepted(pattern: str, accepted: list[str], refused: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert readable(pattern)
        assert [each for each in accepted if not accepts(pattern, each, dot_all=True)] == []
        assert [each for each in refused if accepts(pattern, each, dot_all=True)] == []
        found = samples(pattern)
    assert found
    assert all(accepts(pattern, each) for each in found)


@pytest.mark.parametrize(
    ("pattern", "accepted", "refused"),
    [
        (r"\pL+", "é", "1"),
        ("[[:^alpha:]]", "1", "a"),
        (r"\Qa.b\E", "a.b", "axb"),
        (r"a\z", "a", "a\n"),
        ("a(?s).", "a\n", "a"),
        ("x{,3}", "x{,3}", "xx"),
        ("[+--]", ",", "a"),
    ],
)
def test_what_python_reads_in_another_way_or_not_at_all(pattern: str, accepted: str, refused: str) -> None:
    assert accepts(pattern, accepted)
    assert not accepts(pattern, refused)


@pytest.mark.parametrize("pattern", ["[[:letter:]]", "(", "a**", "[b-a]", "x{1001}", r"(a)\1", "(?=a)"])
def test_what_prometheus_refuses(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is said of it, and least of all that it accepts nothing."""
    assert not readable(pattern)
    assert samples(pattern) == ()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)+b", "(a*)*b"])
def test_no_pattern_hangs(pattern: str) -> None:
    """With a search that goes back and forth these would take longer than the world stands."""
    assert not accepts(pattern, "a" * 10_000 + "c")


def test_what_a_dot_matches_is_a_question_of_who_asks() -> None:
    assert accepts("5..", "5\n0", dot_all=True)
    assert not accepts("5..", "5\n0")


@pytest.mark.parametrize(
    "pattern",
    [
        r"\Qa.b\E+", r"\pL\d", r"\p{Greek}+", r"\P{Latin}", "[[:^ascii:]]", r"\x41\x{1F600}\101", "(?U)a+?", "(?i:ok)(?s-i)x",
        "(?P<name>a|b)", r"\Aa\z", r"\ba\b", "a{,3}", "(a+)+b",
    ],
)  # fmt: skip
def test_strings_are_written_for_all_of_the_syntax(pattern: str) -> None:
    found = samples(pattern)
    assert found
    assert all(accepts(pattern, each) for each in found)


def test_a_half_of_a_character_is_no_sample() -> None:
    assert readable(r"\x{D800}")
    assert samples(r"\x{D800}") == ()


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "missing )"),
        ("(?x)", "(?x"),
        (r"\u0041", r"\u"),
        ("a{1,1001}", "{1,1001}"),
        (r"\C", r"\C"),
        (r"a\Qb", "\\Q"),
        ("(?<n>a)", "(?P<n>"),
        ("(?P<\u00e9>a)", "invalid named capture"),
        (r"[^\p{Kawi}]", "Kawi"),
        (r"\pL{1000}", "too large for slosmith"),
        ("(" * 101 + ")" * 101, "deeper than 100"),
    ],
)
def test_the_reason_is_that_of_go_or_said_to_be_ours(pattern: str, reason: str) -> None:
    assert reason in problem(pattern)
    assert not accepts(pattern, "a")
    assert samples(pattern) == ()


@pytest.mark.parametrize("pattern", [r"\Q\C\E", r"[(?<n>]", r"\(?<a>", r"\\C", "(" * 100 + ")" * 100])
def test_what_only_looks_like_it_is_read(pattern: str) -> None:
    assert problem(pattern) == ""
