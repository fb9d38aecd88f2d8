"""The scenes in which each alert of an SLO is tried: one condition missing at a time, then all of them met."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.naming import EVENTS_RATE, recorded
from slosmith.plan.model import SloPlan
from slosmith.promql.convert import Unsupported
from slosmith.promql.matchers import matchers_of
from slosmith.promql.steady import Fed, Steady, evaluate, world
from slosmith.signal import Unit
from slosmith.targets.ruletests.scenes import Point, Scene, Stage, Where
from slosmith.units import DAY, HOUR, MINUTE, duration

# A hundredth on either side of a threshold; a change of the threshold by a fifth cannot hide between the two.
_HOT, _COLD = 1.01, 0.99
# More errors than any tier asks for.
_MANY = 100
# A short window that does not look like the long one, nor like one in between.
_HOTTER = 1.2
# Errors among so many events do not show in any ratio.
_AMPLE = 1e9
# Events that only say that there is data.
_TRACE = 1e-9
# The distances of injected samples; all divide six hours, and so meet at the same evaluations.
GRIDS = (1, 2, 5, 10, 15, 30, 60, 150, 300, 450, 900, 1800, 3600, 7200, 10800, 21600)
LONGEST_GRID = GRIDS[-1]


class _Want(NamedTuple):
    """A scene for two windows; `beyond` are errors just outside the long one. `complete`: every other alert is asked too."""

    about: str
    short: float = _HOT
    long: float = _HOT
    errors: float = 4.0
    seen: bool = True
    beyond: float = 0.0
    complete: bool = False


def grid(slo: SloPlan) -> int:
    """How far injected samples are apart: fine enough for some to fall into each half of every window, and just beyond it."""
    wanted = [LONGEST_GRID]
    for short, long in _pairs(slo):
        wanted.append(long // 4)
        raw = slo.signal.raw and (slo.collapsed is None or slo.collapsed.raw)
        if not raw or short > slo.raw_limit:
            wanted.append(short // 4)
    return max(each for each in GRIDS if each <= max(1, min(wanted)))


def span(slo: SloPlan) -> int:
    """How long what is injected for one scene can matter in the next."""
    return max((3 * long // 2 for _, long in _pairs(slo)), default=0)


def _pairs(slo: SloPlan) -> Iterator[tuple[int, int]]:
    yield from ((tier.short, tier.long) for tier in slo.tiers)
    if slo.breach:
        yield slo.window, slo.window


def trials(stage: Stage, step: int) -> tuple[Scene, ...]:
    """`step` seconds lie between samples: the grid of this SLO, or a finer one."""
    return tuple(_Trials(stage, step).all())


class _Trials:
    def __init__(self, stage: Stage, step: int) -> None:
        self.stage = stage
        self.slo = stage.slo
        self.step = step
        self.others = len(stage.groups) - 1
        windows = {window for pair in _pairs(stage.slo) for window in pair}
        self.edges = {DAY, *windows, *(window // 2 for window in windows)}

    def all(self) -> Iterator[Scene]:
        no_data = f"{self.slo.alert_name}NoData"
        yield Scene("nothing was ever recorded", no_data)
        yield Scene("nothing was ever recorded: there is no data", no_data)
        for tier in self.slo.tiers:
            for where in (0, None) if self.slo.collapsed else (0,):
                whose = " of all groups together" if where is None else ""
                tried = self.slo.burn_alert_name(tier)
                name = f"{duration(tier.long)}/{duration(tier.short)}{whose}"
                if self.others and where == 0:
                    yield self._crossed(
                        tried, f"{name}: one group exceeds it in the short window, one in the long", tier
                    )
                for want in self._wants(tier, where):
                    yield self._scene(
                        tried, f"{name}: {want.about}", tier.short, tier.long, want, where, tier.burn
                    )
        if self.slo.breach:
            window, tried = self.slo.window, f"{self.slo.alert_name}ObjectiveMissed"
            for want in self._breach():
                yield self._scene(
                    tried, f"{duration(window)}: {want.about}", window, window, want, 0, Fraction(1)
                )
        yield from self._absences()

    def _wants(self, tier: Tier, where: Where) -> Iterator[_Want]:
        """Errors beyond the long window must not count, nor events there dilute it."""
        least = max(1, tier.min_events)
        ample, beyond = 4.0 * least, 10.0 * least
        yield _Want("the short window is just below the threshold", short=_COLD, errors=ample, beyond=beyond)
        yield _Want(
            "the long window is just below the threshold",
            short=_HOTTER,
            long=_COLD,
            errors=ample,
            beyond=beyond,
        )
        computed = self.stage.computed(where, tier.long)
        if tier.min_events > (1 if computed else 0):
            about = f"one error less than {tier.min_events} in the long window, and many before it"
            yield _Want(about, errors=least - 1, beyond=beyond)
        if tier.long > HOUR and (not computed or tier.long // 2 - tier.short > 3 * self.step):
            yield _Want("no data in the older half of the long window", errors=ample, seen=False)
        yield _Want("all conditions are met, if only just", errors=least, complete=True)

    def _breach(self) -> Iterator[_Want]:
        yield _Want("the ratio is just below what is allowed", short=_COLD, long=_COLD, beyond=40.0)
        yield _Want("no data in the older half of the window", seen=False)
        yield _Want("the objective is missed, if only just", complete=True)

    def _crossed(self, tried: str, about: str, tier: Tier) -> Scene:
        ample = 4.0 * max(1, tier.min_events)
        wants = (_Want("", _HOTTER, 0.5, ample), _Want("", 0.5, _HOTTER, ample))
        points: list[tuple[Point, ...]] = []
        raw: dict[tuple[Where, int], float] = {}
        for where, want in enumerate(wants):
            own, ratios = self._told(tier.short, tier.long, want, where, tier.burn)
            points.append(own)
            raw |= ratios
        return Scene(about, tried, tuple(points), raw)

    def _scene(
        self, tried: str, about: str, short: int, long: int, want: _Want, where: Where, burn: Fraction
    ) -> Scene:
        points, raw = self._told(short, long, want, where, burn)
        if where is None:
            halved = tuple(Point(p.age, _half(p.errors), _half(p.events)) for p in points)
            return Scene(about, tried, (halved,) * len(self.stage.groups), raw, want.complete)
        if not self.others:
            return Scene(about, tried, (points,), raw, want.complete)
        # The other group meets what this one lacks, but never its threshold.
        busy, ratios = self._told(short, long, _Want("", 0.5, 0.5, 4.0 * _MANY), 1, burn)
        return Scene(about, tried, (points, busy), raw | ratios, want.complete)

    def _told(
        self, short: int, long: int, want: _Want, where: Where, burn: Fraction
    ) -> tuple[tuple[Point, ...], dict[tuple[Where, int], float]]:
        """Recordings, and ratios of windows that are read raw."""
        threshold = float(self.slo.beta * burn)
        at_short, at_long = want.short * threshold, want.long * threshold
        raw: dict[tuple[Where, int], float] = {}
        for window, ratio in ((short, at_short), (long, at_long)):
            if not self.stage.computed(where, window):
                raw[where, window] = _tidy(min(ratio, 1.0))
        return self._history(short, long, want, where, at_short, at_long), raw

    def _history(
        self, short: int, long: int, want: _Want, where: Where, hot: float, cold: float
    ) -> tuple[Point, ...]:
        """Recordings whose windows read as wanted, from the oldest to now; some lie just beyond each window."""
        errors, unit = want.errors / self.stage.unit, self.stage.unit
        far = self._age(long - self.step)
        if not want.seen:
            far = self._age(long // 4 if short == long else (max(short, 2 * self.step) + long // 2) // 2)
        beyond = Point(self._beyond(long), want.beyond / unit, max(1.0, want.beyond) * _AMPLE)
        if not self.stage.computed(where, long):
            rest = [Point(far, errors, max(1.0, errors) * _AMPLE)]
        elif short == long or not self.stage.computed(where, short):
            rest = [Point(far, errors, errors / cold)]
        else:
            near, others = Point(self._age(short // 2), errors / 2, errors / 2 / hot), [far]
            if self._beyond(short) < far:
                others.append(self._beyond(short))
            left = errors / cold - errors / 2 / hot
            rest = [Point(age, errors / 2 / len(others), left / len(others)) for age in others] + [near]
        return (*(Point(p.age, _tidy(p.errors), _tidy(p.events)) for p in (beyond, *rest)), *self._now())

    def _beyond(self, window: int) -> int:
        """The youngest age that a window does not reach."""
        age = (window // self.step + 1) * self.step
        while age in self.edges:
            age += self.step
        return age

    def _age(self, seconds: int) -> int:
        """The nearest age at which there are samples, and where no window ends: versions differ on its edge."""
        age = max(1, round(seconds / self.step)) * self.step
        while age in self.edges and age > self.step:
            age -= self.step
        return age

    def _now(self, events: float = _TRACE) -> tuple[Point, ...]:
        return (Point(0, _forced(self.slo, events), events),)

    def _absences(self) -> Iterator[Scene]:
        """Each twice, since these alerts wait for some time."""
        slo, here = self.slo, self._now()
        name = slo.alert_name
        gone = (Point(self._age(max(self.step, 30 * MINUTE)), 0.0, 1.0),)
        yield from self._twice("events are no longer recorded", f"{name}NoData", gone, here)
        if self.others:
            forgotten = (Point(self._beyond(DAY), 0.0, 1.0),)
            about = "a group was last seen more than a day ago, and no longer counts"
            yield from self._twice(about, f"{name}NoData", forgotten, here)
        if slo.signal.numerator:
            about = "events are recorded, and no errors"
            yield from self._twice(about, f"{name}NumeratorMissing", (Point(0, None, 1.0),), here)
        none = (Point(0, 0.0, 0.0),)
        about = "there are no events, so no error ratio"
        if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
            yield from self._twice(about, f"{name}NoTraffic", none, none)
        else:
            yield Scene(about, f"{name}NoData", (none,) * (self.others + 1))

    def _twice(
        self, about: str, tried: str, first: tuple[Point, ...], others: tuple[Point, ...]
    ) -> Iterator[Scene]:
        scene = Scene(about, tried, (first, *(others,) * self.others))
        yield from (scene, scene)


def _half(value: float | None) -> float | None:
    return None if value is None else value / 2


def _tidy(value: float | None) -> float:
    """Twelve figures, which text keeps."""
    return float(f"{value or 0.0:.12g}")


def _forced(slo: SloPlan, events: float) -> float:
    """What the rules themselves record as errors when nothing but these events is there; a test may not contradict them."""
    selector = recorded(EVENTS_RATE, slo.id)
    labels = {each.label: each.value for each in matchers_of(selector.series)}
    try:
        found = evaluate(slo.signal.errors(slo.rate_window), world([Fed(labels, Steady(events))]))
    except Unsupported:
        return 0.0
    return next(iter(found.values()), 0.0)
