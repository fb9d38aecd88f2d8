"""The detection table held against series alone: each tier's condition, over raw counters, turns true and false as it says.

No rule is loaded, so samples may be far apart and three days cost no more than one hour. Minimum errors and hiscenario are
left out here; the truth tables try those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.matching.matcher import LabelSet, Matchers
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.promql.expr import Expr, text
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.from_series.conditions import Moment, condition, holds, series
from slosmith.targets.ruletests.from_series.outages import Budget, Outage, groups, outage, step
from slosmith.targets.ruletests.from_series.side_by_side import side_by_side
from slosmith.targets.ruletests.from_series.testable import Testable
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, decimal_text, duration, percent, spoken

_EVERY = HOUR


class _Course(NamedTuple):
    """A tier's condition, and whether it holds at some moments (seconds)."""

    tier: Tier
    condition: Expr
    moments: tuple[Moment, ...]


class _Scenario(NamedTuple):
    """One outage of an SLO, and the course of the tiers that it is for."""

    subject: Testable
    outage: Outage
    courses: tuple[_Course, ...]

    @property
    def selectors(self) -> Sequence[Matchers]:
        return self.subject.selectors

    @property
    def series(self) -> Sequence[LabelSet]:
        return [labels for labels, _ in series(self.subject, self.outage, 2 * self.step)]

    @property
    def step(self) -> int:
        return self.outage.step

    @property
    def end(self) -> int:
        """The last sample that matters."""
        return max(at for course in self.courses for at, _ in course.moments) + self.step


def detection_files(service: ServicePlan, subjects: Sequence[Testable]) -> Iterator[SuiteFile]:
    shared = [
        (subject, tiers) for subject in subjects for tiers in groups(subject.slo.tiers, _budget(subject))
    ]
    steps = {step(tiers) for _, tiers in shared}
    scenarios = (each for subject, tiers in shared for each in _scenarios(subject, tiers, steps))
    cases = [_case(together) for together in side_by_side(scenarios)]
    if cases:
        yield SuiteFile(f"{service.name}.detection", (), _EVERY, (), tuple(cases))


def _budget(subject: Testable) -> Budget:
    inputs = subject.inputs
    return Budget(subject.slo.beta, bool(inputs.gauges), len(inputs.feeds) + len(inputs.gauges))


def _case(scenarios: Sequence[_Scenario]) -> Case:
    tiers = [course.tier for scenario in scenarios for course in scenario.courses]
    slos = ", ".join(dict.fromkeys(scenario.subject.slo.id for scenario in scenarios))
    windows = f"{duration(min(each.short for each in tiers))} to {duration(max(each.long for each in tiers))}"
    case = Case(
        f"Burn is detected, and clears, when the table says: {slos}, windows {windows}", scenarios[0].step
    )
    end = -(-max(scenario.end for scenario in scenarios) // _EVERY) * _EVERY
    for scenario in scenarios:
        case.about += _about(scenario)
        case.series |= {
            series_text(labels): runs({at // scenario.step: value for at, value in samples})
            for labels, samples in series(scenario.subject, scenario.outage, end)
        }
        for course in scenario.courses:
            asked = f"count({text(course.condition)})"
            case.probes += [Probe(at, asked, (Sample({}, 1),) if true else ()) for at, true in course.moments]
    # promtool loads samples up to its last evaluation, so there is a last question at one.
    case.probes.append(Probe(end, case.probes[0].expr))
    return case


def _about(scenario: _Scenario) -> str:
    slo, outage = scenario.subject.slo, scenario.outage
    about = (
        f"{slo.id}: {percent(outage.rate)} errors from {spoken(outage.begin)} to {spoken(outage.end)} on\n"
    )
    for tier, *_ in scenario.courses:
        threshold = tier.threshold(slo.beta)
        fires, clears = outage.fires(tier, threshold), outage.clears(tier, threshold)
        about += (
            f"  {slo.burn_alert_name(tier)}: both windows exceed {decimal_text(threshold * 100)}%"
            f" after {spoken(float(fires - outage.begin))},"
            f" the short one no more {spoken(float(clears - outage.end))} after the end\n"
        )
    return about


def _scenarios(subject: Testable, tiers: Sequence[Tier], steps: Collection[int]) -> Iterator[_Scenario]:
    """A tier whose course does not follow from the outage that it shares may have one of its own."""
    budget = _budget(subject)
    together = _scenario(subject, tiers, outage(tiers, budget, steps))
    known = {course.tier for course in together.courses}
    alone = [_scenario(subject, (each,), outage((each,), budget)) for each in tiers if each not in known]
    yield from (each for each in (together, *alone) if each.courses)


def _scenario(subject: Testable, tiers: Iterable[Tier], outage: Outage) -> _Scenario:
    courses = [each for tier in tiers for each in _course(subject.slo, tier, outage)]
    scenario = _Scenario(subject, outage, tuple(courses))
    if not courses:
        return scenario
    made = series(subject, outage, scenario.end)
    return scenario._replace(
        courses=tuple(each for each in courses if holds(subject.slo, each.condition, each.moments, made))
    )


def _course(slo: SloPlan, tier: Tier, outage: Outage) -> Iterator[_Course]:
    asked = condition(slo, tier, outage.step)
    if asked is None:
        return
    threshold = tier.threshold(slo.beta)
    fires, clears = outage.fires(tier, threshold), outage.clears(tier, threshold)
    near = 2 * outage.step
    moments = ((fires - near, False), (fires + near, True), (clears - near, True), (clears + near, False))
    yield _Course(tier, asked, tuple((outage.between(at), true) for at, true in moments))
