"""A series of which every sample is known, and what PromQL's range functions make of it, to the last rule of extrapolation."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from slosmith.promql.operators import AGGREGATES
from slosmith.promql.syntax import Unsupported

# How far back an instant selector looks.
LOOKBACK = 300

_time = itemgetter(0)


class Sampled(NamedTuple):
    """`samples` are (time, value), the oldest first. No sample may lie on the edge of a window: versions differ there."""

    samples: Sequence[tuple[int, float]]
    now: int

    def at(self, offset: int) -> float | None:
        end = self.now - offset
        last = bisect_right(self.samples, end, key=_time) - 1
        age = end - self.samples[last][0] if last >= 0 else LOOKBACK + 1
        if age == LOOKBACK:
            raise Unsupported("a sample lies on the edge of a window")
        return self.samples[last][1] if age < LOOKBACK else None

    def over(self, function: str, seconds: int, offset: int) -> float | None:
        if function not in SAMPLED_FUNCTIONS:
            raise Unsupported(f"it uses {function}()")
        found = self._within(seconds, offset)
        return SAMPLED_FUNCTIONS[function](found, seconds) if found else None

    def _within(self, seconds: int, offset: int) -> list[tuple[int, float]]:
        """As (age at the window's end, value)."""
        end = self.now - offset
        first = bisect_left(self.samples, end - seconds, key=_time)
        last = bisect_right(self.samples, end, lo=first, key=_time)
        if first < last and self.samples[first][0] == end - seconds:
            raise Unsupported("a sample lies on the edge of a window")
        return [(end - time, value) for time, value in self.samples[first:last]]


def _increase(samples: list[tuple[int, float]], seconds: int) -> float | None:
    """A counter that falls has begun anew at zero."""
    restarts = math.fsum(before for (_, before), (_, after) in pairwise(samples) if after < before)
    return _extrapolated(samples, seconds, restarts)


def _delta(samples: list[tuple[int, float]], seconds: int) -> float | None:
    return _extrapolated(samples, seconds, 0.0)


def _extrapolated(samples: list[tuple[int, float]], seconds: int, more: float) -> float | None:
    """The growth between the first and the last sample, and `more`, stretched over the window.

    Counters here never start near zero, so only the part of extrapolatedRate() that concerns the others is needed: each
    end is stretched by the whole gap to it, or by half a sample distance if the gap is longer than 1.1 of one.
    """
    if len(samples) < 2:
        return None
    (oldest, first), (youngest, last) = samples[0], samples[-1]
    covered = oldest - youngest
    apart = covered / (len(samples) - 1)
    stretched = covered + sum(
        gap if gap < apart * 1.1 else apart / 2 for gap in (float(seconds - oldest), float(youngest))
    )
    return (last - first + more) * (stretched / covered)


def _rate(samples: list[tuple[int, float]], seconds: int) -> float | None:
    grown = _increase(samples, seconds)
    return None if grown is None else grown / seconds


def _deriv(samples: list[tuple[int, float]], seconds: int) -> float | None:
    """The slope of the line that fits best."""
    if len(samples) < 2:
        return None
    middle = math.fsum(age for age, _ in samples) / len(samples)
    mean = math.fsum(value for _, value in samples) / len(samples)
    spread = math.fsum((age - middle) ** 2 for age, _ in samples)
    return -math.fsum((age - middle) * (value - mean) for age, value in samples) / spread


def _irate(samples: list[tuple[int, float]], seconds: int) -> float | None:
    if len(samples) < 2:
        return None
    (before, first), (after, last) = samples[-2:]
    return (last - first) / (before - after)


def _values(
    function: Callable[[list[float]], float],
) -> Callable[[list[tuple[int, float]], int], float | None]:
    return lambda samples, _: function([value for _, value in samples])


SAMPLED_FUNCTIONS: dict[str, Callable[[list[tuple[int, float]], int], float | None]] = {
    "rate": _rate,
    "increase": _increase,
    "irate": _irate,
    "delta": _delta,
    "deriv": _deriv,
    "sum_over_time": _values(math.fsum),
    "count_over_time": _values(lambda values: float(len(values))),
    "avg_over_time": _values(lambda values: math.fsum(values) / len(values)),
    "min_over_time": _values(AGGREGATES["min"]),
    "max_over_time": _values(AGGREGATES["max"]),
    "last_over_time": _values(lambda values: values[-1]),
    "present_over_time": _values(lambda values: 1.0),
}
