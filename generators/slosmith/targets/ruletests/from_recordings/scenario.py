"""Moments of one SLO: what its rules recorded before, and what the short windows read just then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from slosmith.naming import (
    BUDGET_REMAINING,
    ERROR_RATIO_WINDOW,
    ERRORS_RATE,
    EVENTS_RATE,
    IDENTITY,
    error_ratio,
)
from slosmith.plan.model import SloPlan
from slosmith.promql.steady import Labels, Vector
from slosmith.targets.ruletests.oracle.alerts import expected_alerts, quick_breach
from slosmith.targets.ruletests.oracle.conditions import active
from slosmith.targets.ruletests.oracle.evaluation import Evaluation, Loaded
from slosmith.targets.ruletests.oracle.history import History

# Which of the two groups of an SLO; None is all of them together.
Where: TypeAlias = "int | None"

# What is left of the budget whenever an alert asks; any number will do.
_BUDGET_LEFT = 0.4217


class Point(NamedTuple):
    """What was recorded of errors and events `age` seconds ago; None: nothing was."""

    age: int
    errors: float | None
    events: float | None


class Injected(NamedTuple):
    """A sample that a test gives a recording, `age` seconds before the moment."""

    name: str
    labels: Labels
    age: int
    value: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A trial of the alerts called `tried`. `points` are the recordings of each group, `raw` the error ratios of windows
    that are read from raw series.

    `complete`: every alert is asserted, not only those that change.
    """

    about: str
    tried: tuple[str, ...]
    points: tuple[tuple[Point, ...], ...] = ()
    raw: Mapping[tuple[Where, int], float] = field(default_factory=dict)
    complete: bool = False

    @property
    def idle(self) -> bool:
        """No events: nothing but zeros was recorded."""
        return bool(self.points) and all(each.events == 0 for points in self.points for each in points)


@dataclass(frozen=True, slots=True)
class Subject:
    """An SLO and the groups that its scenarios are made of: two, or with no `group_by` one without labels."""

    slo: SloPlan
    groups: tuple[Mapping[str, str], ...]

    def labels(self, where: Where) -> Labels:
        """What a recording of a group, or of all of them, is labelled with."""
        own = {} if where is None else self.groups[where]
        return frozenset({**dict(zip(IDENTITY, (self.slo.id, self.slo.service), strict=True)), **own}.items())

    def injected(self, scenario: Scenario) -> Iterator[Injected]:
        for where, points in enumerate(scenario.points):
            labels = self.labels(where)
            for point in points:
                for name, value in ((ERRORS_RATE, point.errors), (EVENTS_RATE, point.events)):
                    if value is not None:
                        yield Injected(name, labels, point.age, value)
            if points:
                yield Injected(BUDGET_REMAINING, labels, 0, _BUDGET_LEFT)
        for (place, window), ratio in scenario.raw.items():
            yield Injected(self._ratio_name(place, window), self.labels(place), 0, ratio)

    def evaluation(self, scenario: Scenario, now: int = 0) -> Evaluation:
        """The rules of the service's own file in this scenario."""
        history = History()
        for name, labels, age, value in self.injected(scenario):
            history.add(now - age, name, labels, value)
        return Evaluation(self.slo, now, history, loaded=Loaded.SERVICE)

    def active(self, scenario: Scenario) -> dict[str, Vector]:
        """The alerts that are active in a scenario, by their names."""
        evaluation = self.evaluation(scenario)
        found: dict[str, Vector] = {}
        for alert in expected_alerts(self.slo):
            if not alert.period and (shown := active(alert, evaluation)):
                found[alert.name] = found.get(alert.name, {}) | shown
        return found

    def _ratio_name(self, where: Where, window: int) -> str:
        if quick_breach(self.slo) and window == self.slo.window:
            return ERROR_RATIO_WINDOW
        return error_ratio(window, collapsed=where is None)


def subject(slo: SloPlan) -> Subject:
    """Recordings are injected, so any values of the group labels will do."""
    if not slo.group_by:
        return Subject(slo, ({},))
    shared = dict.fromkeys(slo.group_by, "a")
    # They differ in one label only, so that no rule can do without it.
    return Subject(slo, (shared, {**shared, slo.group_by[-1]: "b"}))
