"""Recordings before a moment, such that every window reads what a trial demands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slosmith.naming import EVENTS_RATE, recorded
from slosmith.plan.model import SloPlan
from slosmith.promql.sampled import LOOKBACK
from slosmith.promql.steady import InputSeries, Steady, evaluate, world
from slosmith.promql.syntax import Unsupported
from slosmith.targets.ruletests.from_recordings.constraints import Bounds, Trial, burns, windows_of
from slosmith.targets.ruletests.from_recordings.scenario import Point, Subject, Where
from slosmith.targets.ruletests.oracle.conditions import count_unit, memory
from slosmith.targets.ruletests.oracle.evaluation import is_raw

# Events that only say that there is data.
TRACE = 1e-9
# Errors before all windows do not show in any ratio if they are among so many events.
_AMPLE = 1e9
# A window that cannot be taken for a hot one.
_COLD = 0.5
_HOT = 1.2
# How often more errors than any alert asks for.
_MANY = 4.0


class Ages:
    """When there can be samples: on a grid, and never where a window ends, since versions differ on its edge."""

    def __init__(self, step: int, slo: SloPlan) -> None:
        self.step = step
        windows = windows_of(slo)
        self._edges = {memory(slo), *windows, *(window // 2 for window in windows)}

    def beyond(self, window: int) -> int:
        """The youngest that a window does not reach."""
        age = (window // self.step + 1) * self.step
        while age in self._edges:
            age += self.step
        return age

    def near(self, seconds: int) -> int:
        age = max(1, round(seconds / self.step)) * self.step
        while age in self._edges and age > self.step:
            age -= self.step
        return age


class _Ring(NamedTuple):
    """What a window sees and the next shorter one does not: the ages of its samples, and the error ratio that the window is to read."""

    ages: tuple[int, ...]
    window: int
    ratio: float


def history(
    subject: Subject, ages: Ages, where: Where, trial: Trial | None
) -> tuple[tuple[Point, ...], dict[tuple[Where, int], float]]:
    """Recordings from the oldest to now, and the ratios of windows that are read raw. Without a trial nothing exceeds any threshold."""
    ratios = _ratios(subject, where, trial)
    raw = {
        (where, window): _tidy(ratio)
        for window, ratio in ratios.items()
        if is_raw(subject.slo, window, collapsed=where is None)
    }
    counts = (
        {each.burn.long: each.errors for each in trial.constraints if each.errors is not None}
        if trial
        else {}
    )
    points, errors = [], 0.0
    longs = {burn.long for burn in burns(subject, where)}
    read = {
        window: ratio
        for window, ratio in ratios.items()
        if window in longs or not is_raw(subject.slo, window, collapsed=where is None)
    }
    for ring, more, events, near in _cumulated(_rings(ages, read, trial), counts, _ample(subject, where)):
        shares = (near, 1 - near) if len(ring.ages) > 1 else (1.0,)
        for age, share in zip(ring.ages, shares, strict=True):
            points.append(
                Point(
                    age,
                    _tidy(share * more / count_unit(subject.slo)),
                    _tidy(share * events / count_unit(subject.slo)),
                )
            )
        errors += more
    if read:
        before = ages.beyond(max(read))
        many = max(1.0, errors)
        points.append(Point(before, _tidy(10 * many / count_unit(subject.slo)), many * _AMPLE))
    return (*sorted(points, reverse=True), *now(subject.slo)), raw


def _ample(subject: Subject, where: Where) -> float:
    return _MANY * max([1, *(burn.least for burn in burns(subject, where))])


def _ratios(subject: Subject, where: Where, trial: Trial | None) -> dict[int, float]:
    """By window, the shortest first. Longer ones than the trial is about are cold, so that no other alert fires with them."""
    cold = _COLD * min((burn.threshold for burn in burns(subject, where)), default=0.0)
    windows = windows_of(subject.slo)
    if trial is None:
        return dict.fromkeys(windows, cold)
    place = where or 0
    bounds = trial.bounds(place)
    hot = max(each.burn.above(_HOT) for each in trial.constraints) if trial.kind.hot else cold
    reach = max(each.burn.long for each in trial.constraints)
    return {
        window: bounds.get(window, Bounds()).nearest(hot if window <= reach else cold) for window in windows
    }


def _rings(ages: Ages, ratios: Mapping[int, float], trial: Trial | None) -> Iterator[_Ring]:
    """Samples lie near both edges of a ring, so that no other window reads the same."""
    constraints = trial.constraints if trial else ()
    blind = [each.burn.long for each in constraints if each.blind]
    far = [each.burn.long for each in constraints if each.far]
    shorter = 0
    for window, ratio in ratios.items():
        # Where there is room, what an alert reads just now is not among them.
        near = LOOKBACK if not shorter and window > 2 * LOOKBACK else shorter
        first, last = ages.beyond(near), ages.near(window - ages.step)
        seen = (
            age
            for age in sorted({first, last})
            if shorter < age < window
            and not any(long // 2 <= age < long for long in blind)
            and (age == last or not any(long // 2 <= age < long for long in far))
        )
        yield _Ring(tuple(seen), window, ratio)
        shorter = window


def _cumulated(
    rings: Iterator[_Ring], counts: Mapping[int, float], ample: float
) -> Iterator[tuple[_Ring, float, float, float]]:
    """Each ring with its errors and events, chosen so that windows, which add them up, read their ratios.

    Last, which share of them lies at its near edge: those between two counts lie close to the windows that count.
    """
    errors = events = before = 0.0
    free = False
    for ring in rings:
        if not ring.ages:
            continue
        wanted = [counts[window] for window in sorted(counts) if window >= ring.window]
        near = 0.5
        if ring.window in counts:
            more, near, free = wanted[0], 0.25 if free else 0.5, False
        elif wanted:
            more, near, free = (errors + wanted[0]) / 2, 0.75, True
        else:
            # Neither errors nor good events may be fewer than in the shorter window.
            more = errors * max(2.0, 2.0 * _good(before) / _good(ring.ratio)) if errors else ample
        all_events = more / ring.ratio
        yield ring, more - errors, all_events - events, near
        errors, events, before = more, all_events, ring.ratio


def _good(ratio: float) -> float:
    """How many good events there are for each error."""
    return 1 / ratio - 1


def now(slo: SloPlan) -> tuple[Point, ...]:
    """There are data, and they say nothing."""
    return (Point(0, _forced(slo, TRACE), TRACE),)


def _tidy(value: float) -> float:
    """Twelve figures, which text keeps."""
    return float(f"{value:.12g}")


def _forced(slo: SloPlan, events: float) -> float:
    """What the rules themselves record as errors when nothing but these events is there; a test may not contradict them."""
    selector = recorded(EVENTS_RATE, slo.id)
    labels = {each.label: each.value for each in selector.series.matchers}
    try:
        found = evaluate(
            slo.signal.errors.over(slo.rate_window), world([InputSeries(labels, Steady(events))])
        )
    except Unsupported:
        return 0.0
    return next(iter(found.values()), 0.0)
