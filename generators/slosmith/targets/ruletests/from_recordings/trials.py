"""The scenes in which each alert of an SLO is tried: recordings whose windows read as claimed, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from slosmith.plan.model import SloPlan
from slosmith.plan.slo_alerts import remembered
from slosmith.signal import Unit
from slosmith.targets.ruletests.from_recordings.claims import Round, breaches, burns, windows_of
from slosmith.targets.ruletests.from_recordings.histories import TRACE, Ages, history, now
from slosmith.targets.ruletests.from_recordings.kinds import rounds
from slosmith.targets.ruletests.from_recordings.scenes import LOOKBACK, Point, Scene, Stage, Where
from slosmith.targets.ruletests.from_recordings.watched import watched
from slosmith.targets.ruletests.series import GRIDS, LONGEST_GRID
from slosmith.units import HOUR, MINUTE


def grid(slo: SloPlan) -> int:
    """How far injected samples are apart: fine enough for some to fall into each half of every window, and just beyond it."""
    wanted = [LONGEST_GRID]
    raw = slo.signal.raw and (slo.collapsed is None or slo.collapsed.raw)
    # Half of a window that needs history is without data once, and the other half must hold samples then.
    wanted += [tier.long // (8 if tier.long > HOUR else 4) for tier in slo.tiers]
    # And some before it that the next longer window would hold, which is a fifth longer at least.
    wanted += [tier.long // 6 for tier in slo.tiers if tier.long < HOUR // 2]
    # The window of an objective that is missed needs history too, however it is read.
    wanted += [slo.window // 8] if breaches(slo) else []
    wanted += [window // 4 for window in windows_of(slo) if not raw or window > slo.raw_limit]
    return max(each for each in GRIDS if each <= max(1, min(wanted)))


def trials(stage: Stage, step: int) -> tuple[Scene, ...]:
    """`step` seconds lie between samples: the grid of this SLO, or a finer one."""
    made = _Trials(stage, step)
    burning = list(made.burning())
    settled = _settled(stage, [*([each] for each in burning), *made.silent()])
    return (*made.nothing(), *made.missing(settled, burning))


def _settled(stage: Stage, scenes: list[list[Scene]]) -> list[Scene]:
    """An alert that is kept firing would hide what the next scene is to show, so that one comes later, or all is well first.

    Some scenes belong together.
    """
    kept = [each for each in watched(stage) if each.alert.keep_firing_for]
    calm = Scene("all is well", (), (now(stage.slo),) * len(stage.groups))
    settled: list[Scene] = []
    # Of each scene, what fires; and what was seen to clear.
    fired: list[set[str]] = [set(), set()]
    cleared: set[str] = set()
    while scenes or fired[-1] - cleared:
        next_ones = next((each for each in scenes if not fired[-1] & set(each[0].tried)), [calm])
        scenes = [each for each in scenes if each is not next_ones]
        for scene in next_ones:
            settled.append(scene)
            fired.append({each.alert.name for each in kept if any(each.active(scene))})
            cleared |= fired[-3] - fired[-2] - fired[-1]
    return settled


class _Missing(NamedTuple):
    """What is not recorded just now, and the alert that says so; `now` is what is."""

    about: str
    alert: str
    now: tuple[Point, ...]


class _Trials:
    def __init__(self, stage: Stage, step: int) -> None:
        self.stage, self.slo = stage, stage.slo
        self.ages = Ages(step, stage.slo)
        self.others = len(stage.groups) - 1

    def nothing(self) -> Iterator[Scene]:
        no_data = (f"{self.slo.alert_name}NoData",)
        yield Scene("nothing was ever recorded", no_data)
        yield Scene("nothing was ever recorded: there is no data", no_data)

    def silent(self) -> Iterator[list[Scene]]:
        slo, name = self.slo, self.slo.alert_name
        if self.others:
            forgotten = (Point(self.ages.beyond(remembered(slo)), 0.0, 1.0),)
            about = "a group was last seen too long ago, and no longer counts"
            yield [self._plain(about, f"{name}NoData", forgotten, now(slo))] * 2
        none, about = (Point(0, 0.0, 0.0),), "there are no events, so no error ratio"
        if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
            yield [self._plain(about, f"{name}NoTraffic", none, none)] * 2
        else:
            yield [self._plain(about, f"{name}NoData", none, none)]
        if slo.signal.numerator and not burns(self.stage, 0):
            # Nothing burns here, so no other scene shows that it is quiet.
            well = now(slo)
            yield [self._plain("all is well", f"{name}NumeratorMissing", well, well)] * 2

    def _plain(self, about: str, tried: str, first: tuple[Point, ...], other: tuple[Point, ...]) -> Scene:
        return Scene(about, (tried,), (first, *(other,) * self.others))

    def burning(self) -> Iterator[Scene]:
        for where in (0, None) if self.slo.collapsed else (0,):
            whose = ", of all groups together" if where is None else ""
            for each in rounds(burns(self.stage, where), crossed=bool(self.others) and where == 0):
                yield self._scene(each, where, each.about + whose)

    def _scene(self, claimed: Round, where: Where, about: str) -> Scene:
        tried = tuple(each.burn.alert for each in claimed.claims)
        first, raw = history(self.stage, self.ages, where, claimed)
        points = [first]
        if where is None:
            points = [tuple(Point(p.age, _half(p.errors), _half(p.events)) for p in first)] * 2
        elif self.others:
            # Unless both are claimed of, the other group meets what this one lacks, but never its threshold.
            busy = claimed if claimed.kind.groups > 1 else None
            other, ratios = history(self.stage, self.ages, 1, busy)
            points.append(other)
            raw |= ratios
        return Scene(about, tried, tuple(points), raw, complete=claimed.kind.met)

    def missing(self, scenes: list[Scene], burning: list[Scene]) -> Iterator[Scene]:
        """What is not recorded just now does not keep a burning alert from looking back, so both are tried at once.

        Each in two scenes that follow each other, since these alerts wait for some time.
        """
        name = self.slo.alert_name
        found = [_Missing("events are no longer recorded", f"{name}NoData", ())]
        if self.slo.signal.numerator:
            recorded_now = (Point(0, None, TRACE),)
            found.append(
                _Missing("events are recorded, and no errors", f"{name}NumeratorMissing", recorded_now)
            )
        apt = {id(scene) for scene in burning if not scene.complete and _looks_back(scene)}
        free = [id(scene) in apt for scene in scenes]
        for each in found:
            place = next((at for at, pair in enumerate(pairwise(free)) if all(pair)), None)
            if place is None:
                spare = Scene("", (), (now(self.slo),) * (self.others + 1))
                scenes += [spare, spare]
                place, free = len(scenes) - 2, [*free, False, False]
            free[place : place + 2] = [False, False]
            scenes[place : place + 2] = [self._without(each, scene) for scene in scenes[place : place + 2]]
        return iter(scenes)

    def _without(self, missing: _Missing, scene: Scene) -> Scene:
        first = tuple(each for each in scene.points[0] if each.age)
        if not any(LOOKBACK < each.age < remembered(self.slo) for each in first):
            first += (Point(self.ages.near(max(self.ages.step, 30 * MINUTE)), 0.0, TRACE),)
        return replace(
            scene,
            about="; ".join(filter(None, (scene.about, missing.about))),
            tried=(*scene.tried, missing.alert),
            points=((*first, *missing.now), *scene.points[1:]),
        )


def _looks_back(scene: Scene) -> bool:
    """Whether what is read just now does not matter to it, but what was recorded before."""
    ages = [each.age for each in scene.points[0] if each.age] if scene.points else []
    return bool(ages) and min(ages) > LOOKBACK


def _half(value: float | None) -> float | None:
    return None if value is None else value / 2
