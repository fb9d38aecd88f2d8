"""Tiers that a service sets itself."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slosmith.burnrate import Tier, TierClass, custom_tier
from slosmith.units import DAY, HOUR, parse_duration


def tier(
    long: str,
    short: str | None = None,
    *,
    burn: str | None = None,
    budget: str | None = None,
    target: str = "0.999",
    window: int = 30 * DAY,
) -> tuple[Tier | None, tuple[str, ...]]:
    return custom_tier(
        TierClass.PAGE,
        parse_duration(long),
        None if short is None else parse_duration(short),
        burn=None if burn is None else Fraction(burn),
        budget=None if budget is None else Fraction(budget),
        target=Fraction(target),
        window=window,
        scrape=30,
        interval=60,
    )


def test_a_budget_share_becomes_a_burn_rate() -> None:
    assert tier("1h", "5m", budget="0.02") == (Tier(TierClass.PAGE, 3600, 300, Fraction("14.4"), 5), ())


def test_a_burn_rate_is_taken_as_it_is() -> None:
    result, reasons = tier("2h", "10m", burn="7.1234567")
    assert reasons == ()
    assert result is not None
    assert result.burn == Fraction("7.1234567")


def test_a_burn_rate_that_is_no_short_decimal_is_rounded_to_six_digits() -> None:
    result, _ = tier("7h", budget="0.05")
    assert result is not None
    assert result.burn == Fraction("5.14286")


@pytest.mark.parametrize(("long", "expected"), [("1h", "5m"), ("6h", "30m"), ("10m", "2m")])
def test_the_short_window_is_chosen_if_left_out(long: str, expected: str) -> None:
    result, reasons = tier(long, burn="10")
    assert reasons == ()
    assert result is not None
    assert result.short == parse_duration(expected)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (
            tier("1h", "5m", burn="14.4", target="0.9"),
            "it can never fire: at a target of 90% a burn rate of 14.4x needs more than 144% errors, "
            "and even a total outage burns at only 10x",
        ),
        (
            tier("1h", "5m", burn="10", target="0.9"),
            "it can never fire: at a target of 90% a burn rate of 10x needs more than 100% errors, "
            "and even a total outage burns at only 10x",
        ),
        (
            tier("3d", "6h", burn="0.5"),
            "a burn rate of 0.5x is below 1x: it would fire while the objective is met",
        ),
        (
            tier("12h", "1h", burn="1.5", window=23 * HOUR),
            "its long window of 12h is more than half of the SLO window of 23h",
        ),
        (
            tier("3d", "6h", burn="14.4"),
            "it fires too late: 14.4x over 3d is 144% of the error budget of 30d",
        ),
        (
            tier("5m", "5m", burn="14.4"),
            "its short window of 5m is not shorter than the long window of 5m, so it would not clear any sooner",
        ),
        (
            tier("1h", "59s", burn="14.4"),
            "its short window of 59s is shorter than two scrapes of 30s: it would often be empty",
        ),
    ],
)
def test_an_infeasible_tier_says_why(result: tuple[Tier | None, tuple[str, ...]], expected: str) -> None:
    assert result == (None, (expected,))


def test_every_reason_is_given() -> None:
    result, reasons = tier("20d", "20d", burn="0.9")
    assert result is None
    assert len(reasons) == 3


@pytest.mark.parametrize(
    ("long", "burn", "target", "window"),
    [
        ("1h", "9.999", "0.9", 30 * DAY),
        ("3d", "1", "0.999", 30 * DAY),
        ("12h", "1.5", "0.999", DAY),
        ("3d", "10", "0.999", 30 * DAY),
    ],
)
def test_the_limits_themselves_are_feasible(long: str, burn: str, target: str, window: int) -> None:
    result, reasons = tier(long, burn=burn, target=target, window=window)
    assert result is not None
    assert reasons == ()


def test_a_short_window_below_the_advised_one_is_noted() -> None:
    result, reasons = tier("1h", "1m", burn="14.4")
    assert reasons == ()
    assert result is not None
    assert result.notes == (
        "short window of 1m is less than the 2m advised for scrapes every 30s and evaluations every 1m: "
        "a lost scrape can silence it",
    )


@pytest.mark.parametrize(("burn", "budget"), [(None, None), ("14.4", "0.02")])
def test_burn_rate_or_budget_share_but_not_both(burn: str | None, budget: str | None) -> None:
    with pytest.raises(ValueError, match="either a burn rate or a budget share"):
        tier("1h", burn=burn, budget=budget)
