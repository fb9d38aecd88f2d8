"""Whether a burn-rate tier can do its work for a given objective."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from slosmith.burnrate.figures import exact_percent, percent, round_nearest, times
from slosmith.units import duration


def faults(burn: Fraction, long: int, target: Fraction, window: int) -> Iterator[str]:
    """Why a tier of this burn rate and long window (seconds) is of no use; nothing if it is."""
    beta = 1 - target
    if burn * beta >= 1:
        yield (
            f"it can never fire: at a target of {exact_percent(target)} a burn rate of {times(burn)} needs "
            f"more than {percent(burn * beta)} errors, and even a total outage burns at only "
            f"{times(round_nearest(1 / beta, 3))}"
        )
    if burn < 1:
        yield f"a burn rate of {times(burn)} is below 1x: it would fire while the objective is met"
    if 2 * long > window:
        yield (
            f"its long window of {duration(long)} is more than half of the SLO window of {duration(window)}"
        )
    share = burn * long / window
    if share > 1:
        yield (
            f"it fires too late: {times(burn)} over {duration(long)} is {percent(share)} of the error budget "
            f"of {duration(window)}"
        )
