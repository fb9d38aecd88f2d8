"""How late time slices see an outage, and its end, because their query looks back or is shifted.

Both times are measured on series that change from good to bad and back, as far as the query can be evaluated here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from slosmith.inputs import Inputs, Source, inputs_of
from slosmith.inputs.model import Level
from slosmith.naming import SLICE_GOOD
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import Expr, User, walk
from slosmith.promql.reach import edges, reach
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import InputSeries, evaluate, world
from slosmith.promql.syntax import Unsupported

# Counters that have run for long; PromQL treats those near zero differently.
_BASE = 1_000_000
# How much farther from the bound than the values that just miss it.
_FAR = 100
# Samples of a range, of which more would cost time and show no more.
_MOST = 1000


class Delay(NamedTuple):
    """Seconds from the first bad sample to the first bad slice, and from the first good one to the first good one."""

    onset: int
    recovery: int


class Delays(NamedTuple):
    """`reach` is how far the query looks back, in seconds.

    `longest` is for whatever values its series take; `own` for the values that the generated tests give them, None where
    that is unknown. The two differ where a function weighs values, as avg_over_time() does.
    """

    reach: int = 0
    longest: Delay = Delay(0, 0)
    own: Delay | None = Delay(0, 0)


def delays(slo: SloPlan) -> Delays:
    good = slo.signal.computed(SLICE_GOOD)
    return Delays() if good is None else _delays(good, slo.source, slo.group_by, slo.scrape)


def edges_of(slo: SloPlan) -> tuple[int, ...]:
    """How long ago, in seconds, what the query of a time slice reads begins and ends."""
    queries = {each.source for step in slo.signal.steps for each in walk(step.expr) if isinstance(each, User)}
    return tuple(sorted({edge for source in queries for edge in edges(source) if edge}))


@lru_cache(maxsize=4096)
def _delays(good: Expr, source: Source, group_by: tuple[str, ...], scrape: int) -> Delays:
    looks_back = max((reach(each.source) for each in walk(good) if isinstance(each, User)), default=0)
    if not looks_back:
        return Delays()
    inputs = inputs_of(source, group_by)
    step = max(scrape, 2, looks_back // _MOST)
    try:
        well, ill = _levels(inputs)
        near, *others = (
            _measured(_Query(good, inputs, looks_back, step), *pair)
            for pair in ((well, ill), (_beyond(ill, well), ill), (well, _beyond(well, ill)))
        )
    except Unsupported:
        return Delays(looks_back, Delay(looks_back, looks_back), None)
    longest = Delay(
        max(each.onset for each in (near, *others)), max(each.recovery for each in (near, *others))
    )
    return Delays(looks_back, longest, near)


class _Query(NamedTuple):
    """A query that is 1 while all is well and 0 otherwise, and its series, a sample each `step` seconds."""

    good: Expr
    inputs: Inputs
    looks_back: int
    step: int


def _levels(inputs: Inputs) -> tuple[Level, Level]:
    levels = {each.good: each.level for each in inputs.states}
    if inputs.reason or set(levels) != {True, False}:
        raise Unsupported(inputs.reason or "it has no levels")
    return levels[True], levels[False]


def _beyond(one: Level, other: Level) -> Level:
    """Far on the other side; counters do not fall."""
    value = other.value + _FAR * (other.value - one.value)
    return Level(value, max(0.0, other.slope + _FAR * (other.slope - one.slope)) if other.slope else 0.0)


def _measured(query: _Query, well: Level, ill: Level) -> Delay:
    return Delay(_until(query, well, ill, 0.0), _until(query, ill, well, 1.0))


def _until(query: _Query, before: Level, after: Level, wanted: float) -> int:
    """Raises Unsupported where the change is not seen, or the query cannot be evaluated."""
    step = query.step
    steps = query.looks_back // step + 2

    def changed(late: int) -> bool:
        samples = tuple(_samples(before, after, step, steps, late))
        course = Sampled(samples, late * step + step // 2)
        series = world(
            InputSeries({**each, **query.inputs.groups[0]}, course) for each in query.inputs.gauges
        )
        return list(evaluate(query.good, series).values()) == [wanted]

    return _first(changed, steps) * step


def _samples(before: Level, after: Level, step: int, steps: int, late: int) -> Iterator[tuple[int, float]]:
    """From long before a change, at time 0, until `late` samples after it."""
    for place in range(-steps, late + 1):
        time = place * step
        level = before if place < 0 else after
        yield time, level.value + level.slope * time + (_BASE if level.slope else 0)


def _first(holds: Callable[[int], bool], most: int) -> int:
    """The smallest number from which on it holds, by halving."""
    low, high = 0, most
    if not holds(high):
        raise Unsupported("it does not see the change")
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
