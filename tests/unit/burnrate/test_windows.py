"""Windows and intervals that a scrape interval allows."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slosmith.burnrate import (
    evaluation_interval,
    nice,
    rate_window,
    short_window,
    shortest_long,
    shortest_short,
)
from slosmith.burnrate.windows import NICE, nice_at_least
from slosmith.units import parse_duration


@pytest.mark.parametrize(("scrape", "expected"), [(5, 30), (15, 30), (20, 40), (30, 60), (60, 60), (300, 60)])
def test_evaluation_interval(scrape: int, expected: int) -> None:
    assert evaluation_interval(scrape) == expected


@pytest.mark.parametrize(
    ("scrape", "interval", "expected"),
    [(15, 30, 75), (30, 60, 150), (60, 60, 240), (5, 30, 35), (10, 30, 40), (120, 60, 480)],
)
def test_rate_window(scrape: int, interval: int, expected: int) -> None:
    assert rate_window(scrape, interval) == expected


@pytest.mark.parametrize("scrape", range(1, 200, 7))
@pytest.mark.parametrize("interval", [15, 30, 60, 300])
def test_rate_window_is_the_smallest_that_counts_exactly_once(scrape: int, interval: int) -> None:
    window = rate_window(scrape, interval)
    assert (window - scrape) % interval == 0
    assert window - scrape >= interval
    assert window >= 4 * scrape
    smaller = window - interval
    assert smaller < 4 * scrape or smaller == scrape


@pytest.mark.parametrize(("scrape", "shortest"), [(5, 60), (15, 60), (30, 120), (60, 240), (120, 480)])
def test_shortest_windows(scrape: int, shortest: int) -> None:
    interval = evaluation_interval(scrape)
    assert shortest_short(scrape, interval) == shortest
    assert shortest_long(scrape, interval) == 5 * shortest


def test_nice_keeps_every_usual_length() -> None:
    usual = (
        "1m 2m 3m 4m 5m 6m 8m 10m 12m 15m 20m 30m 40m 45m 1h 90m 2h 3h 4h 6h 8h 12h 16h 18h "
        "1d 36h 2d 3d 4d 5d 7d 10d 14d"
    )
    assert tuple(map(parse_duration, usual.split())) == NICE
    assert tuple(map(nice, NICE)) == NICE


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (1, "1m"),
        (84, "1m"),
        (85, "2m"),  # the middle of 1m and 2m is 84.9 s, not 90 s
        (200, "3m"),
        (450, "8m"),
        (2100, "40m"),
        (24 * 60, "20m"),
        (10080, "3h"),
        (Fraction(604800 * 7, 4 * 7), "2d"),
        (90 * 86400, "14d"),
    ],
)
def test_nice_rounds_on_a_logarithmic_scale(seconds: int | Fraction, expected: str) -> None:
    assert nice(seconds) == parse_duration(expected)


@pytest.mark.parametrize(
    ("seconds", "minimum", "expected"),
    [(400, 400, 480), (100, 600, 600), (5000, 600, 5400), (60, 20 * 86400, 20 * 86400)],
)
def test_nice_at_least_never_falls_below_the_minimum(seconds: int, minimum: int, expected: int) -> None:
    assert nice_at_least(seconds, minimum) == expected


@pytest.mark.parametrize(
    ("long", "expected"),
    [("1h", "5m"), ("6h", "30m"), ("1d", "2h"), ("3d", "6h"), ("10m", "2m"), ("90m", "8m")],
)
def test_short_window(long: str, expected: str) -> None:
    assert short_window(parse_duration(long), 30, 60) == parse_duration(expected)
