"""Simulates the rules of SLOs over their input series: what they must record at each evaluation, and which alerts fire."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slosmith.inputs import Inputs
from slosmith.matching.matcher import NAME, LabelSet, Matchers
from slosmith.naming import ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import AlertKind, SloPlan
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import InputSeries, Vector
from slosmith.promql.syntax import Unsupported
from slosmith.targets.ruletests.from_series.flow import Flow, every_of, flow
from slosmith.targets.ruletests.from_series.phases import own_phases_of, phases_of, step_of
from slosmith.targets.ruletests.from_series.shares import any_error, shares
from slosmith.targets.ruletests.from_series.testable import Testable
from slosmith.targets.ruletests.oracle.alerts import expected_alerts
from slosmith.targets.ruletests.oracle.evaluation import RECENT, Evaluation
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import History, Recorded
from slosmith.targets.ruletests.oracle.messages import Message
from slosmith.targets.ruletests.suite import Skipped


@dataclass(frozen=True, slots=True)
class Moment:
    """An evaluation, `at` seconds from the start: what is recorded, and which alerts fire, by their names."""

    at: int
    recorded: tuple[Recorded, ...]
    alerts: Mapping[str, list[Message]]


@dataclass(frozen=True)
class Simulation:
    """An SLO with its input series and all that follows from them: much to hold, so for one service at a time."""

    subject: Testable
    flow: Flow
    moments: tuple[Moment, ...]

    @property
    def step(self) -> int:
        return self.flow.step

    @property
    def selectors(self) -> Sequence[Matchers]:
        return self.subject.selectors

    @property
    def series(self) -> Sequence[LabelSet]:
        return [labels for labels, _ in self.flow.samples.values()]


def simulate(
    slos: Sequence[SloPlan], whole: Collection[str]
) -> tuple[tuple[Simulation, ...], tuple[Skipped, ...]]:
    """SLOs, all with evaluations at the same times. Those in `whole`, by id, live through all phases."""
    found = [(slo, slo.inputs) for slo in slos]
    skipped = [Skipped(slo.id, inputs.reason) for slo, inputs in found if inputs.reason]
    planned = [
        (slo, inputs, (phases_of if slo.id in whole else own_phases_of)(slo, inputs))
        for slo, inputs in found
        if not inputs.reason
    ]
    if not planned:
        return (), tuple(skipped)
    last = max(len(phases) for _, _, phases in planned)
    every = every_of([slo for slo, _, _ in planned], last)
    if every is None:
        crowded = (Skipped(slo.id, "its windows leave no room for samples") for slo, _, _ in planned)
        return (), (*skipped, *crowded)
    simulations = []
    for slo, inputs, phases in planned:
        series = flow(inputs, phases, step_of(slo), every, last)
        try:
            moments = tuple(_moments(slo, inputs, series))
            if slo.zero_tolerance and not any(any(each.alerts.values()) for each in moments):
                raise Unsupported("no series were found that make it bad")
            checked = inputs.shares_known or _as_expected(slo, inputs, series, moments)
            simulations.append(Simulation(Testable(slo, inputs, checked), series, moments))
        except Unsupported as beyond:
            skipped.append(Skipped(slo.id, str(beyond)))
    return tuple(simulations), tuple(skipped)


def _moments(slo: SloPlan, inputs: Inputs, flow: Flow) -> Iterator[Moment]:
    """The evaluations one after the other, as Prometheus does them. Raises Unsupported."""
    history = History()
    # Zero tolerance reads raw series, so no injected recording can test it.
    states = [
        AlertState(each)
        for each in expected_alerts(slo)
        if slo.zero_tolerance and each.kind is AlertKind.OBJECTIVE_MISSED
    ]
    # At the very start what sums up rates has nothing to read.
    for number in range(int(inputs.shares_known), len(flow.phases) + 1):
        now = number * flow.every
        raw = [InputSeries(labels, Sampled(samples, now)) for labels, samples in flow.samples.values()]
        evaluation = Evaluation(slo, now, history, raw)
        alerts = {}
        for state in states:
            state.advance(now, _missed(inputs, flow, evaluation), evaluation.world)
            alerts[state.alert.name] = state.messages
        yield Moment(now, evaluation.recorded, alerts)


def _missed(inputs: Inputs, flow: Flow, evaluation: Evaluation) -> Vector:
    """The groups with any error, by their own expressions; where the input series say it, by these."""
    found = evaluation.recent_errors()
    if inputs.free and evaluation.now:
        wanted = any_error(inputs, flow, evaluation.now, RECENT)
        if bool(found) != wanted:
            return {frozenset(inputs.groups[0].items()): 1.0} if wanted else {}
    return found


def _as_expected(slo: SloPlan, inputs: Inputs, flow: Flow, moments: Sequence[Moment]) -> bool:
    """Whether an expression of the user's own counts errors and events in the proportion of the input series."""
    recorded = {
        moment.at: {each.labels[NAME]: each.value for each in reversed(moment.recorded)} for moment in moments
    }
    return all(
        share.is_met(recorded[share.at].get(ERRORS_RATE), recorded[share.at].get(EVENTS_RATE))
        for share in shares(slo, inputs, flow)
    )
