"""Target `ruletests`: promtool tests that prove every alert and every recording; users run them with promtool alone.

Alerts are tried with made-up recordings (truth tables), recordings with made-up series, the detection table with series
alone, and one SLO of each kind lives through an incident.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan, ServicePlan, SloPlan
from slosmith.plan.slo_rules import slo_groups
from slosmith.targets.base import Target
from slosmith.targets.ruletests.from_recordings.period import period_files
from slosmith.targets.ruletests.from_recordings.truth import truth_files
from slosmith.targets.ruletests.from_series.detection_times import detection_files
from slosmith.targets.ruletests.from_series.incident import examples as incident_examples
from slosmith.targets.ruletests.from_series.incident import incident_files
from slosmith.targets.ruletests.from_series.recordings import Fable, recording_files, tell
from slosmith.targets.ruletests.hand_written import alert_files
from slosmith.targets.ruletests.health import health_file
from slosmith.targets.ruletests.suite import SuiteFile, text

TESTS_FOLDER = "prometheus/tests"


def render(plan: Plan) -> Iterator[Artifact]:
    yield from _slo_tests(plan, {service.name: service.slos for service in plan.services})
    for service in plan.services:
        if service.alert_tests:
            yield from map(_artifact, alert_files(service, _order(service)))
    yield _artifact(health_file(plan.health))


def slo_tests(plan: Plan, chosen: Collection[str]) -> Iterator[Artifact]:
    """Only what proves these SLOs, by their ids. The rules under test are those of the whole plan."""
    return _slo_tests(
        plan, {each.name: tuple(slo for slo in each.slos if slo.id in chosen) for each in plan.services}
    )


def _slo_tests(plan: Plan, chosen: Mapping[str, Sequence[SloPlan]]) -> Iterator[Artifact]:
    fables: dict[str, tuple[Fable, ...]] = {}
    for service in plan.services:
        order, slos = _order(service), chosen[service.name]
        told, untested = tell(slos)
        fables[service.name] = tuple(each.fable for each in told)
        yield from map(_artifact, truth_files(service, slos, order, untested))
        yield from map(_artifact, recording_files(service, told, order))
        yield from map(_artifact, period_files(service, slos))
        yield from map(_artifact, detection_files(service, fables[service.name]))
    # Which SLO stands for its kind is known when all are.
    for name, examples in incident_examples(plan, fables).items():
        service = next(each for each in plan.services if each.name == name)
        yield from map(_artifact, incident_files(service, examples, _order(service)))


def _artifact(file: SuiteFile) -> Artifact:
    return Artifact(f"{TESTS_FOLDER}/{file.stem}.yaml", text(file), file.origins)


def _order(service: ServicePlan) -> tuple[str, ...]:
    """All groups of a service's file: promtool evaluates those that are not listed in any order."""
    groups = [slo_groups(slo) for slo in service.slos]
    generated = [group.name for each in groups for group in (each.fast, each.slow) if group is not None]
    return (*generated, *(group.name for group in service.alert_groups))


TARGET = Target("ruletests", "promtool tests that prove rules and alerts", render)
