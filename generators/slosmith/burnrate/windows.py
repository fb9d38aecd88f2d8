"""Which windows and evaluation intervals a scrape interval allows."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from slosmith.units import DAY, HOUR, MINUTE

NICE = (
    *(MINUTE * count for count in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 40, 45)),
    *(HOUR, 90 * MINUTE, *(HOUR * count for count in (2, 3, 4, 6, 8, 12, 16, 18))),
    *(DAY, 36 * HOUR, *(DAY * count for count in (2, 3, 4, 5, 7, 10, 14))),
)
"""The window lengths that people use, in seconds."""


def evaluation_interval(scrape: int) -> int:
    """Seconds between rule evaluations: two scrapes, but never under 30 s or over 60 s."""
    return min(max(2 * scrape, 30), 60)


def rate_window(scrape: int, interval: int) -> int:
    """The window B, in seconds, of a recorded rate that counts every counter increment equally often.

    Evaluated every D seconds, `rate(x[B])` counts an increment (B - s)/D times on average; with
    B = m*D + s and a whole m, exactly m times. B is the smallest such window that holds four scrapes.
    """
    return max(1, -(-3 * scrape // interval)) * interval + scrape


def shortest_short(scrape: int, interval: int) -> int:
    """smin: four scrapes survive a lost one, two evaluations cannot both miss the window."""
    return max(4 * scrape, 2 * interval, MINUTE)


def shortest_long(scrape: int, interval: int) -> int:
    """Lmin = 5 * smin: below that the long window hardly smooths more than the short one."""
    return 5 * shortest_short(scrape, interval)


def nice(seconds: int | Fraction) -> int:
    """The usual window length nearest to `seconds` on a logarithmic scale."""
    for shorter, longer in pairwise(NICE):
        # The geometric mean is the middle of a logarithmic scale; squared, the comparison is exact.
        if seconds * seconds < shorter * longer:
            return shorter
    return NICE[-1]


def nice_at_least(seconds: int | Fraction, minimum: int) -> int:
    """As `nice`, but the next usual length, or `minimum` itself, where that falls below `minimum`."""
    nearest = nice(seconds)
    if nearest >= minimum:
        return nearest
    return next((length for length in NICE if length >= minimum), minimum)


def short_window(long: int, scrape: int, interval: int) -> int:
    """The short window that goes with a long one: about a twelfth, so that an alert clears soon.

    Google SRE Workbook, chapter 5, uses the same twelfth.
    """
    return max(shortest_short(scrape, interval), nice(Fraction(long, 12)))
