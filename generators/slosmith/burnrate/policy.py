"""Which burn-rate tiers an objective gets: the standard four, adapted to its target and its window.

The standard is Google SRE Workbook, chapter 5, "multiwindow, multi-burn-rate alerts". An adaptation keeps the
long window where a high error budget makes the burn rate unreachable, since a longer window would page a
total outage only after hours, and shortens it where the SLO window is short. It never goes below 1x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from slosmith.burnrate.feasibility import faults
from slosmith.burnrate.figures import exact_percent, is_short_decimal, percent, round_down, times
from slosmith.burnrate.lowtraffic import min_events
from slosmith.burnrate.tier import Tier, TierClass
from slosmith.burnrate.windows import nice_at_least, short_window, shortest_long
from slosmith.units import DAY, HOUR, duration


class Dropped(NamedTuple):
    """A standard tier that an objective does not get, and why."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Policy:
    """`degenerate`: the SLO window is so short that burn-rate alerts say little more than a plain threshold."""

    tiers: tuple[Tier, ...]
    dropped: tuple[Dropped, ...]
    degenerate: bool


class Reference(NamedTuple):
    """A standard tier, the budget share it should spend, and the highest threshold that is still useful.

    `degenerate_cap` is the share where the SLO window is so short that the usual one would leave no page.
    """

    severity_class: TierClass
    long: int
    burn: Fraction
    budget_cap: Fraction
    degenerate_cap: Fraction
    threshold_cap: Fraction

    def __str__(self) -> str:
        return f"{self.severity_class} {duration(self.long)} {times(self.burn)}"


REFERENCES = (
    Reference(TierClass.PAGE, HOUR, Fraction("14.4"), Fraction("0.03"), Fraction("0.05"), Fraction(1, 2)),
    Reference(TierClass.PAGE, 6 * HOUR, Fraction(6), Fraction("0.07"), Fraction("0.1"), Fraction(1, 4)),
    Reference(TierClass.TICKET, DAY, Fraction(3), Fraction("0.14"), Fraction("0.2"), Fraction(1, 8)),
    Reference(TierClass.TICKET, 3 * DAY, Fraction(1), Fraction("0.2"), Fraction("0.25"), Fraction(1)),
)


class _Objective(NamedTuple):
    target: Fraction
    window: int
    scrape: int
    interval: int

    @property
    def beta(self) -> Fraction:
        return 1 - self.target

    @property
    def shortest_long(self) -> int:
        return shortest_long(self.scrape, self.interval)

    @property
    def degenerate(self) -> bool:
        return self.window < 24 * self.shortest_long

    def budget_cap(self, reference: Reference) -> Fraction:
        return reference.degenerate_cap if self.degenerate else reference.budget_cap

    def share(self, burn: Fraction, long: int) -> str:
        return percent(burn * long / self.window)


@dataclass(slots=True)
class _Draft:
    """A reference tier while it is adapted."""

    reference: Reference
    long: int
    burn: Fraction
    notes: list[str] = field(default_factory=list)

    def lower_burn(self, cap: Fraction, why: Callable[[Fraction, Fraction], str]) -> None:
        if self.burn <= cap:
            return
        lowered = cap if is_short_decimal(cap) else round_down(cap, 3)
        self.notes.append(
            f"burn rate lowered from {times(self.burn)} to {times(lowered)}: {why(self.burn, lowered)}"
        )
        self.burn = lowered

    def tier(self, objective: _Objective) -> Tier:
        return Tier(
            severity_class=self.reference.severity_class,
            long=self.long,
            short=short_window(self.long, objective.scrape, objective.interval),
            burn=self.burn,
            min_events=min_events(self.burn, self.long),
            notes=tuple(self.notes),
        )


# Many SLOs share a target and a window.
@lru_cache(maxsize=1024)
def policy(target: Fraction, window: int, scrape: int, interval: int) -> Policy:
    """The tiers for a target below 1 over `window` seconds, scraped and evaluated every so many seconds."""
    objective = _Objective(target, window, scrape, interval)
    reasons: dict[Reference, str] = {}
    survivors: list[_Draft] = []
    for reference in REFERENCES:
        draft = _Draft(reference, reference.long, reference.burn)
        _adapt(draft, objective)
        fault = next(faults(draft.burn, draft.long, target, window), None)
        if fault is None:
            survivors.append(draft)
        else:
            reasons[reference] = "; ".join([*draft.notes, fault])
    kept = _thin(survivors, reasons)
    return Policy(
        tiers=tuple(draft.tier(objective) for draft in kept),
        dropped=tuple(
            Dropped(str(reference), reasons[reference]) for reference in REFERENCES if reference in reasons
        ),
        degenerate=objective.degenerate,
    )


