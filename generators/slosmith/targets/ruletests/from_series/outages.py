"""Outages by which tiers are timed: one serves all tiers that it tells as finely as an outage of their own would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.targets.ruletests.series import GRIDS

_EVENTS = 1000
# Samples in a window: promtool refuses a query that holds 10,000, and a few hundred more of one series cost as much as another case.
_HELD, _HELD_OF_ONE = 5000, 500
# A tier that fires after so many samples shows a threshold that is wrong by an eighth.
_FINE = 20


class Outage(NamedTuple):
    """Errors at a constant rate from `begin` to `end` seconds, a sample each `step`; before and after all is well."""

    rate: Fraction
    step: int
    begin: int
    end: int

    @property
    def events(self) -> int:
        """Between two samples, so that their errors are a whole number."""
        return self.rate.denominator * -(-_EVENTS // self.rate.denominator)

    @property
    def errors(self) -> int:
        """Of these events, while it lasts."""
        return int(self.events * self.rate)

    def lasts(self, time: int) -> bool:
        return self.begin < time <= self.end

    def fires(self, tier: Tier, threshold: Fraction) -> Fraction:
        """When the long window exceeds the threshold: the short one does before."""
        return self.begin + tier.long * threshold / self.rate

    def clears(self, tier: Tier, threshold: Fraction) -> Fraction:
        """When the short window exceeds it no more. The long one falls later: it falls more slowly."""
        return self.end + tier.short * (1 - threshold / self.rate)

    def between(self, at: Fraction) -> int:
        """The nearest moment half-way between two samples, so that none lies on the edge of a window."""
        return int(at // self.step) * self.step + max(1, self.step // 2)


class Budget(NamedTuple):
    """What an SLO has: the share of events that may be bad, whether they are bad `wholly` or one by one, and how many series."""

    beta: Fraction
    wholly: bool
    series: int


def groups(tiers: Sequence[Tier], budget: Budget) -> Iterator[tuple[Tier, ...]]:
    """The tiers that share an outage, from the shortest windows on."""
    group: tuple[Tier, ...] = ()
    for tier in sorted(tiers, key=lambda each: (each.short, each.long)):
        if group and not _fit((*group, tier), budget):
            yield group
            group = ()
        group = (*group, tier)
    if group:
        yield group


def step(tiers: Sequence[Tier]) -> int:
    """Seconds between samples, so that several fall into the shortest window."""
    shortest = min(each.short for each in tiers)
    return max(each for each in GRIDS if each <= max(1, shortest // 5))


# Nobody can make up fewer errors than one of so many events.
_RAREST = Fraction(1, 10**8)


def outage(tiers: Sequence[Tier], budget: Budget, steps: Iterable[int] = ()) -> Outage:
    """It fills all short windows and lasts until all tiers have fired; before it is what they look back on by then.

    `steps` are those of others: with the same one it can share a case with them.
    """
    rate, longest = _rate(tiers, budget), max(each.long for each in tiers)
    apart = min(
        {step(tiers), *(each for each in steps if each < step(tiers) and _loads(longest // each, budget))}
    )
    fires = [each.long * each.threshold(budget.beta) / rate for each in tiers]
    peace = max(each.long - after for each, after in zip(tiers, fires, strict=True))
    lasts = max(*fires, *(Fraction(each.short) for each in tiers))
    begin = (-(-peace // apart) + 4) * apart
    return Outage(rate, apart, begin, begin + (-(-lasts // apart) + 4) * apart)


def _rate(tiers: Sequence[Tier], budget: Budget) -> Fraction:
    """Twice the highest threshold where events can be bad one by one, else all of them."""
    twice = 2 * max(each.threshold(budget.beta) for each in tiers)
    return Fraction(1) if budget.wholly else min(Fraction(1), max(_RAREST, twice.limit_denominator(10**8)))


def _fit(tiers: Sequence[Tier], budget: Budget) -> bool:
    return _loads(max(each.long for each in tiers) // step(tiers), budget) and all(
        _samples(each, tiers, budget) >= min(Fraction(_FINE), _samples(each, (each,), budget))
        for each in tiers
    )


def _loads(held: int, budget: Budget) -> bool:
    """Whether windows may hold so many samples of each series."""
    return held <= _HELD_OF_ONE and held * budget.series <= _HELD


def _samples(tier: Tier, tiers: Sequence[Tier], budget: Budget) -> Fraction:
    """How many of them pass before the tier fires in an outage for these."""
    return tier.long * tier.threshold(budget.beta) / (_rate(tiers, budget) * step(tiers))
