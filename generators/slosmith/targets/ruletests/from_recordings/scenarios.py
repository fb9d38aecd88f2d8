"""The scenarios in which each alert of an SLO is tried: recordings whose windows read what a trial demands, or none at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from slosmith.plan.model import AlertKind, SloPlan
from slosmith.promql.sampled import LOOKBACK
from slosmith.signal import Unit
from slosmith.targets.ruletests.from_recordings.burn_trials import burn_trials
from slosmith.targets.ruletests.from_recordings.constraints import Trial, burns, windows_of
from slosmith.targets.ruletests.from_recordings.histories import TRACE, Ages, history, now
from slosmith.targets.ruletests.from_recordings.scenario import Point, Scenario, Subject, Where
from slosmith.targets.ruletests.oracle.alerts import alert_name, expected_alerts, quick_breach
from slosmith.targets.ruletests.oracle.conditions import memory
from slosmith.targets.ruletests.series import GRIDS, LONGEST_GRID
from slosmith.units import HOUR, MINUTE

# Of the errors of all groups together, one group's and the other's: the worse one is named first, so one of them is.
_SHARES = (0.5005, 0.4995)


def grid(slo: SloPlan) -> int:
    """How far injected samples are apart: fine enough for some to fall into each half of every window, and so near to
    its edge that a window, or the half of it that must hold data, holds others when it is longer or shorter by a seventh."""
    wanted = [LONGEST_GRID]
    raw = slo.signal.raw and (slo.collapsed is None or slo.collapsed.raw)
    wanted += [tier.long // (16 if tier.long > HOUR else 8) for tier in slo.tiers]
    # The window of an objective that is missed needs history too, however it is read.
    wanted += [slo.window // 16] if quick_breach(slo) else []
    wanted += [window // 8 for window in windows_of(slo) if not raw or window > slo.raw_limit]
    return max(each for each in GRIDS if each <= max(1, min(wanted)))


def scenarios(subject: Subject, step: int) -> tuple[Scenario, ...]:
    """`step` seconds lie between samples: the grid of this SLO, or a finer one."""
    made = _Scenarios(subject, step)
    burning = list(made.burning())
    settled = _settled(subject, [*([each] for each in burning), *made.idle()])
    return (*made.never(), *made.missing(settled, burning))


def _settled(subject: Subject, scenarios: list[list[Scenario]]) -> list[Scenario]:
    """An alert that is kept firing would hide what the next scenario is to show, so that one comes later, or all is well first.

    Some scenarios belong together.
    """
    kept = {each.name for each in expected_alerts(subject.slo) if each.keep_firing_for}
    calm = Scenario("all is well", (), (now(subject.slo),) * len(subject.groups))
    settled: list[Scenario] = []
    # What fires in each scenario, and what was seen to clear.
    fired: list[set[str]] = [set(), set()]
    cleared: set[str] = set()
    while scenarios or fired[-1] - cleared:
        next_ones = next((each for each in scenarios if not fired[-1] & set(each[0].tried)), [calm])
        scenarios = [each for each in scenarios if each is not next_ones]
        for scenario in next_ones:
            settled.append(scenario)
            fired.append(kept & subject.active(scenario).keys())
            cleared |= fired[-3] - fired[-2] - fired[-1]
    return settled


class _Missing(NamedTuple):
    """What is not recorded just now, and the alert that says so; `now` is what is."""

    about: str
    alert: str
    now: tuple[Point, ...]


class _Scenarios:
    def __init__(self, subject: Subject, step: int) -> None:
        self.subject, self.slo = subject, subject.slo
        self.ages = Ages(step, subject.slo)
        self.others = len(subject.groups) - 1

    def never(self) -> Iterator[Scenario]:
        no_data = (alert_name(self.slo, AlertKind.NO_DATA),)
        yield Scenario("no data was ever recorded", no_data)
        yield Scenario("no data was ever recorded, for long enough", no_data)

    def idle(self) -> Iterator[list[Scenario]]:
        slo = self.slo
        if self.others:
            forgotten = (Point(self.ages.beyond(memory(slo)), 0.0, 1.0),)
            about = "a group had its last data too long ago, and is no longer expected"
            yield [self._plain(about, alert_name(slo, AlertKind.NO_DATA), forgotten, now(slo))] * 2
        none, about = (Point(0, 0.0, 0.0),), "there are no events, so no error ratio"
        if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
            yield [self._plain(about, alert_name(slo, AlertKind.NO_TRAFFIC), none, none)] * 2
        else:
            yield [self._plain(about, alert_name(slo, AlertKind.NO_DATA), none, none)]
        if slo.signal.numerator and not burns(self.subject, 0):
            # It has no burn-rate alerts, so no other scenario shows that it is quiet.
            well = now(slo)
            yield [self._plain("all is well", alert_name(slo, AlertKind.NUMERATOR_MISSING), well, well)] * 2

    def _plain(self, about: str, tried: str, first: tuple[Point, ...], other: tuple[Point, ...]) -> Scenario:
        return Scenario(about, (tried,), (first, *(other,) * self.others))

    def burning(self) -> Iterator[Scenario]:
        for where in (0, None) if self.slo.collapsed else (0,):
            whose = ", of all groups together" if where is None else ""
            for each in burn_trials(burns(self.subject, where), crossed=bool(self.others) and where == 0):
                yield self._scenario(each, where, each.about + whose)

    def _scenario(self, trial: Trial, where: Where, about: str) -> Scenario:
        tried = tuple(each.burn.alert for each in trial.constraints)
        first, raw = history(self.subject, self.ages, where, trial)
        points = [first]
        if where is None:
            points = [tuple(_part(point, share) for point in first) for share in _SHARES]
        elif self.others:
            # Unless both are tried, the other group meets what this one lacks, but never its threshold.
            busy = trial if trial.kind.groups > 1 else None
            other, ratios = history(self.subject, self.ages, 1, busy)
            points.append(other)
            raw |= ratios
        return Scenario(about, tried, tuple(points), raw, complete=trial.kind.met)

    def missing(self, scenarios: list[Scenario], burning: list[Scenario]) -> Iterator[Scenario]:
        """Burn-rate alerts look back, so that what is missing just now does not matter to them: both are tried at once.

        Each in two scenarios that follow each other, since these alerts wait for some time.
        """
        slo = self.slo
        found = [_Missing("events are no longer recorded", alert_name(slo, AlertKind.NO_DATA), ())]
        if self.slo.signal.numerator:
            recorded_now = (Point(0, None, TRACE),)
            found.append(
                _Missing(
                    "events are recorded, and no errors",
                    alert_name(slo, AlertKind.NUMERATOR_MISSING),
                    recorded_now,
                )
            )
        apt = {id(scenario) for scenario in burning if not scenario.complete and _looks_back(scenario)}
        free = [id(scenario) in apt for scenario in scenarios]
        for each in found:
            place = next((at for at, pair in enumerate(pairwise(free)) if all(pair)), None)
            if place is None:
                spare = Scenario("", (), (now(self.slo),) * (self.others + 1))
                scenarios += [spare, spare]
                place, free = len(scenarios) - 2, [*free, False, False]
            free[place : place + 2] = [False, False]
            scenarios[place : place + 2] = [
                self._without(each, scenario) for scenario in scenarios[place : place + 2]
            ]
        return iter(scenarios)

    def _without(self, missing: _Missing, scenario: Scenario) -> Scenario:
        first = tuple(each for each in scenario.points[0] if each.age)
        if not any(LOOKBACK < each.age < memory(self.slo) for each in first):
            first += (Point(self.ages.near(max(self.ages.step, 30 * MINUTE)), 0.0, TRACE),)
        return replace(
            scenario,
            about="; ".join(filter(None, (scenario.about, missing.about))),
            tried=(*scenario.tried, missing.alert),
            points=((*first, *missing.now), *scenario.points[1:]),
        )


def _looks_back(scenario: Scenario) -> bool:
    """Whether what is read just now does not matter to it, but what was recorded before."""
    ages = [each.age for each in scenario.points[0] if each.age] if scenario.points else []
    return bool(ages) and min(ages) > LOOKBACK


def _part(point: Point, share: float) -> Point:
    """Half of the events, and about half of the errors."""
    errors, events = point.errors, point.events
    # No more errors than events.
    share = share if errors is not None and events is not None and errors <= 0.9 * events else 0.5
    return Point(point.age, _of(errors, share), _of(events, 0.5))


def _of(value: float | None, share: float) -> float | None:
    return None if value is None else value * share
