"""Target `ruletests`: promtool tests that prove every alert and every recording; users run them with promtool alone.

Alerts are tried with made-up recordings (truth tables), recordings with made-up series, the detection table with series
alone, and one SLO of each kind lives through an incident.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.plan.lasting import REASON, is_lasting
from slosmith.plan.model import Plan, SloPlan
from slosmith.plan.rule_files import ServiceRules, service_rules
from slosmith.targets.base import Fragment, Target
from slosmith.targets.ruletests.from_recordings.period import period_files
from slosmith.targets.ruletests.from_recordings.truth import truth_files
from slosmith.targets.ruletests.from_series.detection_times import detection_files
from slosmith.targets.ruletests.from_series.incident import examples as incident_examples
from slosmith.targets.ruletests.from_series.incident import incident_files
from slosmith.targets.ruletests.from_series.recordings import Fable, recording_files, tell
from slosmith.targets.ruletests.hand_written import alert_files
from slosmith.targets.ruletests.health import health_file
from slosmith.targets.ruletests.suite import SuiteFile, Untested, text

TESTS_FOLDER = "prometheus/tests"


class _Simulated(NamedTuple):
    """The SLOs of a service that tests can simulate, and the order of its groups."""

    service: str
    fables: tuple[Fable, ...]
    order: tuple[str, ...]


def service(plan: Plan, rules: ServiceRules) -> Iterator[Artifact | Fragment[_Simulated]]:
    yield from _service_tests(rules, rules.service.slos)
    if rules.service.alert_tests:
        yield from map(_artifact, alert_files(rules.service, _order(rules)))


def project(plan: Plan, fragments: Sequence[_Simulated]) -> Iterator[Artifact]:
    yield from _incidents(plan, fragments)
    yield _artifact(health_file(plan.health))


def slo_tests(plan: Plan, chosen: Collection[str]) -> Iterator[Artifact]:
    """Only what proves these SLOs, by their ids. The rules under test are those of the whole plan."""
    simulated = []
    for each in plan.services:
        slos = tuple(slo for slo in each.slos if slo.id in chosen)
        for made in _service_tests(service_rules(each), slos):
            if isinstance(made, Fragment):
                simulated.append(made.content)
            else:
                yield made
    yield from _incidents(plan, simulated)


def _service_tests(rules: ServiceRules, slos: Sequence[SloPlan]) -> Iterator[Artifact | Fragment[_Simulated]]:
    order, own = _order(rules), rules.service
    lasting = tuple(Untested(slo.id, REASON) for slo in slos if is_lasting(slo))
    injectable = tuple(slo for slo in slos if not is_lasting(slo))
    told, untested = tell(injectable)
    fables = tuple(each.fable for each in told)
    truth = [*truth_files(own, injectable, order, (*untested, *lasting))]
    period = [*period_files(own, slos)]
    if not truth and period:
        period[0] = period[0]._replace(comments=(*period[0].comments, *map(str, lasting)))
    yield from map(_artifact, truth)
    yield from map(_artifact, recording_files(own, told, order))
    yield from map(_artifact, period)
    yield from map(_artifact, detection_files(own, fables))
    yield Fragment(_Simulated(own.name, fables, order))


def _incidents(plan: Plan, simulated: Sequence[_Simulated]) -> Iterator[Artifact]:
    """Which SLO stands for its kind is known when all are."""
    orders = {each.service: each.order for each in simulated}
    fables = {each.service: each.fables for each in simulated}
    for name, examples in incident_examples(plan, fables).items():
        own = next(each for each in plan.services if each.name == name)
        yield from map(_artifact, incident_files(own, examples, orders[name]))


def _artifact(file: SuiteFile) -> Artifact:
    return Artifact(f"{TESTS_FOLDER}/{file.stem}.yaml", text(file), file.origins)


def _order(rules: ServiceRules) -> tuple[str, ...]:
    """All groups of a service's file: promtool evaluates those that are not listed in any order."""
    return tuple(
        group.name for file in rules.files for group in file.groups if file.stem == rules.service.name
    )


TARGET = Target[_Simulated](
    name="ruletests",
    summary="promtool tests that prove rules and alerts",
    service=service,
    project=project,
    needs=("prometheus",),
)
