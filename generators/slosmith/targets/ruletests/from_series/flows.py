"""Raw series for the rules of one SLO to read: phase after phase of good events, bad events, or none; or of a gauge's levels.

A phase ends with an evaluation and is longer than every window that is read raw, so that no window sees two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from slosmith.inputs.model import Feed, Inputs
from slosmith.plan.delays import edges_of
from slosmith.plan.model import SloPlan
from slosmith.plan.slo_alerts import ZERO_TOLERANCE_WINDOW
from slosmith.promql.matchers import series_text
from slosmith.promql.sampled import LOOKBACK
from slosmith.signal import ABSENT
from slosmith.units import DAY, HOUR, MINUTE

# Events between two samples. It has many divisors, so that shares are short decimals.
_EVENTS = 120
# Counters that are seen from their first sample on have run for long: PromQL treats those near zero differently.
_BASE = 1_000_000
# What must not be counted rises fast, so that it shows if it is.
_DECOY = 7 * _EVENTS
# How long before an evaluation a counter is born.
_BIRTH = 4 * MINUTE

_ALWAYS = (-1, DAY)

NEVER = -1


class Phase(NamedTuple):
    """`good` and `bad` events between two samples, by the age of the later one at the phase's end.

    `newborn`: counters are that many seconds old at its end, unless 0; if it `restarts`, older ones stood there before.
    `silent`: the first target (of the first group) was not scraped between two ages. Counters of errors alone are there
    (`errors` is None), not there yet (-1), or born with so many. For gauges `state` says which of their levels they have;
    None: they are gone, for `gone` seconds, or for all of the phase.
    """

    about: str
    good: Callable[[int], int] = lambda age: _EVENTS
    bad: Callable[[int], int] = lambda age: 0
    errors: int | None = None
    state: int | None = None
    newborn: int = 0
    restarts: bool = False
    silent: tuple[int, int] = (0, 0)
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """`samples` are (seconds from the start, value), by the series' labels; phases end at the multiples of `every`."""

    phases: tuple[Phase, ...]
    every: int
    step: int
    samples: Mapping[str, tuple[Mapping[str, str], tuple[tuple[int, float], ...]]]

    def series(self) -> Iterator[tuple[str, Mapping[int, float]]]:
        """Series and values by place, as promtool is given them."""
        for text, (_, samples) in self.samples.items():
            yield text, {time // self.step: value for time, value in samples}


def raw_windows(slo: SloPlan) -> tuple[int, ...]:
    """All windows that the rules of an SLO read from raw series."""
    windows = {slo.rate_window, 2 * slo.scrape}
    if slo.signal.raw:
        windows |= {each for tier in slo.tiers for each in (tier.short, tier.long) if each <= slo.raw_limit}
        if slo.zero_tolerance:
            windows.add(ZERO_TOLERANCE_WINDOW)
        windows |= {each for each in (slo.window, slo.budget_window) if each <= slo.raw_limit}
    return tuple(sorted({*windows, *edges_of(slo)}))


def step_of(slo: SloPlan) -> int:
    """As far apart as scrapes, so that every window that is wide enough in life is wide enough here."""
    return max(slo.scrape, 5)


def phases_of(slo: SloPlan, inputs: Inputs) -> tuple[Phase, ...]:
    return tuple(_levels(slo, inputs) if inputs.gauges else _events(slo))


def _events(slo: SloPlan) -> Iterator[Phase]:
    windows = raw_windows(slo)

    def older(age: int) -> int:
        """How many windows do not reach back so far."""
        return sum(1 for window in windows if age >= window)

    # Both, and their share, grow with age, so that no two windows read the same of either.
    def bad(age: int) -> int:
        return 12 + 12 * older(age)

    def good(age: int) -> int:
        return _EVENTS - 12 + 24 * older(age)

    incident = Phase("errors, and the more of them the longer ago", good, bad)
    # After so many phases, what was gone is new when it returns.
    forgotten = (ABSENT + windows[-1]) // _apart(slo)
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
            good=lambda age: _EVENTS if age < 10 * MINUTE else 2 * _EVENTS,
            bad=lambda age: int(MINUTE <= age < MINUTE + step),
        )
        yield from (single, single) if slo.for_ else (single,)
        yield Phase("an error over ten minutes ago", bad=lambda age: int(0 < age - 10 * MINUTE <= step))
    if slo.late_counters:
        # Within the shortest window, so that each of them sees the birth.
        newborn = max(2 * step_of(slo), slo.rate_window - 2 * slo.scrape)
        yield from (Phase("a target is gone", silent=_ALWAYS),) * forgotten
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
        silent = (births - slo.scrape, births + LOOKBACK + slo.scrape)
        yield Phase("a target was not scraped for some minutes", bad=some, silent=silent)
    yield Phase("no events at all", lambda age: 0)


def _birth_windows(slo: SloPlan) -> Iterator[int]:
    """How long ago a counter must not have been there to be newborn."""
    if slo.zero_tolerance:
        yield ZERO_TOLERANCE_WINDOW
    elif slo.late_counters:
        yield from (window - slo.scrape for window in raw_windows(slo) if window >= slo.rate_window)


