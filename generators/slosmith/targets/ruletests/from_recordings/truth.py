"""Truth tables: what the rules record is injected, scene by scene, and every alert must be firing or quiet as it is defined.

Each scene is an evaluation of its own, so far from the others that no window holds two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from slosmith.matching.matcher import NAME
from slosmith.naming import BUDGET_REMAINING, ERROR_RATIO_WINDOW, ERRORS_RATE, EVENTS_RATE, error_ratio
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.plan.slo_alerts import remembered
from slosmith.promql.expr import label_matcher
from slosmith.promql.matchers import series_text
from slosmith.promql.steady import Fed, Steady, World, world
from slosmith.targets.ruletests.expected import Showing, expect_shown, showing
from slosmith.targets.ruletests.from_recordings.scenes import Scene, Stage, Where, stage
from slosmith.targets.ruletests.from_recordings.trials import grid, trials
from slosmith.targets.ruletests.from_recordings.watched import Active, Watched, watched
from slosmith.targets.ruletests.recorded import recorded
from slosmith.targets.ruletests.series import LONGEST_GRID, sparse
from slosmith.targets.ruletests.suite import START, Case, Probe, SuiteFile, Untested
from slosmith.units import duration

# What is left of the budget whenever an alert asks; any number will do.
_BUDGET_LEFT = 0.4217


def truth_files(
    service: ServicePlan, slos: Sequence[SloPlan], order: tuple[str, ...], untested: Sequence[Untested]
) -> Iterator[SuiteFile]:
    """One case for all SLOs of a service: what a test costs are evaluations, and these they share."""
    chosen = [slo for slo in slos if slo.tiers or not slo.observe]
    if not chosen:
        return
    step = min(map(grid, chosen))
    tables = [_Table(stage(slo), step) for slo in chosen]
    every = max(table.apart for table in tables)
    case = Case("Alerts fire when all their conditions are met", step, dict(START))
    for table in tables:
        table.add(case, every)
    yield SuiteFile(service.name, (service.name,), every, order, (case,), tuple(map(str, untested)))


def _ratios(slo: SloPlan) -> str:
    """Any error ratio. One of 0/0 would be NaN, and poison every window that holds it."""
    return f'count({{__name__=~"slo:error_ratio.*", {label_matcher("slo", slo.id)}}})'


@dataclass(slots=True)
class _Kept:
    """What an alert that fires goes on saying, and whether its condition has ended."""

    showing: Showing
    ended: bool = False


@dataclass(slots=True)
class _State:
    """An alert over time: its instances that wait for their `for`, and those that fire."""

    pending: set[Where] = field(default_factory=set)
    firing: dict[Where, _Kept] = field(default_factory=dict)


class _Table:
    def __init__(self, staged: Stage, step: int) -> None:
        self.stage, self.slo, self.step = staged, staged.slo, step
        self.scenes = trials(staged, step)
        self.watched = tuple(watched(staged))

    @property
    def apart(self) -> int:
        """Scenes are so far apart that none sees another, and that no alert waits or is kept for longer."""
        held = (each.alert.for_ + each.alert.keep_firing_for for each in self.watched)
        ages = (point.age for scene in self.scenes for points in scene.points for point in points)
        return (max(remembered(self.slo), *held, *ages) // LONGEST_GRID + 1) * LONGEST_GRID

    def add(self, case: Case, every: int) -> None:
        samples: dict[str, dict[int, float]] = {}
        alerts = [(each, _State()) for each in self.watched]
        case.about += f"{self.slo.id}\n"
        for place, scene in enumerate(self.scenes):
            at = place * every
            for labels, age, value in self._samples(scene):
                samples.setdefault(series_text(labels), {})[(at - age) // self.step] = value
            seen = self._world(scene)
            # The alerts that are tried, those that fire, and those that have just ended.
            told: dict[str, list[Showing]] = {name: [] for name in scene.tried}
            for each, state in alerts:
                before = bool(state.firing)
                self._advance(state, each, scene, seen)
                if state.firing or before or scene.complete:
                    shown = told.setdefault(each.alert.name, [])
                    shown += [kept.showing for kept in state.firing.values()]
            if self.slo.observe:
                case.probes.append(self._recorded(at, scene))
                told = {}
            for name, shown in told.items():
                expect_shown(case, at, name, shown)
            if scene.still:
                case.probes.append(Probe(at, _ratios(self.slo), ()))
            firing = ", ".join(name for name, shown in sorted(told.items()) if shown)
            case.about += f"  {duration(at)} {scene.about} -> {firing or 'quiet'}\n"
        for series, values in samples.items():
            case.series[series] = sparse(values)

    def _advance(self, state: _State, each: Watched, scene: Scene, seen: World) -> None:
        """One evaluation."""
        active = {found.where: found for found in each.active(scene)}
        for where in list(state.firing):
            if where in active:
                continue
            kept = state.firing[where]
            # At the first evaluation without its condition an alert is kept; by the next one its time is over.
            if each.alert.keep_firing_for and not kept.ended:
                kept.ended = True
            else:
                del state.firing[where]
        for where, found in active.items():
            if where in state.firing or not each.alert.for_ or where in state.pending:
                state.firing[where] = _Kept(self._showing(each, found, seen))
        state.pending = set(active) - set(state.firing)

    def _showing(self, each: Watched, found: Active, seen: World) -> Showing:
        labels = {"slo": self.slo.id} if found.nothing else self.stage.labels(found.where)
        return showing(each.alert, labels, found.value, seen)

    def _samples(self, scene: Scene) -> Iterator[tuple[dict[str, str], int, float]]:
        for where, points in enumerate(scene.points):
            labels = self.stage.labels(where)
            for point in points:
                for name, value in ((ERRORS_RATE, point.errors), (EVENTS_RATE, point.events)):
                    if value is not None:
                        yield {NAME: name, **labels}, point.age, value
            if points:
                yield {NAME: BUDGET_REMAINING, **labels}, 0, _BUDGET_LEFT
        for (place, window), ratio in scene.raw.items():
            yield {NAME: self._ratio_name(place, window), **self.stage.labels(place)}, 0, ratio

    def _ratio_name(self, where: Where, window: int) -> str:
        if self.slo.breach and window == self.slo.window:
            return ERROR_RATIO_WINDOW
        return error_ratio(window, collapsed=where is None)

    def _recorded(self, at: int, scene: Scene) -> Probe:
        """What is only observed alerts nobody, so its ratios are asserted themselves."""
        found = []
        for window in self._windows():
            for where in self._places(scene):
                ratio = self.stage.ratio(scene, where, window)
                if ratio is not None:
                    name = self._ratio_name(where, window)
                    found.append(({NAME: name, **self.stage.labels(where)}, ratio))
        return recorded(self.slo, at, found, "slo:error_ratio.*")

    def _places(self, scene: Scene) -> list[Where]:
        return [*range(len(scene.points)), *([None] if self.slo.collapsed else [])]

    def _windows(self) -> list[int]:
        return sorted({each for tier in self.slo.tiers for each in (tier.short, tier.long)})

    def _world(self, scene: Scene) -> World:
        """What an annotation can ask for at that moment."""
        found = [Fed(labels, Steady(value)) for labels, age, value in self._samples(scene) if age == 0]
        for window in self._windows():
            for where in self._places(scene):
                ratio = self.stage.ratio(scene, where, window)
                if ratio is not None and self.stage.computed(where, window):
                    labels = {NAME: self._ratio_name(where, window), **self.stage.labels(where)}
                    found.append(Fed(labels, Steady(ratio)))
        return world(found)
