"""Made-up moments of one SLO: what its rules recorded before, and what the short windows read just then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from slosmith.naming import IDENTITY
from slosmith.plan.model import SloPlan
from slosmith.signal import Unit

# Recordings that an alert reads as they are may be this old.
LOOKBACK = 300
# Which of the two groups of an SLO; None is all of them together.
Where: TypeAlias = "int | None"


class Point(NamedTuple):
    """What was recorded of errors and events `age` seconds ago; None: nothing was."""

    age: int
    errors: float | None
    events: float | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A trial of the alerts called `tried`. `points` are the recordings of each group, `raw` the error ratios of windows that are not computed from them.

    `complete`: every alert is to be asked, not only those that move.
    """

    about: str
    tried: tuple[str, ...]
    points: tuple[tuple[Point, ...], ...] = ()
    raw: Mapping[tuple[Where, int], float] = field(default_factory=dict)
    complete: bool = False

    @property
    def still(self) -> bool:
        """Nothing but zeros was recorded."""
        return bool(self.points) and all(each.events == 0 for points in self.points for each in points)


@dataclass(frozen=True, slots=True)
class Stage:
    """An SLO and the groups that its scenes are made of: two, or with no `group_by` one without labels."""

    slo: SloPlan
    groups: tuple[Mapping[str, str], ...]

    def labels(self, where: Where) -> dict[str, str]:
        """What a recording of a group, or of all of them, is labelled with."""
        own = {} if where is None else self.groups[where]
        return dict(zip(IDENTITY, (self.slo.id, self.slo.service), strict=True)) | dict(own)

    def computed(self, where: Where, window: int) -> bool:
        """Whether the ratio over a window comes from recordings, and not from raw series."""
        signal = self.slo.collapsed if where is None and self.slo.collapsed else self.slo.signal
        return not signal.raw or window > self.slo.raw_limit

    @property
    def unit(self) -> int:
        """How many errors a recorded 1 stands for."""
        return self.slo.interval if self.slo.signal.unit is Unit.EVENTS else 1

    def ratio(self, scene: Scene, where: Where, window: int) -> float | None:
        """The error ratio over a window, by its definition; None where there are no events."""
        if not self.computed(where, window):
            return scene.raw.get((where, window))
        seen = list(self._within(scene, where, window))
        events = sum(each.events or 0.0 for each in seen)
        errors = [each.errors for each in seen if each.errors is not None]
        return sum(errors) / events if errors and events > 0 else None

    def errors(self, scene: Scene, where: Where, window: int) -> float:
        """How many errors a window holds."""
        return sum(each.errors or 0.0 for each in self._within(scene, where, window)) * self.unit

    def had_data(self, scene: Scene, where: Where, youngest: int, oldest: int) -> bool:
        """Whether events were recorded between two ages."""
        points = self._points(scene, where)
        return any(youngest < each.age < oldest for each in points if each.events is not None)

    def events_now(self, scene: Scene, where: Where) -> float | None:
        """What a plain selector reads: the youngest, unless it is too old."""
        return next((each.events for each in self._young(scene, where) if each.events is not None), None)

    def errors_now(self, scene: Scene, where: Where) -> float | None:
        return next((each.errors for each in self._young(scene, where) if each.errors is not None), None)

    def _young(self, scene: Scene, where: Where) -> list[Point]:
        young = (each for each in self._points(scene, where) if each.age < LOOKBACK)
        return sorted(young, key=lambda each: each.age)

    def _within(self, scene: Scene, where: Where, window: int) -> Iterable[Point]:
        return (each for each in self._points(scene, where) if each.age < window)

    def _points(self, scene: Scene, where: Where) -> Iterable[Point]:
        chosen = scene.points if where is None else scene.points[where : where + 1]
        return (each for points in chosen for each in points)


def stage(slo: SloPlan) -> Stage:
    """Recordings are injected, so any values of the group labels will do."""
    if not slo.group_by:
        return Stage(slo, ({},))
    shared = dict.fromkeys(slo.group_by, "a")
    # They differ in one label only, so that no rule can do without it.
    return Stage(slo, (shared, {**shared, slo.group_by[-1]: "b"}))
