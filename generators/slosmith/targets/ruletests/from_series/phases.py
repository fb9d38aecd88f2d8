"""Phases of the input series of one SLO: good events, bad events, or none; or the levels of a gauge.

A phase ends with an evaluation and is longer than every window that is read raw, so that no window sees two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from slosmith.inputs.model import Inputs
from slosmith.matching.matcher import NAME, selects
from slosmith.plan.delays import edges_of
from slosmith.plan.model import SloPlan
from slosmith.promql.matchers import selectors_in
from slosmith.promql.sampled import LOOKBACK
from slosmith.signal import ABSENT
from slosmith.targets.ruletests.oracle.evaluation import RECENT
from slosmith.units import DAY, HOUR, MINUTE

# Events between two samples. It has many divisors, so that shares are short decimals.
EVENTS = 120

_ALWAYS = (-1, DAY)

NEVER = -1


class Phase(NamedTuple):
    """`good` and `bad` events between two samples, by the age of the later one at the phase's end.

    `newborn`: counters are that many seconds old at its end, unless 0; if it `restarts`, older ones stood there before.
    `unscraped`: the first target (of the first group) was not scraped between two ages. Counters of errors alone are there
    (`errors` is None), not there yet (-1), or born with so many. For gauges `state` says which of their levels they have;
    None: they are absent, unless they are `idle`. All series are absent for the last `absent` seconds, and
    those of the counter number `left_out` all the time.
    """

    about: str
    good: Callable[[int], int] = lambda age: EVENTS
    bad: Callable[[int], int] = lambda age: 0
    errors: int | None = None
    state: int | None = None
    idle: bool = False
    newborn: int = 0
    restarts: bool = False
    unscraped: tuple[int, int] = (0, 0)
    absent: int = 0
    left_out: int | None = None


def raw_windows(slo: SloPlan) -> tuple[int, ...]:
    """All windows that the rules of an SLO read from raw series."""
    windows = {slo.rate_window, 2 * slo.scrape}
    if slo.signal.raw:
        windows |= {each for tier in slo.tiers for each in (tier.short, tier.long) if each <= slo.raw_limit}
        if slo.zero_tolerance:
            windows.add(RECENT)
        windows |= {each for each in (slo.window, slo.budget_window) if each <= slo.raw_limit}
    return tuple(sorted({*windows, *edges_of(slo)}))


def step_of(slo: SloPlan) -> int:
    """As far apart as scrapes, so that every window that is wide enough in life is wide enough here."""
    return max(slo.scrape, 5)


def phases_of(slo: SloPlan, inputs: Inputs) -> tuple[Phase, ...]:
    """All that can happen to the series of an SLO."""
    return tuple(_levels(slo, inputs) if inputs.gauges else _events(slo, inputs))


def own_phases_of(slo: SloPlan, inputs: Inputs) -> tuple[Phase, ...]:
    """What shows that an SLO reads its own series: errors, or each level. Zero tolerance needs all phases to alert."""
    if slo.zero_tolerance:
        return phases_of(slo, inputs)
    if inputs.gauges:
        return tuple(each for each in _levels(slo, inputs) if each.state is not None)
    return (_incident(raw_windows(slo)),)


def _events(slo: SloPlan, inputs: Inputs) -> Iterator[Phase]:
    windows = raw_windows(slo)
    incident = _incident(windows)
    # After so many phases, what was absent is new when it returns.
    forgotten = (ABSENT + windows[-1]) // apart(slo)
    never = Phase("good events, and no error was ever counted", errors=NEVER)
    yield never
    if slo.zero_tolerance:
        yield Phase("counters are born, and no error is counted", errors=0)
        yield from (never,) * forgotten
    yield Phase("the counter of errors is born with the first one", errors=1)
    if slo.zero_tolerance:
        step = step_of(slo)
        # Of good events there were more before that: a window that is too long on one side only would hide the error.
        single = Phase(
            "a single error",
            good=lambda age: EVENTS if age < 10 * MINUTE else 2 * EVENTS,
            bad=lambda age: int(MINUTE <= age < MINUTE + step),
        )
        yield from (single, single) if slo.for_ else (single,)
        yield Phase("a single error nine minutes ago", bad=lambda age: int(0 < age - 9 * MINUTE <= step))
        yield Phase("an error over ten minutes ago", bad=lambda age: int(0 < age - 10 * MINUTE <= step))
    if slo.late_counters:
        # Within the shortest window, so that each of them sees the birth.
        newborn = max(2 * step_of(slo), slo.rate_window - 2 * slo.scrape)
        yield from (Phase("a target is absent", unscraped=_ALWAYS),) * forgotten
        yield Phase(
            "all counters are born, with errors among their first events", bad=lambda _: 12, newborn=newborn
        )
        if not slo.zero_tolerance:
            yield Phase("a target restarts, and its counters begin anew", newborn=newborn, restarts=True)
    yield incident

    def some(age: int) -> int:
        return 0 if slo.zero_tolerance else 12

    # Out of sight where births are looked for, yet not newborn: what it counted long ago is no error of now.
    for births in _birth_windows(slo):
        unscraped = (births - slo.scrape, births + LOOKBACK + slo.scrape)
        yield Phase("a target was not scraped for some minutes", bad=some, unscraped=unscraped)
    for number in _summed(slo, inputs):
        name = inputs.feeds[number].labels[NAME]
        yield Phase(f"{name} does not exist, and is added up with others", bad=some, left_out=number)
    yield Phase("no events at all", lambda age: 0)
    # Just long enough for the rate that is recorded, and no longer window.
    yield Phase("the series have just gone", absent=slo.rate_window)


def _summed(slo: SloPlan, inputs: Inputs) -> Iterator[int]:
    """The numbers of the counters that are one of several summands."""
    selectors = [found for each in slo.signal.summands for found in selectors_in(each.source)]
    for number, feed in enumerate(inputs.feeds):
        labels = {**feed.labels, **inputs.groups[0]}
        if (feed.good or feed.bad) and any(selects(each, labels) for each in selectors):
            yield number


@lru_cache(maxsize=64)
def _incident(windows: tuple[int, ...]) -> Phase:
    """The same one for all SLOs with these windows, so that their samples are computed once."""

    def older(age: int) -> int:
        """How many windows do not reach back so far."""
        return sum(1 for window in windows if age >= window)

    # Both, and their share, grow with age, so that no two windows read the same of either.
    def bad(age: int) -> int:
        return 12 + 12 * older(age)

    def good(age: int) -> int:
        return EVENTS - 12 + 24 * older(age)

    return Phase("errors, and the more of them the longer ago", good, bad)


def _birth_windows(slo: SloPlan) -> Iterator[int]:
    """How long ago a counter must not have been there to be newborn."""
    if slo.zero_tolerance:
        yield RECENT
    elif slo.late_counters:
        yield from (window - slo.scrape for window in raw_windows(slo) if window >= slo.rate_window)


def _levels(slo: SloPlan, inputs: Inputs) -> Iterator[Phase]:
    for number, state in enumerate(inputs.states):
        phase = Phase("a good level" if state.good else "a bad level", state=number)
        yield phase
        if not state.good and slo.zero_tolerance and slo.for_:
            yield phase
    if inputs.idle is not None:
        yield Phase("the query answers NaN", idle=True)
    # Just long enough for a range, and then too long for what is read as it is.
    yield Phase("the series have just gone", absent=2 * slo.scrape)
    yield Phase("the series are absent")


def apart(slo: SloPlan) -> int:
    """How far evaluations are apart at least, in whole units of five minutes."""
    unit = HOUR // 12
    return -(-max(5 * raw_windows(slo)[-1] // 4, 12 * MINUTE, slo.for_) // unit) * unit
