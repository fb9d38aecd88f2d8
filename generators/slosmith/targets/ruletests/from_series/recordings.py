"""Input series through the real rules: every recording of every SLO is asserted, with its labels, to a millionth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.naming import ERRORS_RATE, EVENTS_RATE, recorded
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.plan.slo_rules import period_name
from slosmith.promql.expr import Binary, text
from slosmith.targets.ruletests.assertions import expect_alerts, expect_recordings
from slosmith.targets.ruletests.from_series.flow import Flow
from slosmith.targets.ruletests.from_series.shares import shares
from slosmith.targets.ruletests.from_series.side_by_side import side_by_side
from slosmith.targets.ruletests.from_series.simulation import Simulation
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile
from slosmith.units import duration


def recording_files(
    service: ServicePlan, simulations: Sequence[Simulation], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    if not simulations:
        return
    cases = []
    for together in side_by_side(simulations):
        case = Case("Rules record what their series say", together[0].step, dict(START))
        for each in together:
            # Two SLOs may bring the same series that must not be counted.
            case.series |= each.flow.series()
            _expect(case, each)
        cases.append(case)
    every = simulations[0].flow.every
    stems = (service.name, f"{service.name}.period")
    periods = tuple(map(period_name, service.slos))
    yield SuiteFile(f"{service.name}.recordings", stems, every, (*order, *periods), tuple(cases))


def _remaining(slo: SloPlan, flow: Flow, groups: int) -> Iterator[Probe]:
    """A counter that does not exist takes neither errors nor events away while it is added up with others."""
    known = Binary("+", recorded(EVENTS_RATE, slo.id), recorded(ERRORS_RATE, slo.id))
    for number, phase in enumerate(flow.phases, 1):
        if phase.left_out is not None:
            yield Probe(number * flow.every, f"count({text(known)})", (Sample({}, groups),))


def _expect(case: Case, simulation: Simulation) -> None:
    subject, flow = simulation.subject, simulation.flow
    slo = subject.slo
    case.about += f"{slo.id}\n"
    if not subject.checked:
        case.about += (
            "  (computed from its expressions, which do not count events as their selectors suggest)\n"
        )
    for number, phase in enumerate(flow.phases, 1):
        case.about += f"  {duration(number * flow.every)} {phase.about}\n"
    case.probes += _remaining(slo, flow, len(subject.inputs.groups))
    if subject.checked:
        case.probes += [share.probe(slo) for share in shares(slo, subject.inputs, flow)]
    for moment in simulation.moments:
        if not moment.at:
            continue
        expect_recordings(case, moment.at, slo, moment.recorded)
        for name, firing in moment.alerts.items():
            expect_alerts(case, moment.at, name, firing)
