"""One burn-rate alert: two windows and the burn rate that both must exceed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class TierClass(StrEnum):
    PAGE = "page"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class Tier:
    """A multi-window burn-rate alert (Google SRE Workbook, chapter 5); windows in seconds.

    `burn` counts how many times faster than sustainable the budget is spent, `min_events` how many errors
    the long window must hold. Each of `notes` says in a sentence how and why it differs from the standard.
    """

    severity_class: TierClass
    long: int
    short: int
    burn: Fraction
    min_events: int
    notes: tuple[str, ...] = ()

    @property
    def keep_firing_for(self) -> int:
        """Seconds that the alert outlives its condition, so that it does not flap: two short windows."""
        return 2 * self.short

    def threshold(self, beta: Fraction) -> Fraction:
        """The error ratio above which the tier fires: theta = b * beta."""
        return self.burn * beta

    def budget_share(self, window: int) -> Fraction:
        """The share of the error budget of `window` seconds that is spent when it fires: b * L / W."""
        return self.burn * self.long / window
