"""Truth tables: recordings are injected, scenario by scenario, and every alert must be firing or quiet by its definition.

Each scenario is an evaluation of its own, so far from the others that no window holds two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.matching.matcher import NAME
from slosmith.naming import error_ratio
from slosmith.plan.model import AlertKind, ServicePlan, SloPlan
from slosmith.promql.expr import label_matcher
from slosmith.promql.matchers import series_text
from slosmith.promql.steady import Vector
from slosmith.targets.ruletests.assertions import expect_alerts, expect_recordings
from slosmith.targets.ruletests.from_recordings.constraints import windows_of
from slosmith.targets.ruletests.from_recordings.scenario import Scenario, Subject, subject
from slosmith.targets.ruletests.from_recordings.scenarios import grid, scenarios
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert, expected_alerts
from slosmith.targets.ruletests.oracle.conditions import active, memory
from slosmith.targets.ruletests.oracle.evaluation import Evaluation
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import Recorded
from slosmith.targets.ruletests.series import LONGEST_GRID, sparse
from slosmith.targets.ruletests.suite import START, Case, Probe, Skipped, SuiteFile
from slosmith.units import duration


def truth_files(
    service: ServicePlan, slos: Sequence[SloPlan], order: tuple[str, ...], skipped: Sequence[Skipped]
) -> Iterator[SuiteFile]:
    """One case for all SLOs of a service: evaluations are what a test costs, and these they share."""
    chosen = [slo for slo in slos if slo.tiers or not slo.observe]
    if not chosen:
        return
    step = min(map(grid, chosen))
    tables = [_Table(subject(slo), step) for slo in chosen]
    every = max(table.apart for table in tables)
    case = Case("Alerts fire when all their conditions are met", step, dict(START))
    for table in tables:
        table.add(case, every)
    yield SuiteFile(service.name, (service.name,), every, order, (case,), skipped=tuple(skipped))


def decided_by_recordings(slo: SloPlan) -> Iterator[ExpectedAlert]:
    """The alerts of the service's own file. Zero tolerance reads raw series, so that others test it."""
    for alert in expected_alerts(slo):
        if not alert.period and not (slo.zero_tolerance and alert.kind is AlertKind.OBJECTIVE_MISSED):
            yield alert


class _Table:
    def __init__(self, tried: Subject, step: int) -> None:
        self.subject, self.slo, self.step = tried, tried.slo, step
        self.scenarios = scenarios(tried, step)
        self.alerts = tuple(decided_by_recordings(tried.slo))

    @property
    def apart(self) -> int:
        """Scenarios are so far apart that none sees another, and that no alert waits or is kept for longer."""
        held = (each.for_ + each.keep_firing_for for each in self.alerts)
        ages = (point.age for each in self.scenarios for points in each.points for point in points)
        return (max(memory(self.slo), *held, *ages) // LONGEST_GRID + 1) * LONGEST_GRID

    def add(self, case: Case, every: int) -> None:
        samples: dict[str, dict[int, float]] = {}
        states = [AlertState(each) for each in self.alerts]
        case.about += f"{self.slo.id}\n"
        for place, scenario in enumerate(self.scenarios):
            at = place * every
            for name, labels, age, value in self.subject.injected(scenario):
                series = series_text({NAME: name, **dict(sorted(labels))})
                samples.setdefault(series, {})[(at - age) // self.step] = value
            firing = self._expect(case, at, scenario, states)
            case.about += f"  {duration(at)} {scenario.about} -> {', '.join(firing) or 'quiet'}\n"
        for series, values in samples.items():
            case.series[series] = sparse(values)

    def _expect(self, case: Case, at: int, scenario: Scenario, states: Sequence[AlertState]) -> list[str]:
        """Asserts the alerts that are tried, those that fire, and those that have just ended; returns what fires."""
        evaluation = self.subject.evaluation(scenario, at)
        asserted = set(scenario.tried)
        for state in states:
            before = state.fires
            state.advance(at, active(state.alert, evaluation), evaluation.world)
            if state.fires or before or scenario.complete:
                asserted.add(state.alert.name)
        if scenario.idle:
            case.probes.append(Probe(at, _ratios(self.slo), ()))
        if self.slo.observe:
            # Nothing is alerted on, so the ratios themselves are asserted.
            expect_recordings(case, at, self.slo, self._ratios(evaluation), "slo:error_ratio.*")
            return []
        names = [name for name in dict.fromkeys(each.alert.name for each in states) if name in asserted]
        said = {name: [m for s in states if s.alert.name == name for m in s.messages] for name in names}
        for name, messages in said.items():
            expect_alerts(case, at, name, messages)
        return sorted(name for name, messages in said.items() if messages)

    def _ratios(self, evaluation: Evaluation) -> Iterator[Recorded]:
        for window in windows_of(self.slo):
            for collapsed in (False, True) if self.slo.collapsed else (False,):
                name = error_ratio(window, collapsed=collapsed)
                ratios: Vector = evaluation.ratio(window, collapsed=collapsed)
                for labels, ratio in ratios.items():
                    yield Recorded({NAME: name, **dict(sorted(labels))}, ratio)


def _ratios(slo: SloPlan) -> str:
    """Any error ratio. One of 0/0 would be NaN, and spoil every window that holds it."""
    return f'count({{__name__=~"slo:error_ratio.*", {label_matcher("slo", slo.id)}}})'
