"""The policy against the tables of the mathematics, and its promises for any objective."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slosmith.burnrate import Policy, Tier, evaluation_interval, policy, shortest_long, shortest_short
from slosmith.burnrate.figures import is_short_decimal, percent
from slosmith.units import DAY, HOUR, decimal_text, duration, parse_duration

CANONICAL = ["page 1h/5m 14.4x m5", "page 6h/30m 6x m7", "ticket 1d/2h 3x m11", "ticket 3d/6h 1x m19"]


def standard(target: str, window: str = "30d", scrape: int = 30) -> Policy:
    return policy(Fraction(target), parse_duration(window), scrape, evaluation_interval(scrape))


def line(tier: Tier) -> str:
    return (
        f"{tier.severity_class} {duration(tier.long)}/{duration(tier.short)} "
        f"{decimal_text(tier.burn)}x m{tier.min_events}"
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("0.9", ["page 1h/5m 5x m10", "page 6h/30m 2.5x m19", "ticket 3d/6h 1x m19"]),
        (
            "0.95",
            ["page 1h/5m 10x m6", "page 6h/30m 5x m8", "ticket 1d/2h 2.5x m15", "ticket 3d/6h 1x m19"],
        ),
        *((target, CANONICAL) for target in ("0.99", "0.995", "0.999", "0.9999", "0.99999")),
    ],
)
def test_tiers_over_thirty_days(target: str, expected: list[str]) -> None:
    result = standard(target)
    assert [line(tier) for tier in result.tiers] == expected
    assert not result.degenerate


@pytest.mark.parametrize(
    ("target", "thresholds", "shares"),
    [
        ("0.9", ["50%", "25%", "10%"], ["0.694%", "2.08%", "10%"]),
        ("0.95", ["50%", "25%", "12.5%", "5%"], ["1.39%", "4.17%", "8.33%", "10%"]),
        ("0.999", ["1.44%", "0.6%", "0.3%", "0.1%"], ["2%", "5%", "10%", "10%"]),
    ],
)
def test_thresholds_and_budget_shares(target: str, thresholds: list[str], shares: list[str]) -> None:
    tiers = standard(target).tiers
    assert [percent(tier.threshold(1 - Fraction(target))) for tier in tiers] == thresholds
    assert [percent(tier.budget_share(30 * DAY)) for tier in tiers] == shares


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("1h", ["page 10m/2m 1.2x 20%", "ticket 15m/2m 1x 25%"]),
        ("6h", ["page 10m/2m 2.16x 6%", "ticket 1h/5m 1x 16.7%"]),
        ("1d", ["page 10m/2m 8.64x 6%", "ticket 1h/5m 3x 12.5%", "ticket 4h/20m 1x 16.7%"]),
        (
            "3d",
            [
                "page 10m/2m 14.4x 3.33%",
                "page 45m/4m 6x 6.25%",
                "ticket 3h/15m 3x 12.5%",
                "ticket 16h/90m 1x 22.2%",
            ],
        ),
        (
            "7d",
            [
                "page 20m/2m 14.4x 2.86%",
                "page 2h/10m 6x 7.14%",
                "ticket 8h/40m 3x 14.3%",
                "ticket 36h/3h 1x 21.4%",
            ],
        ),
        (
            "14d",
            [
                "page 40m/3m 14.4x 2.86%",
                "page 4h/20m 6x 7.14%",
                "ticket 16h/90m 3x 14.3%",
                "ticket 3d/6h 1x 21.4%",
            ],
        ),
    ],
)
def test_tiers_over_other_windows(window: str, expected: list[str]) -> None:
    result = standard("0.999", window)
    lines = [
        f"{line(tier).rsplit(' ', 1)[0]} {percent(tier.budget_share(parse_duration(window)))}"
        for tier in result.tiers
    ]
    assert lines == expected
    assert result.degenerate == (window == "1h")


@pytest.mark.parametrize(
    ("target", "window", "scrape", "expected"),
    [
        ("0.95", "7d", 30, ["30m/3m 10x", "2h/10m 5x", "8h/40m 2.5x", "36h/3h 1x"]),
        ("0.9", "14d", 30, ["1h/5m 5x", "6h/30m 2.5x", "3d/6h 1x"]),
        ("0.999", "1d", 15, ["5m/1m 14.4x", "15m/1m 6x", "1h/5m 3x", "4h/20m 1x"]),
        ("0.999", "3d", 60, ["20m/4m 12.96x", "45m/4m 6x", "3h/15m 3x", "16h/90m 1x"]),
    ],
)
def test_tiers_of_other_targets_and_scrapes(
    target: str, window: str, scrape: int, expected: list[str]
) -> None:
    assert [
        line(tier).split(" ", 1)[1].rsplit(" ", 1)[0] for tier in standard(target, window, scrape).tiers
    ] == expected


@pytest.mark.parametrize("scrape", [15, 30])
@pytest.mark.parametrize("target", ["0.99", "0.995", "0.999", "0.9999"])
@pytest.mark.parametrize("window", ["7d", "14d", "28d", "30d"])
def test_the_first_page_comes_after_a_like_share_of_any_long_window(
    target: str, window: str, scrape: int
) -> None:
    share = standard(target, window, scrape).tiers[0].budget_share(parse_duration(window))
    assert Fraction("0.02") <= share <= Fraction("0.037")


@pytest.mark.parametrize(("window", "first_share"), [("28d", "2.14%"), ("30d", "2%"), ("90d", "0.667%")])
def test_long_windows_are_canonical(window: str, first_share: str) -> None:
    result = standard("0.999", window)
    assert [line(tier) for tier in result.tiers] == CANONICAL
    assert percent(result.tiers[0].budget_share(parse_duration(window))) == first_share
    assert result.dropped == ()
    assert not any(tier.notes for tier in result.tiers)


@pytest.mark.parametrize(("window", "degenerate"), [(4 * HOUR - 1, True), (4 * HOUR, False)])
def test_degenerate_below_twenty_four_shortest_windows(window: int, degenerate: bool) -> None:
    assert policy(Fraction("0.999"), window, 30, 60).degenerate == degenerate


def test_a_burn_that_is_no_short_decimal_is_rounded_below_its_cap() -> None:
    first = standard("0.93").tiers[0]
    assert first.burn == Fraction("7.14")
    assert first.threshold(Fraction("0.07")) < Fraction(1, 2)


def test_tickets_one_and_a_half_times_apart_both_stay() -> None:
    assert [decimal_text(tier.burn) for tier in standard("0.93").tiers] == ["7.14", "3.57", "1.78", "1"]
    assert [decimal_text(tier.burn) for tier in standard("0.916").tiers] == ["5.95", "2.97", "1"]


def test_slow_scrapes_lengthen_the_long_window() -> None:
    first = standard("0.999", scrape=300).tiers[0]
    assert (first.long, first.short) == (2 * HOUR, 1200)
    assert first.notes == ("long window lengthened from 1h to 2h: scrapes every 5m need at least 100m",)


def test_a_lowered_burn_says_why() -> None:
    notes = [tier.notes for tier in standard("0.9").tiers]
    assert notes == [
        (
            "burn rate lowered from 14.4x to 5x: at a target of 90%, 14.4x needs more than 144% errors, "
            "which cannot happen; 5x fires above 50%",
        ),
        (
            "burn rate lowered from 6x to 2.5x: at a target of 90%, 6x needs more than 60% errors; "
            "2.5x fires above 25%",
        ),
        (),
    ]


def test_a_shortened_window_says_why() -> None:
    assert standard("0.999", "6h").tiers[0].notes == (
        "long window shortened from 1h to 10m: over 1h, 14.4x spends 240% of the 6h error budget before it "
        "fires; over 10m, 40%",
        "burn rate lowered from 14.4x to 2.16x: over 10m, as short as scrapes every 30s allow, 14.4x spends "
        "40% of the 6h error budget before it fires; 2.16x spends 6%",
    )


@pytest.mark.parametrize(
    ("target", "window", "reference", "reason"),
    [
        (
            "0.6",
            "30d",
            "page 6h 6x",
            "a burn rate of 0.625x is below 1x: it would fire while the objective is met",
        ),
        ("0.9", "30d", "ticket 1d 3x", "its 1.25x is close to that of the ticket tier 3d 1x"),
        ("0.999", "1h", "ticket 1d 3x", "it looks at much the same time as the page tier 10m 1.2x"),
        ("0.999", "6h", "ticket 1d 3x", "its 3x is close to that of the page tier 10m 2.16x"),
    ],
)
def test_a_dropped_tier_says_why(target: str, window: str, reference: str, reason: str) -> None:
    reasons = dict(standard(target, window).dropped)
    assert reasons[reference].endswith(f"; {reason}")


def test_a_replaced_tier_says_by_which() -> None:
    result = standard("0.9", "7h")
    assert line(result.tiers[0]) == "page 12m/2m 2.5x m29"
    reference, reason = result.dropped[0]
    assert reference == "page 1h 14.4x"
    assert reason.endswith("; the page tier 12m 2.5x looks at much the same time and fires at a slower burn")


def test_no_tier_fits_when_the_shortest_window_is_over_half_of_the_slo_window() -> None:
    result = standard("0.999", "1h", scrape=120)
    assert result.tiers == ()
    assert [reference for reference, _ in result.dropped] == [
        "page 1h 14.4x",
        "page 6h 6x",
        "ticket 1d 3x",
        "ticket 3d 1x",
    ]
    assert result.degenerate


targets = st.fractions(min_value=Fraction(1, 2), max_value=1, max_denominator=100_000).filter(
    lambda target: Fraction(1, 2) < target < 1
)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    target=targets,
    window=st.integers(HOUR, 2 * DAY) | st.integers(1, 90).map(lambda days: days * DAY),
    scrape=st.sampled_from([5, 10, 15, 30, 60, 120]),
)
def test_every_tier_of_any_objective_is_sound(target: Fraction, window: int, scrape: int) -> None:
    interval = evaluation_interval(scrape)
    result = policy(target, window, scrape, interval)
    assert len(result.tiers) + len(result.dropped) == 4
    for tier in result.tiers:
        assert tier.threshold(1 - target) < 1
        assert tier.burn >= 1
        assert is_short_decimal(tier.burn)
        assert 2 * tier.long <= window
        assert tier.long >= shortest_long(scrape, interval)
        assert shortest_short(scrape, interval) <= tier.short < tier.long
        assert tier.keep_firing_for == 2 * tier.short
        assert tier.budget_share(window) <= Fraction(1, 2)
    for faster, slower in pairwise(result.tiers):
        assert faster.long < slower.long
        assert faster.burn >= slower.burn
        assert faster.severity_class <= slower.severity_class
        if faster.severity_class is slower.severity_class:
            assert 2 * faster.burn >= 3 * slower.burn
    assert all(reason for _, reason in result.dropped)