def _adapt(draft: _Draft, objective: _Objective) -> None:
    _fit_threshold(draft, objective)
    if draft.burn < 1:
        return
    _fit_long(draft, objective)
    _fit_budget(draft, objective)


def _fit_threshold(draft: _Draft, objective: _Objective) -> None:
    """Keep the threshold b * beta under its cap, so that errors short of a total outage can reach it."""

    def why(before: Fraction, after: Fraction) -> str:
        never = ", which cannot happen" if before * objective.beta >= 1 else ""
        return (
            f"at a target of {exact_percent(objective.target)}, {times(before)} needs more than "
            f"{percent(before * objective.beta)} errors{never}; "
            f"{times(after)} fires above {percent(after * objective.beta)}"
        )

    draft.lower_burn(draft.reference.threshold_cap / objective.beta, why)


def _fit_long(draft: _Draft, objective: _Objective) -> None:
    """Choose the long window so that the tier spends about its share of the budget before it fires."""
    minimum = objective.shortest_long
    cap = objective.budget_cap(draft.reference)
    long = nice_at_least(draft.long, minimum)
    if draft.burn * long / objective.window > Fraction(11, 10) * cap:
        long = nice_at_least(cap * objective.window / draft.burn, minimum)
    if long < draft.long:
        draft.notes.append(
            f"long window shortened from {duration(draft.long)} to {duration(long)}: over {duration(draft.long)}, "
            f"{times(draft.burn)} spends {objective.share(draft.burn, draft.long)} of the "
            f"{duration(objective.window)} error budget before it fires; over {duration(long)}, "
            f"{objective.share(draft.burn, long)}"
        )
    elif long > draft.long:
        draft.notes.append(
            f"long window lengthened from {duration(draft.long)} to {duration(long)}: scrapes every "
            f"{duration(objective.scrape)} need at least {duration(minimum)}"
        )
    draft.long = long


def _fit_budget(draft: _Draft, objective: _Objective) -> None:
    """Where even the shortest long window spends too much of the budget, react to a slower burn."""
    cap = 2 * objective.budget_cap(draft.reference)

    def why(before: Fraction, after: Fraction) -> str:
        return (
            f"over {duration(draft.long)}, as short as scrapes every {duration(objective.scrape)} allow, "
            f"{times(before)} spends {objective.share(before, draft.long)} of the "
            f"{duration(objective.window)} error budget before it fires; "
            f"{times(after)} spends {objective.share(after, draft.long)}"
        )

    draft.lower_burn(cap * objective.window / draft.long, why)


def _thin(survivors: list[_Draft], reasons: dict[Reference, str]) -> list[_Draft]:
    """Leave out tiers that hardly differ from a neighbour; say why in `reasons`."""
    kept: list[_Draft] = []

    def drop(draft: _Draft, why: str) -> None:
        reasons[draft.reference] = "; ".join([*draft.notes, why])

    for draft in survivors:
        if not kept:
            kept.append(draft)
            continue
        last = kept[-1]
        # 1.2x as long, in whole numbers.
        if 5 * draft.long <= 6 * last.long:
            if draft.reference.severity_class is last.reference.severity_class and draft.burn < last.burn:
                drop(last, f"{_name(draft)} looks at much the same time and fires at a slower burn")
                kept[-1] = draft
            else:
                drop(draft, f"it looks at much the same time as {_name(last)}")
        elif _close(last, draft) and draft is not survivors[-1]:
            drop(draft, f"its {times(draft.burn)} is close to that of {_name(last)}")
        else:
            kept.append(draft)
    if len(kept) > 1:
        earlier, last = kept[-2:]
        if earlier.reference.severity_class is last.reference.severity_class and _close(earlier, last):
            drop(earlier, f"its {times(earlier.burn)} is close to that of {_name(last)}")
            kept.remove(earlier)
    return kept


def _close(faster: _Draft, slower: _Draft) -> bool:
    return faster.burn < Fraction(3, 2) * slower.burn


def _name(draft: _Draft) -> str:
    return f"the {draft.reference.severity_class} tier {duration(draft.long)} {times(draft.burn)}"
