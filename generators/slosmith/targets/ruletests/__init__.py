"""Target `ruletests`: promtool tests that prove every alert and every recording; users run them with promtool alone.

Alerts are tried with made-up recordings (truth tables), recordings with made-up series, the detection table with series
alone, and one SLO of each kind lives through an incident.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan, ServicePlan, SloPlan
from slosmith.plan.slo_rules import slo_groups
from slosmith.targets.base import Target
from slosmith.targets.ruletests.hand_written import alert_files
from slosmith.targets.ruletests.health import health_file
from slosmith.targets.ruletests.period import period_files
from slosmith.targets.ruletests.recordings import fables, recording_files
from slosmith.targets.ruletests.suite import SuiteFile, text
from slosmith.targets.ruletests.truth import truth_files

TESTS_FOLDER = "prometheus/tests"


def render(plan: Plan) -> Iterator[Artifact]:
    for service in plan.services:
        yield from map(_artifact, _slo_files(service, service.slos))
        yield from map(_artifact, alert_files(service, _order(service)))
    yield _artifact(health_file(plan.health))


def slo_tests(plan: Plan, chosen: Collection[str]) -> Iterator[Artifact]:
    """Only what proves these SLOs, by their ids. The rules under test are those of the whole plan."""
    for service in plan.services:
        slos = [slo for slo in service.slos if slo.id in chosen]
        yield from map(_artifact, _slo_files(service, slos))


def _slo_files(service: ServicePlan, slos: Sequence[SloPlan]) -> Iterator[SuiteFile]:
    order = _order(service)
    told, untested = fables(slos)
    yield from truth_files(service, slos, order, untested)
    yield from recording_files(service, told, order)
    yield from period_files(service, slos)


def _artifact(file: SuiteFile) -> Artifact:
    return Artifact(f"{TESTS_FOLDER}/{file.stem}.yaml", text(file))


def _order(service: ServicePlan) -> tuple[str, ...]:
    """All groups of a service's file: promtool evaluates those that are not listed in any order."""
    groups = [slo_groups(slo) for slo in service.slos]
    generated = [group.name for each in groups for group in (each.fast, each.slow) if group is not None]
    return (*generated, *(group.name for group in service.alert_groups))


TARGET = Target("ruletests", "promtool tests that prove rules and alerts", render)
