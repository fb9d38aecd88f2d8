"""The detection table held against series alone: each tier's condition, put to raw counters, turns true and false when foretold.

No rule is loaded, so samples may be far apart and three days cost no more than one hour. Minimum errors and history are
left out here; the truth tables try those.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from slosmith.burnrate import Tier
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.promql.expr import Expr, text
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.from_series.conditions import Moment, condition, holds, series
from slosmith.targets.ruletests.from_series.outages import Budget, Outage, groups, outage, step
from slosmith.targets.ruletests.from_series.recordings import Fable
from slosmith.targets.ruletests.from_series.sharing import apart
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, decimal_text, duration, percent, spoken

_EVERY = HOUR


class _Course(NamedTuple):
    """A tier's condition, and whether it holds at some moments (seconds)."""

    tier: Tier
    condition: Expr
    moments: tuple[Moment, ...]


class _Story(NamedTuple):
    """One outage of an SLO, and what becomes of the tiers that it is for."""

    fable: Fable
    outage: Outage
    courses: tuple[_Course, ...]

    @property
    def metrics(self) -> frozenset[str]:
        return self.fable.metrics

    @property
    def step(self) -> int:
        return self.outage.step

    @property
    def end(self) -> int:
        """The last sample that matters."""
        return max(at for course in self.courses for at, _ in course.moments) + self.step


def detection_files(service: ServicePlan, told: Sequence[Fable]) -> Iterator[SuiteFile]:
    shared = [(fable, tiers) for fable in told for tiers in groups(fable.slo.tiers, _budget(fable))]
    steps = {step(tiers) for _, tiers in shared}
    stories = (story for fable, tiers in shared for story in _stories(fable, tiers, steps))
    cases = [_case(together) for together in apart(stories)]
    if cases:
        yield SuiteFile(f"{service.name}.detection", (), _EVERY, (), tuple(cases))


def _budget(fable: Fable) -> Budget:
    inputs = fable.inputs
    return Budget(fable.slo.beta, bool(inputs.gauges), len(inputs.feeds) + len(inputs.gauges))


def _case(stories: Sequence[_Story]) -> Case:
    tiers = [course.tier for story in stories for course in story.courses]
    slos = ", ".join(dict.fromkeys(story.fable.slo.id for story in stories))
    windows = f"{duration(min(each.short for each in tiers))} to {duration(max(each.long for each in tiers))}"
    case = Case(f"Burn is detected, and clears, when foretold: {slos}, windows {windows}", stories[0].step)
    end = -(-max(story.end for story in stories) // _EVERY) * _EVERY
    for story in stories:
        case.about += _about(story)
        case.series |= {
            series_text(labels): runs({at // story.step: value for at, value in samples})
            for labels, samples in series(story.fable, story.outage, end)
        }
        for course in story.courses:
            asked = f"count({text(course.condition)})"
            case.probes += [Probe(at, asked, (Sample({}, 1),) if true else ()) for at, true in course.moments]
    # promtool loads samples up to its last evaluation, so there is a last question at one.
    case.probes.append(Probe(end, case.probes[0].expr))
    return case


def _about(story: _Story) -> str:
    slo, outage = story.fable.slo, story.outage
    said = f"{slo.id}: {percent(outage.rate)} errors from {spoken(outage.begin)} to {spoken(outage.end)} on\n"
    for tier, *_ in story.courses:
        threshold = tier.threshold(slo.beta)
        fires, clears = outage.fires(tier, threshold), outage.clears(tier, threshold)
        said += (
            f"  {slo.burn_alert_name(tier)}: both windows exceed {decimal_text(threshold * 100)}%"
            f" after {spoken(float(fires - outage.begin))},"
            f" the short one no more {spoken(float(clears - outage.end))} after the end\n"
        )
    return said


def _stories(fable: Fable, tiers: Sequence[Tier], steps: Collection[int]) -> Iterator[_Story]:
    """A tier that cannot be foretold in the outage that it shares may yet be in one of its own."""
    budget = _budget(fable)
    together = _story(fable, tiers, outage(tiers, budget, steps))
    told = {course.tier for course in together.courses}
    alone = [_story(fable, (each,), outage((each,), budget)) for each in tiers if each not in told]
    yield from (each for each in (together, *alone) if each.courses)


def _story(fable: Fable, tiers: Iterable[Tier], outage: Outage) -> _Story:
    courses = [each for tier in tiers for each in _course(fable.slo, tier, outage)]
    story = _Story(fable, outage, tuple(courses))
    if not courses:
        return story
    fed = series(fable, outage, story.end)
    return story._replace(
        courses=tuple(each for each in courses if holds(fable.slo, each.condition, each.moments, fed))
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
