"""How many events an alert needs before a ratio means anything."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

from slosmith.burnrate.tier import Tier
from slosmith.units import DAY

FALSE_ALERTS = 0.1
PERIOD = 30 * DAY


def _poisson_tail(count: int, mean: float) -> float:
    """P(X >= count) for X Poisson with the given mean below count, which makes the terms shrink."""
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    total = 0.0
    while term > total * 1e-17:
        total += term
        count += 1
        term *= mean / count
    return total


@cache
def min_events(burn: Fraction, long: int) -> int:
    """The smallest count m of errors in the long window (seconds) that chance alone hardly reaches.

    A ratio at the threshold with m errors stands against m*g/b errors expected at the baseline burn g:
    1 for tiers of burn b >= 2, b/2 for slower ones, which would otherwise fire at the baseline itself.
    With errors Poisson distributed and two independent looks per long window L,

        2 * (30 d / L) * P(X >= m) <= 0.1,  X ~ Poisson(m * g / b)

    bounds the false alerts in 30 days by a tenth. m depends on b and L only.
    """
    baseline_share = float(1 / max(burn, Fraction(2)))
    looks = 2 * PERIOD / long
    count = 1
    while looks * _poisson_tail(count, count * baseline_share) > FALSE_ALERTS:
        count += 1
    return count


def unguarded_traffic(tier: Tier, beta: Fraction) -> Fraction:
    """Events per long window from which on the minimum count never holds an alert back: m / theta."""
    return tier.min_events / tier.threshold(beta)


def budget_events(beta: Fraction, events: int | Fraction) -> Fraction:
    """Bad events that the objective allows among `events` in its window: beta * N."""
    return beta * events
