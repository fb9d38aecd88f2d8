"""What has been recorded up to a moment: by rules, or by a scenario that injects it."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from slosmith.matching.matcher import NAME
from slosmith.promql.sampled import LOOKBACK, Sampled
from slosmith.promql.steady import InputSeries, Labels, Vector

Samples = list[tuple[int, float]]


class Recorded(NamedTuple):
    """One sample of a recording, with all labels."""

    labels: Mapping[str, str]
    value: float


@dataclass(slots=True)
class History:
    """Samples as (seconds from the start, value), the oldest first, by the name and the other labels of their series."""

    _found: dict[str, dict[Labels, Samples]] = field(default_factory=dict)
    # Series of which the last sample is from a rule, with its time: without a new one they are stale.
    _by_rule: dict[tuple[str, Labels], int] = field(default_factory=dict)

    def record(self, at: int, name: str, labels: Labels, value: float) -> Samples | None:
        """A sample from a rule; returns the samples of its series if it is new. One that is injected for the same moment
        stays as it is."""
        samples = self._found.get(name, {}).get(labels)
        if samples and samples[-1][0] == at:
            return None
        self.add(at, name, labels, value)
        self._by_rule[name, labels] = at
        return self._found[name][labels] if samples is None else None

    def add(self, at: int, name: str, labels: Labels, value: float) -> None:
        """A sample that is injected."""
        samples = self._found.setdefault(name, {}).setdefault(labels, [])
        if samples and samples[-1][0] > at:
            insort(samples, (at, value))
        else:
            samples.append((at, value))

    def at(self, name: str, now: int) -> Vector:
        """The values that a plain selector reads."""
        found: Vector = {}
        for labels, samples in self._found.get(name, {}).items():
            last = bisect_right(samples, (now, float("inf"))) - 1
            if last < 0:
                continue
            seen = samples[last][0]
            stale = self._by_rule.get((name, labels)) == seen != now
            if now - seen < LOOKBACK and not stale:
                found[labels] = samples[last][1]
        return found

    def within(self, name: str, now: int, window: int, offset: int = 0) -> Iterator[tuple[Labels, float]]:
        """Every value of a recording that a window holds; no sample may lie on its edge."""
        oldest, youngest = now - offset - window, now - offset
        for labels, samples in self._found.get(name, {}).items():
            yield from ((labels, value) for at, value in samples if oldest < at <= youngest)

    def series(self, now: int) -> Iterator[InputSeries]:
        """All of it as series that PromQL can read, also what is added to them later."""
        for name, found in self._found.items():
            for labels, samples in found.items():
                yield input_series_of(name, labels, samples, now)


def input_series_of(name: str, labels: Labels, samples: Samples, now: int) -> InputSeries:
    return InputSeries({NAME: name, **dict(labels)}, Sampled(samples, now))
