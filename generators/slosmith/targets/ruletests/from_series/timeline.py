"""One incident per tier, with the evaluations at which its alert is expected to fire and to clear, by formula.

Rules are evaluated about five times in a short window, since days of one evaluation a minute would cost minutes. Recordings
are then as far apart as that, and what is expected is no sharper.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.burnrate.detection import worst_latency
from slosmith.plan.delays import delays
from slosmith.plan.model import SloPlan
from slosmith.signal import Unit
from slosmith.targets.ruletests.from_series.phases import step_of
from slosmith.units import DAY, HOUR, MINUTE, duration

_PACES = (
    *(each * MINUTE for each in (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30)),
    *(each * HOUR for each in (1, 2, 3, 4, 6, 12)),
    DAY,
)
_IN_SHORT, _IN_LONG = 5, 150
# Four times the threshold: the alert fires well within the long window, and clears late enough in the short one.
_ABOVE = 4
# The share of the long window that is gone when the alert fires.
_SPARE = Fraction(1, 5)
# What a test may cost.
EVALUATIONS, _SAMPLES = 400, 200_000


class SkippedTier(NamedTuple):
    """A tier without an incident, and why."""

    tier: Tier
    reason: str


class Timeline(NamedTuple):
    """`rate` of all events are bad until `youth`, when nothing may fire yet, and from `begin` to `end`; else none are.

    The alert is quiet at `before`, fires at `fires` and `held`, and is quiet at `clear`. All are evaluations, which are
    `every` seconds apart.
    """

    tier: Tier
    every: int
    rate: Fraction
    youth: int
    begin: int
    end: int
    before: int
    fires: int
    held: int
    clear: int

    def bad(self, time: int) -> bool:
        """Whether what a scrape at this time sees for the first time is bad."""
        return 0 < time <= self.youth or self.begin < time <= self.end


def timeline(slo: SloPlan, tier: Tier, *, total: bool) -> Timeline | SkippedTier:
    """Of an outage that is `total`, or else just bad enough."""
    threshold, every = tier.threshold(slo.beta), _pace(slo, tier)
    rate = Fraction(1) if total else min(Fraction(1), (_ABOVE * threshold).limit_denominator(10**8))
    if rate <= threshold:
        return SkippedTier(tier, "its threshold is above any error ratio")
    if slo.signal.unit is not Unit.SLICES and not slo.signal.raw and 2 * slo.rate_window > tier.short:
        return SkippedTier(tier, "its short window is hardly longer than that of a recorded rate")
    found = _timeline(slo, tier, every, rate)
    # Once the long window forgets how the incident began, the short one no longer decides.
    if found.clear - tier.keep_firing_for > found.begin + (delays(slo).own or (0, 0))[0] + tier.long:
        return SkippedTier(tier, "its long window forgets an incident before its short one has cleared")
    if found.clear > min(EVALUATIONS * every, _SAMPLES * step_of(slo)):
        return SkippedTier(
            tier, f"windows of {duration(tier.long)} and {duration(tier.short)} take too many evaluations"
        )
    return found


def _pace(slo: SloPlan, tier: Tier) -> int:
    """A divisor of the short window, but never faster than the rules are in life."""
    wanted = max(tier.short // _IN_SHORT, tier.long // _IN_LONG)
    return max(
        (each for each in _PACES if slo.interval <= each <= wanted and tier.short % each == 0),
        default=slo.interval,
    )


def _timeline(slo: SloPlan, tier: Tier, every: int, rate: Fraction) -> Timeline:
    """The formulas of the detection table, for windows that hold one recording more or fewer than they should."""
    share, held = tier.threshold(slo.beta) / rate, tier.keep_firing_for
    # A query that looks back sees the first bad sample, and the last one, so much later.
    onset, recovery = delays(slo).own or (0, 0)
    # Between two evaluations, either of them may be the first to see it.
    soon, soon_over = onset // every * every, recovery // every * every
    onset, recovery = _up(onset, every), _up(recovery, every)
    late = worst_latency(tier, slo.scrape, every, slo.rate_window, slo.raw_limit)
    counted = 0
    if slo.signal.unit is Unit.SLICES:
        # There is one slice an evaluation, and so many must be bad; of events there are plenty.
        counted = tier.min_events * every
        # A slice is the average of two scrapes at least, so a bad one is felt for so long.
        late += max(slo.interval, 2 * slo.scrape)

    def earliest(time: Fraction) -> int:
        return -(-(time - slo.scrape) // every) * every - every

    def latest(time: Fraction) -> int:
        return (time + late) // every * every

    youth = _youth(tier, every, counted)
    # When the alert fires, the long window knows nothing of its youth; and one that is too long would have more to read.
    begin = _up(youth + recovery + tier.long * (1 + _SPARE - share) + slo.rate_window + 4 * every, every)
    fires = latest(begin + onset + max((tier.long + every) * share, Fraction(counted)))
    end = max(fires + every, _up(begin + onset + tier.short + every + slo.rate_window, every))
    return Timeline(
        tier=tier,
        every=every,
        rate=rate,
        youth=youth,
        begin=begin,
        end=end,
        before=earliest(begin + soon + max((tier.long - every) * share, Fraction(counted))),
        fires=fires,
        held=earliest(end + soon_over + (tier.short - every) * (1 - share) + held),
        clear=_up(latest(end + recovery + (tier.short + every) * (1 - share)) + held, every),
    )


def _youth(tier: Tier, every: int, counted: int) -> int:
    """How long an SLO begins with errors that meet all but the wait for a history; 0 where no alert waits for one."""
    lasts = max(every, counted)
    return lasts if tier.long > HOUR and lasts + tier.short + 2 * every < tier.long // 2 else 0


def _up(time: Fraction | int, every: int) -> int:
    return -(-time // every) * every
