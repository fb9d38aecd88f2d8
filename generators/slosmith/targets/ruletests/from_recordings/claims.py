"""What a scene claims of the alerts that compare error ratios with a threshold, and whether claims contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import inf
from typing import NamedTuple

from slosmith.plan.model import SloPlan
from slosmith.plan.notices import FAST_BREACH
from slosmith.targets.ruletests.from_recordings.scenes import Stage, Where
from slosmith.units import HOUR, duration


class Bounds(NamedTuple):
    """Between which an error ratio must lie."""

    least: float = 0.0
    most: float = inf

    def both(self, other: Bounds) -> Bounds:
        return Bounds(max(self.least, other.least), min(self.most, other.most))

    def nearest(self, ratio: float) -> float:
        return min(max(ratio, self.least), self.most)


class Burn(NamedTuple):
    """An alert on the error ratios over two windows; of an objective that is missed these are one.

    `threshold` is a ratio, `least` how many errors the long window must hold, `counted` whether its ratio is computed from
    recordings, and `history` whether its older half must hold data.
    """

    alert: str
    short: int
    long: int
    threshold: float
    least: int
    computed: bool
    history: bool

    @property
    def windows(self) -> str:
        both = (self.long,) if self.short == self.long else (self.long, self.short)
        return "/".join(map(duration, both))

    def above(self, factor: float) -> float:
        """A ratio that exceeds the threshold by so much, or that is half-way from it to 1."""
        ratio = factor * self.threshold
        return ratio if ratio < 1 or self.threshold >= 1 else (1 + self.threshold) / 2


class Claim(NamedTuple):
    """`bounds` are those of each group's error ratios, by window; `errors` is what the long window must hold, if it matters.

    `blind`: there are no data in the older half of the long window.
    """

    burn: Burn
    bounds: tuple[dict[int, Bounds], ...]
    errors: float | None = None
    blind: bool = False


class Kind(NamedTuple):
    """`claim` is None where there is nothing to try. `hot`: windows of which nothing is claimed exceed all thresholds, or none."""

    about: str
    claim: Callable[[Burn], Claim | None]
    hot: bool = True
    met: bool = False
    groups: int = 1


class Round(NamedTuple):
    """Claims of one kind that can be tried together."""

    kind: Kind
    claims: tuple[Claim, ...]

    @property
    def about(self) -> str:
        return f"{', '.join(each.burn.windows for each in self.claims)}: {self.kind.about}"

    def bounds(self, place: int) -> dict[int, Bounds]:
        """Of all claims together."""
        found: dict[int, Bounds] = {}
        for claim in self.claims:
            for window, bounds in claim.bounds[place].items():
                found[window] = found.get(window, Bounds()).both(bounds)
        return found

    def possible(self) -> bool:
        counts = sorted((each.burn.long, each.errors) for each in self.claims if each.errors is not None)
        return all(
            each.least <= each.most
            for place in range(self.kind.groups)
            for each in self.bounds(place).values()
        ) and all(
            # Two errors lie between two windows, so that a window a little longer is known by one of them.
            few + 2 <= many if shorter != longer else few == many
            for (shorter, few), (longer, many) in pairwise(counts)
        )


def burns(stage: Stage, where: Where) -> tuple[Burn, ...]:
    """All that compares error ratios with a threshold, for one group or for all of them together."""
    slo = stage.slo
    if breaches(slo):
        # However few the errors.
        computed = stage.computed(where, slo.window)
        name = f"{slo.alert_name}ObjectiveMissed"
        return (Burn(name, slo.window, slo.window, float(slo.beta), 0, computed, history=True),)
    return tuple(
        Burn(
            slo.burn_alert_name(tier),
            tier.short,
            tier.long,
            float(tier.threshold(slo.beta)),
            tier.min_events,
            stage.computed(where, tier.long),
            history=tier.long > HOUR,
        )
        for tier in slo.tiers
    )


def breaches(slo: SloPlan) -> bool:
    """Whether an objective that is missed alerts from the service's own rule file; longer windows have one of their own."""
    return slo.breach and slo.window <= FAST_BREACH


def windows_of(slo: SloPlan) -> tuple[int, ...]:
    """All windows over which alerts of an SLO compare ratios, the shortest first; seconds."""
    if breaches(slo):
        return (slo.window,)
    return tuple(sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}))
