"""Minimum counts of errors, and what they mean for traffic."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.burnrate import Tier, TierClass, budget_events, min_events, unguarded_traffic
from slosmith.units import DAY, HOUR


@pytest.mark.parametrize(
    ("burn", "long", "expected"),
    [
        ("14.4", HOUR, 5),
        ("6", 6 * HOUR, 7),
        ("3", DAY, 11),
        ("1", 3 * DAY, 19),
        ("5", HOUR, 10),
        ("2.5", 6 * HOUR, 19),
        ("10", HOUR, 6),
        ("5", 6 * HOUR, 8),
        ("2.5", DAY, 15),
    ],
)
def test_min_events(burn: str, long: int, expected: int) -> None:
    assert min_events(Fraction(burn), long) == expected


def false_alerts(burn: Fraction, long: int, count: int) -> float:
    """False alerts in 30 days at the baseline, from the lower side of the distribution."""
    baseline = 1.0 if burn >= 2 else float(burn) / 2
    mean = count * baseline / float(burn)
    below = math.fsum(mean**k * math.exp(-mean) / math.factorial(k) for k in range(count))
    return 2 * 30 * DAY / long * (1 - below)


@settings(derandomize=True, deadline=None, max_examples=100)
@given(
    burn=st.fractions(min_value=1, max_value=50, max_denominator=100),
    long=st.integers(5, 4 * 24 * 60).map(lambda minutes: minutes * 60),
)
def test_min_events_is_the_smallest_count_that_keeps_the_promise(burn: Fraction, long: int) -> None:
    count = min_events(burn, long)
    assert false_alerts(burn, long, count) <= 0.1 + 1e-9
    assert all(false_alerts(burn, long, fewer) > 0.1 - 1e-9 for fewer in range(1, count))


def test_unguarded_traffic() -> None:
    tier = Tier(TierClass.PAGE, HOUR, 300, Fraction("14.4"), 5)
    assert round(unguarded_traffic(tier, Fraction(1, 1000))) == 347


def test_budget_events() -> None:
    assert budget_events(Fraction(1, 1000), 43_200) == Fraction("43.2")
