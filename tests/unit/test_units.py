"""Durations and decimals: what people write comes back as they wrote it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.units import (
    MAX_SECONDS,
    compact,
    decimal_text,
    duration,
    parse_duration,
    parse_exact,
    percent,
    spoken,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0),
        ("1s", 1),
        ("90s", 90),
        ("5m", 300),
        ("1h30m", 5400),
        ("1d12h", 129600),
        ("30d", 2592000),
        ("4w", 2419200),
        ("1y", 31536000),
        ("1y1w1d1h1m1s", 31536000 + 604800 + 86400 + 3600 + 60 + 1),
    ],
)
def test_parse_duration(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`` is not a duration"),
        ("5", "`5` has no unit"),
        ("5 m", "`5 m` is not a duration"),
        ("30m1h", "`30m1h` is not a duration"),
        ("1h1h", "`1h1h` is not a duration"),
        ("1.5h", "`1.5h` is not a duration"),
        ("-5m", "`-5m` is not a duration"),
        ("٣m", "`٣m` is not a duration"),
        ("5M", "`5M` is not a duration"),
        ("100ms", "`100ms`: milliseconds are finer than any rule is evaluated"),
        ("3651d", "`3651d` is longer than ten years"),
    ],
)
def test_parse_duration_refuses(text: str, said: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_duration(text)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("250ms", "0.25"), ("1s500ms", "1.5"), ("1m1ms", "60.001"), ("10m", "600"), ("0ms", "0")],
)
def test_parse_exact(text: str, seconds: str) -> None:
    assert parse_exact(text) == Decimal(seconds)


@pytest.mark.parametrize("text", ["", "ms", "5", "500ms1s", "1.5ms", "1ms1ms"])
def test_parse_exact_refuses(text: str) -> None:
    with pytest.raises(ValueError):
        parse_exact(text)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (1, "1s"),
        (59, "59s"),
        (60, "1m"),
        (150, "150s"),
        (5400, "90m"),
        (7200, "2h"),
        (86400, "1d"),
        (129600, "36h"),
        (2592000, "30d"),
    ],
)
def test_duration(seconds: int, text: str) -> None:
    assert duration(seconds) == text


@given(st.integers(0, MAX_SECONDS))
@settings(derandomize=True, max_examples=200)
def test_a_duration_reads_back(seconds: int) -> None:
    assert parse_duration(duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (26, "26 seconds"),
        (60, "1 minute"),
        (98, "1.6 minutes"),
        (600, "10 minutes"),
        (13000, "3.6 hours"),
        (86400, "1 day"),
        (2592000, "30 days"),
        (90 * 86400, "90 days"),
        (150 * 86400, "150 days"),
    ],
)
def test_spoken(seconds: float, text: str) -> None:
    assert spoken(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (50.3, "50s"),
        (59.9, "1m"),
        (98, "1.6m"),
        (3590, "1h"),
        (51840, "14h"),
        (129600, "1.5d"),
        (100 * 86400, "100d"),
    ],
)
def test_compact(seconds: float, text: str) -> None:
    assert compact(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (5, "5"),
        (-5, "-5"),
        (1000000, "1000000"),
        (Decimal("0.10"), "0.1"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-15"), "0.000000000000001"),
        (Decimal("100"), "100"),
        (Decimal("-0.0500"), "-0.05"),
        (Fraction(1, 1000), "0.001"),
        (1 - Fraction("0.99999"), "0.00001"),
        (Fraction("14.4") * (1 - Fraction("0.999")), "0.0144"),
        (Fraction(10**15), "1000000000000000"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(1, 3 * 10**9), "0.000000000333333333333"),
    ],
)
def test_decimal_text(value: Fraction | Decimal | int, text: str) -> None:
    assert decimal_text(value) == text


@given(st.decimals("-1e15", "1e15", allow_nan=False, places=9))
@settings(derandomize=True, max_examples=200)
def test_a_decimal_reads_back(value: Decimal) -> None:
    text = decimal_text(value)
    assert Decimal(text) == value
    assert "e" not in text.lower()
    assert decimal_text(Fraction(value)) == decimal_text(Decimal(text))


@pytest.mark.parametrize(
    ("share", "text"),
    [("0.999", "99.9%"), ("0.95", "95%"), ("1", "100%"), ("0.00001", "0.001%"), ("0", "0%")],
)
def test_percent(share: str, text: str) -> None:
    assert percent(Fraction(share)) == text
