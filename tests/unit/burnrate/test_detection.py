"""Detection against the table of the mathematics: 30 days, 30 s scrapes, 60 s evaluations."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from slosmith.burnrate import (
    Bound,
    Tier,
    TierClass,
    custom_tier,
    detection,
    latency,
    policy,
    respondability,
    shortest_paging_outage,
    time_to_exhaustion,
    worst_latency,
)
from slosmith.units import DAY, HOUR, MINUTE, duration

WINDOW = 30 * DAY
UNITS: dict[str, int | Fraction] = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "%": Fraction(1, 100)}
TARGETS = ("0.95", "0.99", "0.999", "0.9999")
TABLE = {
    "1": (
        "page 1h: 31 m, 1.4 %, 3 m",
        "page 1h: 9.4 m, 2.2 %, 5 m",
        "page 1h: 1.6 m, 3.7 %, 5.7 m",
        "page 1h: 50 s, 19 %, 5.7 m",
    ),
    "0.1": (
        "ticket 3d: 1.5 d, 10 %, 3 h",
        "page 6h: 3.6 h, 5.0 %, 14 m",
        "page 1h: 9.4 m, 2.2 %, 5 m",
        "page 1h: 1.6 m, 3.7 %, 5.7 m",
    ),
    "0.02": (
        "never",
        "ticket 3d: 1.5 d, 10 %",
        "page 1h: 44 m, 2.0 %, 2.2 m",
        "page 1h: 5.1 m, 2.3 %, 5.4 m",
    ),
    "0.01": ("never", "never", "page 6h: 3.6 h, 5.0 %, 14 m", "page 1h: 9.4 m, 2.2 %, 5 m"),
    "0.005": ("never", "never", "ticket 1d: 14.4 h, 10 %, 50 m", "page 1h: 18 m, 2.1 %, 4.3 m"),
    "0.002": ("never", "never", "ticket 3d: 1.5 d, 10 %, 3 h", "page 1h: 44 m, 2.0 %, 2.2 m"),
}
CASES = [
    pytest.param(target, rate, cell, id=f"{rate}-{target}")
    for rate, cells in TABLE.items()
    for target, cell in zip(TARGETS, cells, strict=True)
]


def tiers(target: str) -> tuple[Tier, ...]:
    return policy(Fraction(target), WINDOW, 30, 60).tiers


def assert_figure(actual: Fraction, printed: str) -> None:
    """`actual` rounds to what is printed, at the digits that are printed."""
    number, unit = printed.split()
    places = -int(Decimal(number).as_tuple().exponent)
    assert round(actual / UNITS[unit], places) == Fraction(number), printed


@pytest.mark.parametrize(("target", "rate", "cell"), CASES)
def test_the_detection_table(target: str, rate: str, cell: str) -> None:
    found = detection(tiers(target), 1 - Fraction(target), WINDOW, Fraction(rate), 30, 60)
    if cell == "never":
        assert found is None
        return
    assert found is not None
    name, *figures = re.split(r"[:,] ", cell)
    assert f"{found.tier.severity_class} {duration(found.tier.long)}" == name
    assert found.bound is Bound.BUDGET
    actual = (found.seconds, found.budget_share, found.clear_seconds)
    for value, printed in zip(actual, figures, strict=False):
        assert_figure(value, printed)


def test_an_error_ratio_at_the_threshold_never_fires() -> None:
    slowest = tiers("0.999")[-1:]
    assert detection(slowest, Fraction("0.001"), WINDOW, Fraction("0.001"), 30, 60) is None
    assert detection(slowest, Fraction("0.001"), WINDOW, Fraction("0.00101"), 30, 60) is not None


def test_with_little_traffic_the_events_decide() -> None:
    found = detection(
        tiers("0.999"), Fraction("0.001"), WINDOW, Fraction(1), 30, 60, events_per_second=1 / 64
    )
    assert found is not None
    assert found.tier.long == HOUR
    assert found.bound == "events"
    assert found.seconds == 5 * 64 + 45
    assert found.budget_share == Fraction(1000 * (5 * 64 + 45), WINDOW)


def test_with_ample_traffic_the_budget_decides() -> None:
    arguments = (tiers("0.999"), Fraction("0.001"), WINDOW, Fraction(1, 10), 30, 60)
    assert detection(*arguments, events_per_second=1000.0) == detection(*arguments)


def test_a_tier_whose_window_never_holds_enough_errors_is_passed_over() -> None:
    # One event in 1024 s makes 3.5 errors an hour, under the five that the 1h tier wants; 6h brings 21.
    found = detection(
        tiers("0.999"), Fraction("0.001"), WINDOW, Fraction(1), 30, 60, events_per_second=1 / 1024
    )
    assert found is not None
    assert found.tier.long == 6 * HOUR
    assert found.seconds == 7 * 1024 + 105


@pytest.mark.parametrize("events_per_second", [0.0, 1e-6])
def test_without_traffic_nothing_fires(events_per_second: float) -> None:
    arguments = (tiers("0.999"), Fraction("0.001"), WINDOW, Fraction(1), 30, 60)
    assert detection(*arguments, events_per_second=events_per_second) is None


@pytest.mark.parametrize("events_per_second", [0.0, 1e-9, 1000.0])
def test_without_a_minimum_count_traffic_does_not_matter(events_per_second: float) -> None:
    tier = Tier(TierClass.PAGE, HOUR, 300, Fraction("14.4"), 0)
    arguments = ([tier], Fraction("0.001"), WINDOW, Fraction(1), 30, 60)
    found = detection(*arguments)
    assert found is not None
    assert detection(*arguments, events_per_second=events_per_second) == found


@pytest.mark.parametrize(
    ("long", "raw_limit", "average", "worst"),
    [(HOUR, HOUR, 45, 90), (6 * HOUR, HOUR, 105, 150), (HOUR, 5 * MINUTE, 105, 150)],
)
def test_latency(long: int, raw_limit: int, average: int, worst: int) -> None:
    tier = Tier(TierClass.PAGE, long, 300, Fraction(6), 7)
    assert latency(tier, 30, 60, 150, raw_limit) == average
    assert worst_latency(tier, 30, 60, 150, raw_limit) == worst


def test_detection_takes_the_layout_of_the_rules() -> None:
    found = detection(
        tiers("0.999"), Fraction("0.001"), WINDOW, Fraction(1), 30, 60, rate_window=330, raw_limit=300
    )
    assert found is not None
    assert found.seconds == Fraction("51.84") + 45 + 150


@pytest.mark.parametrize(("burn", "days"), [("14.4", Fraction(25, 12)), ("6", 5), ("3", 10), ("1", 30)])
def test_time_to_exhaustion(burn: str, days: Fraction | int) -> None:
    assert time_to_exhaustion(Fraction(burn), WINDOW) == days * DAY


@pytest.mark.parametrize(("target", "printed"), [("0.999", "52 s"), ("0.99", "8.6 m"), ("0.95", "43 m")])
def test_shortest_paging_outage(target: str, printed: str) -> None:
    fastest, _ = custom_tier(
        TierClass.PAGE,
        HOUR,
        burn=Fraction("14.4"),
        target=Fraction(target),
        window=WINDOW,
        scrape=30,
        interval=60,
    )
    assert fastest is not None
    ticket = Tier(TierClass.TICKET, 10 * MINUTE, 60, Fraction(1), 5)
    outage = shortest_paging_outage([ticket, fastest], 1 - Fraction(target))
    assert outage is not None
    assert_figure(outage, printed)
    assert shortest_paging_outage([ticket], 1 - Fraction(target)) is None


def test_the_shortest_paging_outage_waits_for_enough_errors() -> None:
    fast = Tier(TierClass.PAGE, HOUR, 300, Fraction("14.4"), 5)
    slow = Tier(TierClass.PAGE, 6 * HOUR, 1800, Fraction(6), 7)
    beta = Fraction("0.001")
    assert shortest_paging_outage([fast, slow], beta, 1.0) == Fraction("51.84")
    assert shortest_paging_outage([fast, slow], beta, 0.0078125) == 5 * 128
    assert shortest_paging_outage([fast, slow], beta, 0.0009765625) == 7 * 1024
    assert shortest_paging_outage([fast], beta, 0.0009765625) is None


@pytest.mark.parametrize(("target", "printed"), [("0.999", "43 m"), ("0.9999", "4.3 m"), ("0.99999", "26 s")])
def test_respondability(target: str, printed: str) -> None:
    assert_figure(respondability(1 - Fraction(target), WINDOW), printed)
