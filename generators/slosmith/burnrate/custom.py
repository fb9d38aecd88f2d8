"""A burn-rate tier that a service sets itself, judged as strictly as the standard ones."""

from __future__ import annotations

from fractions import Fraction

from slosmith.burnrate.feasibility import faults
from slosmith.burnrate.figures import SHORT_DIGITS, is_short_decimal, round_nearest
from slosmith.burnrate.lowtraffic import min_events
from slosmith.burnrate.tier import Tier, TierClass
from slosmith.burnrate.windows import short_window, shortest_short
from slosmith.units import duration


def custom_tier(
    severity_class: TierClass,
    long: int,
    short: int | None = None,
    *,
    burn: Fraction | None = None,
    budget: Fraction | None = None,
    target: Fraction,
    window: int,
    scrape: int,
    interval: int,
) -> tuple[Tier | None, tuple[str, ...]]:
    """The tier, or None and the reasons why it is infeasible.

    Given by its burn rate or, exactly one of both, by the share of the budget that it may spend: then
    b = f * W / L. Windows, scrape and evaluation interval are in seconds; `short` is chosen if left out.
    """
    rate = _burn(burn, budget, long, window)
    short = short or short_window(long, scrape, interval)
    reasons = (*faults(rate, long, target, window), *_short_faults(short, long, scrape))
    if reasons:
        return None, reasons
    notes = _short_notes(short, scrape, interval)
    return Tier(severity_class, long, short, rate, min_events(rate, long), notes), ()


def _burn(burn: Fraction | None, budget: Fraction | None, long: int, window: int) -> Fraction:
    match burn, budget:
        case Fraction(), None:
            return burn
        case None, Fraction():
            exact = budget * window / long
            return exact if is_short_decimal(exact) else round_nearest(exact, SHORT_DIGITS)
        case _:
            raise ValueError("a tier has either a burn rate or a budget share")


def _short_faults(short: int, long: int, scrape: int) -> tuple[str, ...]:
    faults = []
    if short >= long:
        faults.append(
            f"its short window of {duration(short)} is not shorter than the long window of {duration(long)}, "
            "so it would not clear any sooner"
        )
    if short < 2 * scrape:
        faults.append(
            f"its short window of {duration(short)} is shorter than two scrapes of {duration(scrape)}: "
            "it would often be empty"
        )
    return tuple(faults)


def _short_notes(short: int, scrape: int, interval: int) -> tuple[str, ...]:
    advised = shortest_short(scrape, interval)
    if short >= advised:
        return ()
    return (
        f"short window of {duration(short)} is less than the {duration(advised)} advised for scrapes every "
        f"{duration(scrape)} and evaluations every {duration(interval)}: a lost scrape can silence it",
    )
