"""Raw series through the real rules: every recording of every SLO is asserted, with its labels, to a millionth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from slosmith.inputs import Inputs
from slosmith.naming import ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import Alert, ServicePlan, SloPlan
from slosmith.plan.slo_rules import slo_alerts, slo_groups
from slosmith.promql.convert import Unsupported
from slosmith.promql.matchers import NAME
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import Fed, evaluate
from slosmith.signal import Unit
from slosmith.targets.ruletests.expected import Showing, expect_shown, showing
from slosmith.targets.ruletests.from_series.flows import NEVER, Flow, every_of, flow, phases_of, step_of
from slosmith.targets.ruletests.from_series.meaning import History, Meaning, Recorded
from slosmith.targets.ruletests.from_series.sharing import apart
from slosmith.targets.ruletests.series import recorded_by, rounded, runs
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile, Untested
from slosmith.units import duration


class Fable(NamedTuple):
    """An SLO with the series that are made up for it.

    What they must lead to is computed from the SLO's own expressions; `checked` says that these were first held against
    what the events mean.
    """

    slo: SloPlan
    inputs: Inputs
    flow: Flow
    checked: bool = True

    @property
    def metrics(self) -> frozenset[str]:
        return self.inputs.metrics()

    @property
    def step(self) -> int:
        return self.flow.step


def fables(slos: Sequence[SloPlan]) -> tuple[tuple[Fable, ...], tuple[Untested, ...]]:
    """What can be told of each SLO; all with evaluations at the same times."""
    found = [(slo, slo.inputs()) for slo in slos]
    untested = [Untested(slo.id, inputs.reason) for slo, inputs in found if inputs.reason]
    fed = [(slo, inputs, phases_of(slo, inputs)) for slo, inputs in found if not inputs.reason]
    if not fed:
        return (), tuple(untested)
    every = every_of([slo for slo, _, _ in fed], max(len(phases) for _, _, phases in fed))
    if every is None:
        return (), (
            *untested,
            *(Untested(slo.id, "its windows leave no room for samples") for slo, _, _ in fed),
        )
    told = []
    for slo, inputs, phases in fed:
        fable = Fable(slo, inputs, flow(inputs, phases, step_of(slo), every))
        try:
            moments = list(_moments(fable))
            if slo.zero_tolerance and not any(any(each.alerts.values()) for each in moments):
                raise Unsupported("no series were found that make it bad")
            told.append(fable._replace(checked=_as_meant(fable, moments)))
        except Unsupported as beyond:
            untested.append(Untested(slo.id, str(beyond)))
    return tuple(told), tuple(untested)


def recording_files(
    service: ServicePlan, told: Sequence[Fable], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    if not told:
        return
    cases = []
    for together in apart(told):
        case = Case("Rules record what their series say", together[0].step, dict(START))
        for fable in together:
            case.series |= {text: runs(values) for text, values in fable.flow.series()}
            _expect(case, fable)
        cases.append(case)
    every = told[0].flow.every
    stems = (service.name, f"{service.name}.period")
    periods = tuple(slo_groups(slo).period.name for slo in service.slos)
    yield SuiteFile(f"{service.name}.recordings", stems, every, (*order, *periods), tuple(cases))


def _expect(case: Case, fable: Fable) -> None:
    slo = fable.slo
    case.about += f"{slo.id}\n"
    if not fable.checked:
        case.about += (
            "  (computed from its expressions, which do not count events as their selectors suggest)\n"
        )
    for number, phase in enumerate(fable.flow.phases, 1):
        case.about += f"  {duration(number * fable.flow.every)} {phase.about}\n"
    for moment in _moments(fable):
        if not moment.at:
            continue
        samples = tuple(
            Sample({"series": labels[NAME], **{k: v for k, v in labels.items() if k != NAME}}, rounded(value))
            for labels, value in moment.recorded
        )
        case.probes.append(Probe(moment.at, recorded_by(slo.id), samples))
        for name, shown in moment.alerts.items():
            expect_shown(case, moment.at, name, shown)


class _Moment(NamedTuple):
    at: int
    recorded: tuple[Recorded, ...]
    alerts: Mapping[str, list[Showing]]


def _moments(fable: Fable) -> Iterator[_Moment]:
    """The evaluations one after the other, as Prometheus does them. Raises Unsupported."""
    slo, flow = fable.slo, fable.flow
    history, active = History(), dict[str, int]()
    alerts = [each for each in slo_alerts(slo) if _reads_raw(each, slo)]
    for number in range(len(flow.phases) + 1):
        meaning = Meaning(slo, tuple(_raw(fable, number * flow.every)), number * flow.every, history)
        recorded = tuple(meaning.recordings())
        firing = {each.name: list(_firing(each, meaning, active)) for each in alerts}
        yield _Moment(meaning.now, recorded, firing)


def _raw(fable: Fable, now: int) -> Iterator[Fed]:
    for labels, samples in fable.flow.samples.values():
        yield Fed(labels, Sampled([(now - time, value) for time, value in samples if time <= now]))


def _reads_raw(alert: Alert, slo: SloPlan) -> bool:
    """The alert that no injected recording can prove."""
    return slo.zero_tolerance and alert.name == f"{slo.alert_name}ObjectiveMissed"


def _firing(alert: Alert, meaning: Meaning, active: dict[str, int]) -> Iterator[Showing]:
    """`active` tells since when the alert has been active, by its labels."""
    at, series = meaning.now, meaning.world()
    found = {
        frozenset(pair for pair in labels if pair[0] != NAME): value
        for labels, value in evaluate(alert.expr, series).items()
    }
    since = {f"{alert.name}{sorted(labels)}": at for labels in found}
    for key in [each for each in active if each.startswith(alert.name)]:
        if key not in since:
            del active[key]
    for labels, value in found.items():
        began = active.setdefault(f"{alert.name}{sorted(labels)}", at)
        if at - began >= alert.for_:
            yield showing(alert, dict(sorted(labels)), value, series)


def _as_meant(fable: Fable, moments: Sequence[_Moment]) -> bool:
    """Whether errors and events are recorded in the proportion in which they were made up."""
    slo = fable.slo
    if slo.signal.unit is not Unit.EVENTS:
        return True
    for number, phase in enumerate(fable.flow.phases):
        end = (number + 1) * fable.flow.every
        ages = [end - time for time in range(0, end + 1, fable.flow.step) if time > end - slo.rate_window]
        bad = sum(phase.bad(age) for age in ages[1:])
        events = bad + sum(phase.good(age) for age in ages[1:])
        recorded = {labels[NAME]: value for labels, value in reversed(moments[number + 1].recorded)}
        errors, total = recorded.get(ERRORS_RATE), recorded.get(EVENTS_RATE)
        # Neither a counter's birth nor the absence of an error ratio is what a proportion could tell of.
        born = phase.errors is not None and phase.errors != NEVER
        if born or (errors is None and slo.signal.numerator and phase.errors == NEVER):
            continue
        if errors is None or total is None or abs(errors * events - total * bad) > 1e-6 * max(1.0, total):
            return False
    return True
