"""How soon the tiers notice an outage, what it costs by then, and when they clear.

All times are seconds, all ratios exact. An outage here is a clean step from no errors to a constant error
ratio e, as in Google SRE Workbook, chapter 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from slosmith.burnrate import windows
from slosmith.burnrate.tier import Tier, TierClass
from slosmith.units import HOUR

RAW_LIMIT = HOUR
"""Long windows up to this are read from raw counters, longer ones from recordings."""


class Bound(StrEnum):
    """What an alert waits for: enough of the budget spent, or enough errors to be sure."""

    BUDGET = "budget"
    EVENTS = "events"


@dataclass(frozen=True, slots=True)
class Detection:
    """The tier that fires first, after how many seconds, with what share of the budget spent by then.

    `clear_seconds` is how long after recovery its condition ends, before `keep_firing_for`.
    """

    tier: Tier
    seconds: Fraction
    budget_share: Fraction
    clear_seconds: Fraction
    bound: Bound


def latency(tier: Tier, scrape: int, interval: int, rate_window: int, raw_limit: int = RAW_LIMIT) -> Fraction:
    """Average seconds that scraping, evaluation and recording add: (s + D)/2, plus (B - s)/2 if recorded."""
    return Fraction(scrape + interval, 2) + _smear(tier, scrape, rate_window, raw_limit)


def worst_latency(
    tier: Tier, scrape: int, interval: int, rate_window: int, raw_limit: int = RAW_LIMIT
) -> Fraction:
    """As `latency`, when the outage begins right after a scrape and an evaluation: s + D instead of half."""
    return scrape + interval + _smear(tier, scrape, rate_window, raw_limit)


def _smear(tier: Tier, scrape: int, rate_window: int, raw_limit: int) -> Fraction:
    """A recorded rate spreads each event over its window, and so delays it by half of that."""
    return Fraction(rate_window - scrape, 2) if tier.long > raw_limit else Fraction(0)


def detection(
    tiers: Iterable[Tier],
    beta: Fraction,
    window: int,
    error_rate: Fraction,
    scrape: int,
    interval: int,
    *,
    rate_window: int | None = None,
    raw_limit: int = RAW_LIMIT,
    events_per_second: float | None = None,
) -> Detection | None:
    """Which tier fires first at a constant error ratio e, or None if none ever does.

    seconds = max(L * theta / e, m / (e * events per second)) + latency. The second term needs
    `events_per_second`; without it, traffic is taken to be ample. The budget then spent is
    (e / beta) * seconds / W. After recovery the short window clears in S * (1 - theta / e) + latency.
    """
    recorded = windows.rate_window(scrape, interval) if rate_window is None else rate_window
    first: Detection | None = None
    for tier in tiers:
        theta = tier.threshold(beta)
        events_wait = _events_wait(tier, error_rate, events_per_second)
        if error_rate <= theta or events_wait is None:
            continue
        budget_wait = tier.long * theta / error_rate
        delay = latency(tier, scrape, interval, recorded, raw_limit)
        seconds = max(budget_wait, events_wait) + delay
        if first is None or seconds < first.seconds:
            first = Detection(
                tier=tier,
                seconds=seconds,
                budget_share=error_rate / beta * seconds / window,
                clear_seconds=tier.short * (1 - theta / error_rate) + delay,
                bound=Bound.EVENTS if events_wait > budget_wait else Bound.BUDGET,
            )
    return first


def _events_wait(tier: Tier, error_rate: Fraction, events_per_second: float | None) -> Fraction | None:
    """Seconds until the minimum count of errors has come in; None if its long window never holds so many."""
    if events_per_second is None or tier.min_events == 0:
        return Fraction(0)
    errors_per_second = error_rate * Fraction(events_per_second)
    if errors_per_second * tier.long < tier.min_events:
        return None
    return tier.min_events / errors_per_second


def time_to_exhaustion(burn: Fraction, window: int) -> Fraction:
    """Seconds in which a full budget is gone at this burn rate: W / b."""
    return window / burn


def shortest_paging_outage(
    tiers: Iterable[Tier], beta: Fraction, events_per_second: float | None = None
) -> Fraction | None:
    """Seconds of total outage that a page tier needs: max(theta * L, m / events per second); None if nothing pages.

    Without `events_per_second` traffic is taken to be ample, as in `detection`.
    """
    pages = (tier for tier in tiers if tier.severity_class is TierClass.PAGE)
    waits = ((tier, _events_wait(tier, Fraction(1), events_per_second)) for tier in pages)
    return min(
        (max(tier.threshold(beta) * tier.long, wait) for tier, wait in waits if wait is not None),
        default=None,
    )


def respondability(beta: Fraction, window: int) -> Fraction:
    """Seconds of total outage that spend the whole budget: beta * W. No one can respond within a few."""
    return beta * window
