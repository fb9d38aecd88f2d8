"""What is tried of the alerts that burn: of each, one condition missing at a time, then all of them met, if only just.

What a test costs are evaluations, so claims about several alerts share one wherever they do not contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import NamedTuple, TypeAlias

from slosmith.plan.model import SloPlan
from slosmith.plan.slo_alerts import FAST_BREACH
from slosmith.targets.ruletests.scenes import Stage, Where
from slosmith.units import HOUR, duration

# A hundredth on either side of a threshold; a change of the threshold by a fifth cannot hide between the two.
_HOT, _COLD = 1.01, 0.99
# A window that does not look like one that is just above or below.
_HOTTER = 1.2


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


def _short_below(burn: Burn) -> Claim:
    return Claim(burn, ({**_at_least(burn.long, burn.above(_HOTTER)), **_just_below(burn, burn.short)},))


def _long_below(burn: Burn) -> Claim | None:
    if burn.short == burn.long:
        return None
    return Claim(burn, ({**_at_least(burn.short, burn.above(_HOTTER)), **_just_below(burn, burn.long)},))


def _too_few(burn: Burn) -> Claim | None:
    # Without any error a ratio that is computed is none.
    if burn.least <= (1 if burn.computed else 0):
        return None
    return Claim(burn, (_both_hot(burn),), burn.least - 1)


def _too_young(burn: Burn) -> Claim | None:
    return Claim(burn, (_both_hot(burn),), blind=True) if burn.history else None


def _enough(burn: Burn) -> Claim | None:
    return Claim(burn, (_both_hot(burn),), burn.least) if burn.least else None


def _above(burn: Burn) -> Claim:
    ratio = burn.above(_HOT)
    return Claim(burn, ({window: Bounds(ratio, ratio) for window in (burn.short, burn.long)},))


def _crossed(burn: Burn) -> Claim | None:
    if burn.short == burn.long:
        return None
    hot, cold = Bounds(burn.above(_HOTTER)), Bounds(0.0, burn.threshold / 2)
    return Claim(burn, ({burn.short: hot, burn.long: cold}, {burn.short: cold, burn.long: hot}))


def _just_below(burn: Burn, window: int) -> dict[int, Bounds]:
    ratio = _COLD * burn.threshold
    return {window: Bounds(ratio, ratio)}


def _at_least(window: int, ratio: float) -> dict[int, Bounds]:
    return {window: Bounds(ratio)}


def _both_hot(burn: Burn) -> dict[int, Bounds]:
    return {window: Bounds(burn.above(_HOTTER)) for window in (burn.short, burn.long)}


# All are met first and last, so that each alert is seen to clear in between.
_KINDS = (
    Kind("there are just as many errors as are asked for", _enough, met=True),
    Kind("the short window is just below the threshold", _short_below),
    Kind("the long window is just below the threshold", _long_below),
    Kind("one error is missing in the long window, and there are many before it", _too_few),
    Kind("no data in the older half of the long window", _too_young),
    Kind("both windows exceed the threshold, if only just", _above, hot=False, met=True),
)
_OF_GROUPS = Kind("one group exceeds it in the short window, one in the long", _crossed, hot=False, groups=2)

Rounds: TypeAlias = Iterator[Round]


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


def rounds(found: Sequence[Burn], *, crossed: bool) -> Rounds:
    """`crossed`: there are two groups, which must not be taken for one."""
    for kind in (_OF_GROUPS, *_KINDS) if crossed else _KINDS:
        yield from _packed(kind, found)


def _packed(kind: Kind, found: Sequence[Burn]) -> Rounds:
    """Each claim joins the first round that it does not contradict."""
    packed: list[Round] = []
    for burn in found:
        claim = kind.claim(burn)
        if claim is None:
            continue
        for place, known in enumerate(packed):
            together = known._replace(claims=(*known.claims, claim))
            if together.possible():
                packed[place] = together
                break
        else:
            packed.append(Round(kind, (claim,)))
    yield from packed


def breaches(slo: SloPlan) -> bool:
    """Whether an objective that is missed alerts from the service's own rule file; longer windows have one of their own."""
    return slo.breach and slo.window <= FAST_BREACH


def windows_of(slo: SloPlan) -> tuple[int, ...]:
    """All windows over which alerts of an SLO compare ratios, the shortest first; seconds."""
    if breaches(slo):
        return (slo.window,)
    return tuple(sorted({each for tier in slo.tiers for each in (tier.short, tier.long)}))
