"""Trials of each burn-rate alert: every condition violated once on its own, then all just satisfied.

Evaluations are what a test costs, so constraints of several alerts share one where they do not contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.targets.ruletests.from_recordings.constraints import Bounds, Burn, Constraint, Trial, TrialKind

# A hundredth on either side of a threshold; a change of the threshold by a fifth cannot hide between the two.
_HOT, _COLD = 1.01, 0.99
# A window that does not look like one that is just above or below.
_HOTTER = 1.2


def _short_below(burn: Burn) -> Constraint:
    return Constraint(burn, ({**_at_least(burn.long, burn.above(_HOTTER)), **_just_below(burn, burn.short)},))


def _long_below(burn: Burn) -> Constraint | None:
    if burn.short == burn.long:
        return None
    return Constraint(burn, ({**_at_least(burn.short, burn.above(_HOTTER)), **_just_below(burn, burn.long)},))


def _too_few(burn: Burn) -> Constraint | None:
    # Without any error a ratio that is computed is none.
    if burn.least <= (1 if burn.computed else 0):
        return None
    return Constraint(burn, (_both_hot(burn),), burn.least - 1)


def _too_young(burn: Burn) -> Constraint | None:
    return Constraint(burn, (_both_hot(burn),), blind=True) if burn.history else None


def _enough(burn: Burn) -> Constraint | None:
    return Constraint(burn, (_both_hot(burn),), burn.least) if burn.least else None


def _above(burn: Burn) -> Constraint:
    ratio = burn.above(_HOT)
    bounds = {window: Bounds(ratio, ratio) for window in (burn.short, burn.long)}
    return Constraint(burn, (bounds,), far=burn.history)


def _crossed(burn: Burn) -> Constraint | None:
    if burn.short == burn.long:
        return None
    hot, cold = Bounds(burn.above(_HOTTER)), Bounds(0.0, burn.threshold / 2)
    return Constraint(burn, ({burn.short: hot, burn.long: cold}, {burn.short: cold, burn.long: hot}))


def _just_below(burn: Burn, window: int) -> dict[int, Bounds]:
    ratio = _COLD * burn.threshold
    return {window: Bounds(ratio, ratio)}


def _at_least(window: int, ratio: float) -> dict[int, Bounds]:
    return {window: Bounds(ratio)}


def _both_hot(burn: Burn) -> dict[int, Bounds]:
    return {window: Bounds(burn.above(_HOTTER)) for window in (burn.short, burn.long)}


# All are met first and last, so that each alert is seen to clear in between.
_KINDS = (
    TrialKind("there are just as many errors as are asked for", _enough, met=True),
    TrialKind("the short window is just below the threshold", _short_below),
    TrialKind("the long window is just below the threshold", _long_below),
    TrialKind("one error is missing in the long window, and there are many before it", _too_few),
    TrialKind("no data in the older half of the long window", _too_young),
    TrialKind("both windows exceed the threshold, if only just", _above, hot=False, met=True),
)
_OF_GROUPS = TrialKind(
    "one group exceeds it in the short window, one in the long", _crossed, hot=False, groups=2
)


def burn_trials(found: Sequence[Burn], *, crossed: bool) -> Iterator[Trial]:
    """`crossed`: there are two groups, which must not be taken for one."""
    for kind in (_OF_GROUPS, *_KINDS) if crossed else _KINDS:
        yield from _packed(kind, found)


def _packed(kind: TrialKind, found: Sequence[Burn]) -> Iterator[Trial]:
    """Each constraint joins the first trial that it does not contradict."""
    packed: list[Trial] = []
    for burn in found:
        constraint = kind.constraint(burn)
        if constraint is None:
            continue
        for place, known in enumerate(packed):
            together = known._replace(constraints=(*known.constraints, constraint))
            if together.possible():
                packed[place] = together
                break
        else:
            packed.append(Trial(kind, (constraint,)))
    yield from packed
