"""The input series of one SLO, phase after phase, as samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from slosmith.inputs.model import Feed, Inputs
from slosmith.plan.model import SloPlan
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.from_series.phases import EVENTS, NEVER, Phase, apart, raw_windows, step_of
from slosmith.targets.ruletests.series import runs
from slosmith.units import MINUTE

# Counters that are seen from their first sample on have run for long: PromQL treats those near zero differently.
_BASE = 1_000_000
# What must not be counted rises fast, so that it shows if it is.
_DECOY = 7 * EVENTS
_MORE = Phase("phases of other SLOs")
# How long before an evaluation a counter is born.
_BIRTH = 4 * MINUTE


@dataclass(frozen=True, slots=True)
class Flow:
    """`samples` are (seconds from the start, value), by the series' labels; phases end at the multiples of `every`."""

    phases: tuple[Phase, ...]
    every: int
    step: int
    samples: Mapping[str, tuple[Mapping[str, str], tuple[tuple[int, float], ...]]]

    def series(self) -> Iterator[tuple[str, str]]:
        """Series and values, as promtool reads them."""
        for text, (_, samples) in self.samples.items():
            yield text, _written(samples, self.step)


@lru_cache(maxsize=256)
def _written(samples: tuple[tuple[int, float], ...], step: int) -> str:
    return runs({time // step: value for time, value in samples})


def every_of(slos: Sequence[SloPlan], phases: int) -> int | None:
    """How far evaluations are apart; None if no distance was found at which no sample lies on the edge of a window."""
    read = {(step_of(slo), slo.scrape, raw_windows(slo)) for slo in slos}
    whole = max(map(apart, slos))
    for more in range(1, min(step for step, _, _ in read)):
        every = whole + more
        if all(
            (number * every - window) % step
            for step, scrape, windows in read
            for window in (0, *windows, *(each - scrape for each in windows))
            for number in range(1, phases + 1)
        ):
            return every
    return None


def flow(inputs: Inputs, phases: tuple[Phase, ...], step: int, every: int, last: int) -> Flow:
    """What must not be counted goes on until the phase number `last`: other SLOs may read it by mistake as well."""
    samples = {}
    longer = (*phases, *(_MORE,) * (last - len(phases)))
    for place, labels, feed in counters(inputs):
        counted = longer if is_decoy(feed) else _as_lived(phases, inputs.feeds.index(feed), every)
        values = _counted(feed.good, feed.bad, place, counted, step, every, inputs.free in labels)
        samples[series_text(labels)] = labels, values
    for place, group in enumerate(inputs.groups):
        for gauge in inputs.gauges:
            labels = {**gauge, **group}
            samples[series_text(labels)] = labels, tuple(_levelled(inputs, place, phases, step, every))
    return Flow(phases, every, step, samples)


def _as_lived(phases: tuple[Phase, ...], number: int, every: int) -> tuple[Phase, ...]:
    """The phases of one counter: it is absent where it is left out."""
    if all(each.left_out != number for each in phases):
        return phases
    return tuple(each._replace(absent=2 * every) if each.left_out == number else each for each in phases)


def is_decoy(feed: Feed) -> bool:
    """Whether it must not be counted."""
    return not feed.good and not feed.bad


def counters(inputs: Inputs) -> Iterator[tuple[int, dict[str, str], Feed]]:
    """Each with the group that it is in."""
    for place, group in enumerate(inputs.groups):
        for feed in inputs.feeds:
            labels = {**feed.labels, **group}
            yield place, labels, feed
            if inputs.free and not is_decoy(feed) and not place:
                # Of the first group there is a second series, with fewer errors: the two must be added up.
                yield place, {**labels, inputs.free: "2"}, feed


@lru_cache(maxsize=256)
def _counted(
    good: int, bad: int, place: int, phases: tuple[Phase, ...], step: int, every: int, second: bool
) -> tuple[tuple[int, float], ...]:
    """Of a counter that each good and each bad event raises by so much; many SLOs have the same."""
    return tuple(_samples(Feed({}, good, bad), place, phases, step, every, second=second))


def _samples(
    feed: Feed, place: int, phases: tuple[Phase, ...], step: int, every: int, *, second: bool
) -> Iterator[tuple[int, float]]:
    """`second`: of the series with fewer errors. It is born while no error is counted, and never with one."""
    birth = next((number for number, each in enumerate(phases) if each.errors == 0), -1)
    own_errors, decoy = feed.bad and not feed.good, is_decoy(feed)
    value = 0
    for number, phase in enumerate(phases):
        end = (number + 1) * every
        # A counter is born with what it counted unseen: a tenth of it are errors.
        young, before = (7 if decoy else 9 * feed.good + feed.bad) * _BASE // 10, value
        for time in _times(number, step, every):
            age = end - time
            if age < phase.absent and not decoy:
                break
            if decoy:
                value += _DECOY
            else:
                # The second group is smaller, and all is well with it.
                bad = (phase.bad(age) // (2 if second else 1)) if place == 0 else 0
                good = phase.good(age) if place == 0 else phase.good(age) // 3
                value += feed.good * good + feed.bad * bad
            if phase.unscraped[0] < age < phase.unscraped[1] and not second and place == 0:
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
        if phase.state is None and not phase.absent and not phase.idle:
            continue
        # Series that have just gone were there a moment ago, so that looking back a little too far finds them.
        level = inputs.states[well if phase.state is None or place else phase.state].level
        if phase.idle and not place and inputs.idle is not None:
            level = inputs.idle
        end = (number + 1) * every
        for time in _times(number, step, every):
            if end - time < phase.absent:
                break
            # Not yet at the very start: the first evaluation is there to find nothing.
            if time:
                yield time, round(level.value - level.slope * (end - time), 9)


def _times(number: int, step: int, every: int) -> range:
    """The samples of a phase."""
    first = number * every
    return range(-(-first // step) * step, (number + 1) * every + 1, step)
