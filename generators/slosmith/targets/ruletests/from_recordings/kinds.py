"""What is tried of the alerts that burn: of each, one condition missing at a time, then all of them met, if only just.

What a test costs are evaluations, so claims about several alerts share one wherever they do not contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.targets.ruletests.from_recordings.claims import Bounds, Burn, Claim, Kind, Round

# A hundredth on either side of a threshold; a change of the threshold by a fifth cannot hide between the two.
_HOT, _COLD = 1.01, 0.99
# A window that does not look like one that is just above or below.
_HOTTER = 1.2


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


def rounds(found: Sequence[Burn], *, crossed: bool) -> Iterator[Round]:
    """`crossed`: there are two groups, which must not be taken for one."""
    for kind in (_OF_GROUPS, *_KINDS) if crossed else _KINDS:
        yield from _packed(kind, found)


def _packed(kind: Kind, found: Sequence[Burn]) -> Iterator[Round]:
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
