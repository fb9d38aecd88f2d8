"""What a scenario demands of the error ratios that alerts compare with a threshold, and whether demands contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import inf
from typing import NamedTuple

from slosmith.plan.model import AlertKind, SloPlan
from slosmith.targets.ruletests.from_recordings.scenario import Subject, Where
from slosmith.targets.ruletests.oracle.alerts import alert_name, quick_breach
from slosmith.targets.ruletests.oracle.evaluation import is_raw
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

    `threshold` is a ratio, `least` how many errors the long window must hold, `computed` whether its ratio comes from
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


class Constraint(NamedTuple):
    """`bounds` are those of each group's error ratios, by window; `errors` is what the long window must hold, if it matters.

    `blind`: there are no data in the older half of the long window; `far`: only near its far edge.
    """

    burn: Burn
    bounds: tuple[dict[int, Bounds], ...]
    errors: float | None = None
    blind: bool = False
    far: bool = False


class TrialKind(NamedTuple):
    """`constraint` is None where there is nothing to try. `hot`: windows without a constraint exceed all thresholds, or none."""

    about: str
    constraint: Callable[[Burn], Constraint | None]
    hot: bool = True
    met: bool = False
    groups: int = 1


class Trial(NamedTuple):
    """Constraints of one kind that can be tried together."""

    kind: TrialKind
    constraints: tuple[Constraint, ...]

    @property
    def about(self) -> str:
        return f"{', '.join(each.burn.windows for each in self.constraints)}: {self.kind.about}"

    def bounds(self, place: int) -> dict[int, Bounds]:
        """Of all constraints together."""
        found: dict[int, Bounds] = {}
        for constraint in self.constraints:
            for window, bounds in constraint.bounds[place].items():
                found[window] = found.get(window, Bounds()).both(bounds)
        return found

    def possible(self) -> bool:
        counts = sorted((each.burn.long, each.errors) for each in self.constraints if each.errors is not None)
        return all(
            each.least <= each.most
            for place in range(self.kind.groups)
            for each in self.bounds(place).values()
        ) and all(
            # Two errors lie between two windows, so that a window a little longer is known by one of them.
            few + 2 <= many if shorter != longer else few == many
            for (shorter, few), (longer, many) in pairwise(counts)
        )


def burns(subject: Subject, where: Where) -> tuple[Burn, ...]:
    """All that compares error ratios with a threshold, for one group or for all of them together."""
    slo, collapsed = subject.slo, where is None
    if quick_breach(slo):
        # However few the errors.
        return (
            Burn(
                alert_name(slo, AlertKind.OBJECTIVE_MISSED),
                slo.window,
                slo.window,
                float(slo.beta),
                0,
                not is_raw(slo, slo.window, collapsed=collapsed),
                history=True,
            ),
        )
    return tuple(
        Burn(
            slo.burn_alert_name(tier),
            tier.short,
            tier.long,
            float(tier.threshold(slo.beta)),
            tier.min_events,
            not is_raw(slo, tier.long, collapsed=collapsed),
            history=tier.long > HOUR,
        )
        for tier in slo.tiers
    )


def windows_of(slo: SloPlan) -> tuple[int, ...]:
    """All windows over which alerts of an SLO compare ratios, the shortest first; seconds."""
    if quick_breach(slo):
        return (slo.window,)
    return tuple(sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}))
