"""The scenes in which each alert of an SLO is tried: one condition missing at a time, then all of them met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.naming import EVENTS_RATE, recorded
from slosmith.plan.model import SloPlan
from slosmith.promql.convert import Unsupported
from slosmith.promql.matchers import matchers_of
from slosmith.promql.steady import Fed, Steady, evaluate, world
from slosmith.signal import Unit
from slosmith.targets.ruletests.scenes import Point, Scene, Stage, Where
from slosmith.units import HOUR, MINUTE, duration

# A hundredth on either side of a threshold; a change of the threshold by a fifth cannot hide between the two.
_HOT, _COLD = 1.01, 0.99
# Errors among so many events do not show in any ratio.
_AMPLE = 1e9
# Events that only say that there is data.
_TRACE = 1e-9
# The distances of injected samples; all divide six hours, and so meet at the same evaluations.
GRIDS = (1, 2, 5, 10, 15, 30, 60, 150, 300, 450, 900, 1800, 3600, 7200, 10800, 21600)
LONGEST_GRID = GRIDS[-1]


class _Want(NamedTuple):
    """A scene for two windows; `beyond` are errors just outside the long one."""

    about: str
    short: float = _HOT
    long: float = _HOT
    errors: float = 4.0
    seen: bool = True
    beyond: float = 0.0


def grid(slo: SloPlan) -> int:
    """How far injected samples are apart: fine enough for some to fall into each half of every window."""
    wanted = [LONGEST_GRID]
    for short, long in _pairs(slo):
        wanted.append(long // 4)
        if not slo.signal.raw or short > slo.raw_limit:
            wanted.append(short // 2)
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

    def all(self) -> Iterator[Scene]:
        no_data = f"{self.slo.alert_name}NoData"
        yield Scene("nothing was ever recorded", no_data)
        yield Scene("nothing was ever recorded: there is no data", no_data)
        for tier in self.slo.tiers:
            for where in (0, None) if self.slo.collapsed else (0,):
                whose = " of all groups together" if where is None else ""
                tried = self.slo.burn_alert_name(tier)
                name = f"{duration(tier.long)}/{duration(tier.short)}{whose}"
                for want in self._wants(tier, where):
                    yield self._scene(
                        tried, f"{name}: {want.about}", tier.short, tier.long, want, where, tier.burn
                    )
        if self.slo.breach:
            window, tried = self.slo.window, f"{self.slo.alert_name}ObjectiveMissed"
            for want in self._breach():
                yield self._scene(tried, f"{duration(window)}: {want.about}", window, window, want, 0, 1)
        yield from self._absences()

    def _wants(self, tier: Tier, where: Where) -> Iterator[_Want]:
        least = tier.min_events
        yield _Want("the short window is just below the threshold", short=_COLD, errors=4 * max(1, least))
        yield _Want("the long window is just below the threshold", long=_COLD, errors=4 * max(1, least))
        computed = self.stage.computed(where, tier.long)
        if least > 1 or (least == 1 and not computed):
            yield _Want(
                f"one error less than {least} in the long window, and many before it",
                errors=least - 1,
                beyond=10 * least,
            )
        room = not computed or tier.long // 2 - tier.short > 2 * self.step
        if tier.long > HOUR and room:
            yield _Want("no data in the older half of the long window", errors=4 * max(1, least), seen=False)
        yield _Want("all conditions are met, if only just", errors=max(1, least))

    def _breach(self) -> Iterator[_Want]:
        yield _Want("the ratio is just below what is allowed", short=_COLD, long=_COLD)
        yield _Want("no data in the older half of the window", seen=False)
        yield _Want("the objective is missed, if only just")

    def _scene(
        self, tried: str, about: str, short: int, long: int, want: _Want, where: Where, burn: object
    ) -> Scene:
        threshold = float(self.slo.beta * burn)  # type: ignore[operator]
        hot, cold = want.short * threshold, want.long * threshold
        raw = {}
        for window, ratio in ((short, hot), (long, cold)):
            if not self.stage.computed(where, window):
                raw[where, window] = _tidy(min(ratio, 1.0))
        points = self._history(short, long, want, where, hot, cold)
        if where is None:
            halved = tuple(Point(p.age, _half(p.errors), _half(p.events)) for p in points)
            return Scene(about, tried, (halved,) * len(self.stage.groups), raw)
        return Scene(about, tried, (points, *(self._now(),) * self.others), raw)

    def _history(
        self, short: int, long: int, want: _Want, where: Where, hot: float, cold: float
    ) -> tuple[Point, ...]:
        """Recordings whose windows read as wanted, from the oldest to now."""
        count = want.errors / self.stage.unit
        far = (
            self._age(3 * long // 4) if want.seen else self._age((max(short, 2 * self.step) + long // 2) // 2)
        )
        beyond = Point(
            self._age(5 * long // 4), want.beyond / self.stage.unit, max(1.0, want.beyond) * _AMPLE
        )
        if short == long:
            rest = [Point(far, count, count / cold)]
        elif self.stage.computed(where, short):
            near = count / 2
            rest = [
                Point(far, count - near, count / cold - near / hot),
                Point(self._age(short // 2), near, near / hot),
            ]
        elif self.stage.computed(where, long):
            rest = [Point(far, count, count / cold)]
        else:
            rest = [Point(far, count, max(1.0, count) * _AMPLE)]
        shown = [each for each in (beyond, *rest) if want.seen or each.age < long // 2 or each is beyond]
        return (*(Point(p.age, _tidy(p.errors), _tidy(p.events)) for p in shown), *self._now())

    def _age(self, seconds: int) -> int:
        return max(1, round(seconds / self.step)) * self.step

    def _now(self, events: float = _TRACE) -> tuple[Point, ...]:
        return (Point(0, _forced(self.slo, events), events),)

    def _absences(self) -> Iterator[Scene]:
        """Each twice, since these alerts wait for some time."""
        slo, here = self.slo, self._now()
        gone = (Point(self._age(max(self.step, 30 * MINUTE)), 0.0, 1.0),)
        yield from [
            Scene("events are no longer recorded", f"{slo.alert_name}NoData", (gone, *(here,) * self.others))
        ] * 2
        if slo.signal.numerator:
            bare = (Point(0, None, 1.0),)
            scene = Scene(
                "events are recorded, and no errors",
                f"{slo.alert_name}NumeratorMissing",
                (bare, *(here,) * self.others),
            )
            yield from [scene] * 2
        if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
            still = (Point(0, 0.0, 0.0),)
            yield from [
                Scene("there are no events", f"{slo.alert_name}NoTraffic", (still, *(here,) * self.others))
            ] * 2


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