def _levels(slo: SloPlan, inputs: Inputs) -> Iterator[Phase]:
    for number, state in enumerate(inputs.states):
        phase = Phase("a good level" if state.good else "a bad level", state=number)
        yield phase
        if not state.good and slo.zero_tolerance and slo.for_:
            yield phase
    # Just long enough for a range, and then too long for what is read as it is.
    yield Phase("the series have just gone", gone=2 * slo.scrape)
    yield Phase("the series are gone")


def _apart(slo: SloPlan) -> int:
    """How far evaluations are apart at least, in whole units of five minutes."""
    unit = HOUR // 12
    return -(-max(5 * raw_windows(slo)[-1] // 4, 12 * MINUTE, slo.for_) // unit) * unit


def every_of(slos: Sequence[SloPlan], phases: int) -> int | None:
    """How far evaluations are apart; None if no distance was found at which no sample lies on the edge of a window."""
    steps = {step_of(slo) for slo in slos}
    whole = max(map(_apart, slos))
    for more in range(1, min(steps)):
        every = whole + more
        if all(
            (number * every - window) % step
            for slo in slos
            for step in (step_of(slo),)
            for window in (0, *raw_windows(slo), *(each - slo.scrape for each in raw_windows(slo)))
            for number in range(1, phases + 1)
        ):
            return every
    return None


def flow(inputs: Inputs, phases: tuple[Phase, ...], step: int, every: int) -> Flow:
    samples = {}
    for place, labels, feed in _counters(inputs):
        second = inputs.free in labels
        samples[series_text(labels)] = (
            labels,
            tuple(_counted(feed, place, phases, step, every, second=second)),
        )
    for place, group in enumerate(inputs.groups):
        for gauge in inputs.gauges:
            labels = {**gauge, **group}
            samples[series_text(labels)] = labels, tuple(_levelled(inputs, place, phases, step, every))
    return Flow(phases, every, step, samples)


def _counters(inputs: Inputs) -> Iterator[tuple[int, dict[str, str], Feed]]:
    """Each with the group that it is in."""
    for place, group in enumerate(inputs.groups):
        for feed in inputs.feeds:
            labels = {**feed.labels, **group}
            yield place, labels, feed
            if inputs.free and (feed.good or feed.bad) and not place:
                # Of the first group there is a second series, with fewer errors: the two must be added up.
                yield place, {**labels, inputs.free: "2"}, feed


def _counted(
    feed: Feed, place: int, phases: tuple[Phase, ...], step: int, every: int, *, second: bool
) -> Iterator[tuple[int, float]]:
    """`second`: of the series with fewer errors. It is born while no error is counted, and never with one."""
    birth = next((number for number, each in enumerate(phases) if each.errors == 0), -1)
    own_errors, decoy = feed.bad and not feed.good, not feed.bad and not feed.good
    value = 0
    for number, phase in enumerate(phases):
        end = (number + 1) * every
        # A counter is born with what it counted unseen: a tenth of it are errors.
        young, before = (7 if decoy else 9 * feed.good + feed.bad) * _BASE // 10, value
        for time in _times(number, step, every):
            age = end - time
            if decoy:
                value += _DECOY
            else:
                # The second group is smaller, and all is well with it.
                bad = (phase.bad(age) // (2 if second else 1)) if place == 0 else 0
                good = phase.good(age) if place == 0 else phase.good(age) // 3
                value += feed.good * good + feed.bad * bad
            if phase.silent[0] < age < phase.silent[1] and not second and place == 0:
                continue
            if phase.newborn:
                if age < phase.newborn:
                    young += value - before
                    yield time, young
                elif phase.restarts:
                    yield time, _BASE + value
                before = value
                continue
            if own_errors and phase.errors is not None:
                if phase.errors != NEVER and age < _BIRTH and not second:
                    yield time, phase.errors
                value = 0
                continue
            if second and (number < birth or (number == birth and age >= _BIRTH)):
                continue
            yield time, _BASE + value


def _levelled(
    inputs: Inputs, place: int, phases: tuple[Phase, ...], step: int, every: int
) -> Iterator[tuple[int, float]]:
    well = next((number for number, each in enumerate(inputs.states) if each.good), 0)
    for number, phase in enumerate(phases):
        if phase.state is None and not phase.gone:
            continue
        # Series that have just gone were there a moment ago, so that looking back a little too far finds them.
        level = inputs.states[well if phase.state is None or place else phase.state].level
        end = (number + 1) * every
        for time in _times(number, step, every):
            if end - time < phase.gone:
                break
            # Not yet at the very start: the first evaluation is there to find nothing.
            if time:
                yield time, round(level.value - level.slope * (end - time), 9)


def _times(number: int, step: int, every: int) -> range:
    """The samples of a phase."""
    first = number * every
    return range(-(-first // step) * step, (number + 1) * every + 1, step)
