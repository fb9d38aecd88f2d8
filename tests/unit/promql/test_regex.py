"""Regular expressions as Prometheus reads them: RE2 over the whole value."""

from __future__ import annotations

import warnings

import pytest

from slosmith.promql.regex import accepts, readable, samples


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
        assert [each for each in accepted if not accepts(pattern, each)] == []
        assert [each for each in refused if accepts(pattern, each)] == []
        found = samples(pattern)
    assert found or pattern.startswith("(?i)")
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
