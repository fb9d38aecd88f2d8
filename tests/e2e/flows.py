"""Events of a system over days, as running totals: what its counters would have shown, and so the truth to hold rules against.

Every flow is sampled at the scrape interval and interpolated in between, so that history, the live exporter and the
independent arithmetic all speak of the same events.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

DAY = 86400


@dataclass(frozen=True)
class Clock:
    """`start` to `end` in steps, all in seconds since the epoch; `now` is when history ends and life begins."""

    start: int
    now: int
    end: int
    step: int

    def times(self) -> range:
        return range(self.start, self.end + 1, self.step)


@dataclass(frozen=True)
class Incident:
    """From `began` to `ended` seconds before now, `share` of the events were bad; 0 ends never."""

    began: int
    ended: int
    share: float


@dataclass(frozen=True)
class Flow:
    """A running total at each step of the clock."""

    clock: Clock
    totals: Sequence[float]

    def at(self, time: float) -> float:
        """Interpolated; constant before and after what the clock covers."""
        place = (time - self.clock.start) / self.clock.step
        index = min(max(int(place), 0), len(self.totals) - 2)
        share = min(max(place - index, 0.0), 1.0)
        low, high = self.totals[index], self.totals[index + 1]
        return low + (high - low) * share

    def counted(self, time: float) -> int:
        """What a counter shows: whole events."""
        return int(self.at(time))


@dataclass(frozen=True)
class Traffic:
    """All events of something, and the bad ones among them."""

    total: Flow
    bad: Flow

    def error_ratio(self, at: float, window: int) -> float:
        events = self.total.at(at) - self.total.at(at - window)
        return (self.bad.at(at) - self.bad.at(at - window)) / events if events else 0.0

    def errors(self, at: float, window: int) -> float:
        return self.bad.at(at) - self.bad.at(at - window)


# Busy by day and quiet at night, the hours not alike, so that an average of ratios would be wrong.
_HOURS = (
    2,
    1.5,
    1.2,
    1,
    1,
    1.5,
    2.5,
    4,
    6,
    7.5,
    8.5,
    9,
    8.5,
    9,
    8.8,
    8.2,
    8,
    7.5,
    7,
    6.5,
    5.5,
    4.5,
    3.5,
    2.5,
)


# Life begins at this hour of the system's day, whatever the clock on the wall says, so that each run is alike.
_NOW = 11


def busy(clock: Clock, time: int) -> float:
    return _HOURS[(_NOW * 3600 + time - clock.now) % DAY // 3600] / 5


def traffic(clock: Clock, per_second: float, baseline: float, incidents: Sequence[Incident]) -> Traffic:
    """`baseline` is the error ratio while nothing is wrong."""

    def share(time: int) -> float:
        return next((each.share for each in incidents if _within(each, clock, time)), baseline)

    def running(rate: Callable[[int], float]) -> Flow:
        steps = (rate(time) * clock.step for time in clock.times())
        return Flow(clock, list(accumulate(steps, initial=0.0)))

    return Traffic(
        running(lambda time: per_second * busy(clock, time)),
        running(lambda time: per_second * busy(clock, time) * share(time)),
    )


def _within(incident: Incident, clock: Clock, time: int) -> bool:
    began, ended = clock.now - incident.began, clock.now - incident.ended if incident.ended else clock.end
    return began <= time < ended


def bucket_counts(bounds: Sequence[float], threshold: float, good: int, slow: int) -> list[int]:
    """Cumulative counts for each bound: good events spread below the threshold, slow ones above it."""
    place = bisect_right(bounds, threshold)
    above = len(bounds) - place + 1
    counts = [good * (index + 1) // place for index in range(place)]
    return counts + [good + slow * (index + 1) // above for index in range(len(bounds) - place)]
