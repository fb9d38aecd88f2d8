"""Target `ruletests`: promtool tests that prove every alert and every recording; users run them with promtool alone.

`oracle` says what must come out. `from_recordings` injects what the rules recorded and asks the alerts; `from_series`
gives raw series and asks the recordings. `shapes` says which SLOs represent others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.plan.lasting import REASON, is_lasting
from slosmith.plan.model import Plan, Proofs, SloPlan
from slosmith.plan.rule_files import ServiceRules, service_rules
from slosmith.targets.base import Target
from slosmith.targets.ruletests.from_recordings.firings import firing_files
from slosmith.targets.ruletests.from_recordings.period import period_files
from slosmith.targets.ruletests.from_recordings.timing import timing_files
from slosmith.targets.ruletests.from_recordings.truth_tables import truth_files
from slosmith.targets.ruletests.from_series.detection import detection_files
from slosmith.targets.ruletests.from_series.incident import incident_files
from slosmith.targets.ruletests.from_series.recordings import recording_files
from slosmith.targets.ruletests.from_series.simulation import Simulation, simulate
from slosmith.targets.ruletests.hand_written import alert_files
from slosmith.targets.ruletests.health import health_file
from slosmith.targets.ruletests.shapes import by_shape, representatives
from slosmith.targets.ruletests.suite import Skipped, SuiteFile, text

TESTS_FOLDER = "prometheus/tests"


def service(plan: Plan, rules: ServiceRules) -> Iterator[Artifact]:
    own = rules.service
    if plan.project.proofs is Proofs.SLO:
        files = _slo_files(rules, own.slos, _simulated(own.slos, own.slos), all_tiers=True)
    else:
        files = _slo_files(rules, own.slos, _represented(rules), all_tiers=False)
    yield from map(_artifact, files)
    if own.alert_tests:
        yield from map(_artifact, alert_files(own, _order(rules)))


def project(plan: Plan, _: Sequence[object]) -> Iterator[Artifact]:
    yield _artifact(health_file(plan.health))


def slo_tests(plan: Plan, chosen: Collection[str]) -> Iterator[Artifact]:
    """Everything that proves these SLOs, by their ids, whether they represent others or not. All rules are under test."""
    for each in plan.services:
        slos = tuple(slo for slo in each.slos if slo.id in chosen)
        if slos:
            files = _slo_files(service_rules(each), slos, _simulated(slos, slos), all_tiers=True)
            yield from map(_artifact, files)


class _Simulated(NamedTuple):
    """SLOs that are tested in full, and the simulations of these and of others."""

    whole: Sequence[SloPlan]
    simulations: Sequence[Simulation]
    skipped: Sequence[Skipped]


def _simulated(slos: Sequence[SloPlan], whole: Sequence[SloPlan]) -> _Simulated:
    """What lasts without series records beside whatever a test gives: only its whole window is tested."""
    lasting = [Skipped(slo.id, REASON) for slo in slos if is_lasting(slo)]
    usual = [slo for slo in slos if not is_lasting(slo)]
    simulations, skipped = simulate(usual, {slo.id for slo in whole})
    return _Simulated(whole, simulations, (*skipped, *lasting))


def _represented(rules: ServiceRules) -> _Simulated:
    """All SLOs of a service, in full those that represent a shape. Only simulating shows which of them cannot."""
    slos, shapes = rules.service.slos, by_shape(rules)
    # Nothing represents what lasts without series: its shape does not show that.
    lasting = tuple(slo for slo in slos if is_lasting(slo))
    shapes = tuple(each for each in (tuple(s for s in one if s not in lasting) for one in shapes) if each)
    whole = (*representatives(shapes, {slo.id for slo in slos if slo.inputs.reason}), *lasting)
    found = _simulated(slos, whole)
    others = (*representatives(shapes, {each.slo for each in found.skipped}), *lasting)
    return found if others == whole else _simulated(slos, others)


def _slo_files(
    rules: ServiceRules, slos: Sequence[SloPlan], simulated: _Simulated, *, all_tiers: bool
) -> Iterator[SuiteFile]:
    """Everything for the SLOs that are tested in full; for the others of `slos` their own series and texts."""
    own, order = rules.service, _order(rules)
    whole, simulations, skipped = simulated
    ids = {slo.id for slo in whole}
    subjects = [each.subject for each in simulations if each.subject.slo.id in ids]
    injected = [slo for slo in whole if not is_lasting(slo)]
    truth = tuple(truth_files(own, injected, order, skipped))
    yield from truth
    yield from firing_files(own, [slo for slo in slos if slo.id not in ids], order)
    yield from timing_files(own, injected, order)
    yield from recording_files(own, simulations, order)
    yield from (each if truth else each._replace(skipped=tuple(skipped)) for each in period_files(own, whole))
    yield from detection_files(own, subjects)
    yield from incident_files(own, subjects, order, _count(rules), all_tiers=all_tiers)


def _artifact(file: SuiteFile) -> Artifact:
    return Artifact(f"{TESTS_FOLDER}/{file.stem}.yaml", text(file), file.origins, dict(file.skipped))


def _order(rules: ServiceRules) -> tuple[str, ...]:
    """All groups of a service's file: promtool evaluates those that are not listed in any order."""
    return tuple(
        group.name for file in rules.files for group in file.groups if file.stem == rules.service.name
    )


def _count(rules: ServiceRules) -> int:
    """How many rules the service's file has."""
    return sum(
        len(group.rules) for file in rules.files for group in file.groups if file.stem == rules.service.name
    )


TARGET = Target[object](
    name="ruletests",
    summary="promtool tests that prove rules and alerts",
    service=service,
    project=project,
    needs=("prometheus",),
)
