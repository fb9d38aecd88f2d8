"""Raw series through the real rules: every recording of every SLO is asserted, with its labels, to a millionth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from slosmith.inputs.model import Inputs
from slosmith.matching.matcher import NAME
from slosmith.naming import ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import Alert, ServicePlan, SloPlan
from slosmith.plan.slo_alerts import ZERO_TOLERANCE_WINDOW
from slosmith.plan.slo_rules import period_name
from slosmith.promql.convert import Unsupported
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import Fed, Labels, Vector
from slosmith.targets.ruletests.expected import Showing, expect_shown, showing
from slosmith.targets.ruletests.from_series.flows import Flow, every_of, flow, phases_of, step_of
from slosmith.targets.ruletests.from_series.meaning import History, Meaning, Recorded
from slosmith.targets.ruletests.from_series.shares import any_error, shares
from slosmith.targets.ruletests.from_series.sharing import apart
from slosmith.targets.ruletests.promised import promises
from slosmith.targets.ruletests.recorded import recorded
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import START, Case, SuiteFile, Untested
from slosmith.units import duration


class Fable(NamedTuple):
    """An SLO of which series can be made up.

    What they must lead to is computed from the SLO's own expressions for errors and events; `checked` says that the share
    of errors is what was made up, so that it may be asserted.
    """

    slo: SloPlan
    inputs: Inputs
    checked: bool

    @property
    def metrics(self) -> frozenset[str]:
        return self.inputs.metrics()


class Moment(NamedTuple):
    """An evaluation: what is recorded, and which alerts fire."""

    at: int
    recorded: tuple[Recorded, ...]
    alerts: Mapping[str, list[Showing]]


class Told(NamedTuple):
    """A fable with its series and all that they lead to: much to hold, so for one service at a time."""

    fable: Fable
    flow: Flow
    moments: tuple[Moment, ...]

    @property
    def metrics(self) -> frozenset[str]:
        return self.fable.metrics

    @property
    def step(self) -> int:
        return self.flow.step


def tell(slos: Sequence[SloPlan]) -> tuple[tuple[Told, ...], tuple[Untested, ...]]:
    """What can be told of each SLO; all with evaluations at the same times."""
    found = [(slo, slo.inputs) for slo in slos]
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
        series = flow(inputs, phases, step_of(slo), every)
        try:
            moments = tuple(_moments(slo, inputs, series))
            if slo.zero_tolerance and not any(any(each.alerts.values()) for each in moments):
                raise Unsupported("no series were found that make it bad")
            checked = inputs.foretold or _as_meant(slo, inputs, series, moments)
            told.append(Told(Fable(slo, inputs, checked), series, moments))
        except Unsupported as beyond:
            untested.append(Untested(slo.id, str(beyond)))
    return tuple(told), tuple(untested)


def recording_files(
    service: ServicePlan, told: Sequence[Told], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    if not told:
        return
    cases = []
    for together in apart(told):
        case = Case("Rules record what their series say", together[0].step, dict(START))
        for each in together:
            case.series |= {text: runs(values) for text, values in each.flow.series()}
            _expect(case, each)
        cases.append(case)
    every = told[0].flow.every
    stems = (service.name, f"{service.name}.period")
    periods = tuple(map(period_name, service.slos))
    yield SuiteFile(f"{service.name}.recordings", stems, every, (*order, *periods), tuple(cases))


def _expect(case: Case, told: Told) -> None:
    fable, series = told.fable, told.flow
    slo = fable.slo
    case.about += f"{slo.id}\n"
    if not fable.checked:
        case.about += (
            "  (computed from its expressions, which do not count events as their selectors suggest)\n"
        )
    for number, phase in enumerate(series.phases, 1):
        case.about += f"  {duration(number * series.every)} {phase.about}\n"
    if fable.checked:
        case.probes += [share.probe(slo) for share in shares(slo, fable.inputs, series)]
    for moment in told.moments:
        if not moment.at:
            continue
        case.probes.append(recorded(slo, moment.at, moment.recorded))
        for name, shown in moment.alerts.items():
            expect_shown(case, moment.at, name, shown)


def _moments(slo: SloPlan, inputs: Inputs, flow: Flow) -> Iterator[Moment]:
    """The evaluations one after the other, as Prometheus does them. Raises Unsupported."""
    history, since = History(), dict[Labels, int]()
    # No injected recording can prove it, since it reads raw series.
    missed = (
        [each.alert for each in promises(slo) if each.condition == "ObjectiveMissed"]
        if slo.zero_tolerance
        else []
    )
    for number in range(len(flow.phases) + 1):
        now = number * flow.every
        raw = [Fed(labels, Sampled(samples, now)) for labels, samples in flow.samples.values()]
        meaning = Meaning(slo, now, history, raw)
        recorded = tuple(meaning.recordings())
        alerts = {
            each.name: list(_firing(each, _missed(inputs, flow, meaning), meaning, since)) for each in missed
        }
        yield Moment(meaning.now, recorded, alerts)


def _missed(inputs: Inputs, flow: Flow, meaning: Meaning) -> Vector:
    """The groups that had any error, by their own expressions; where these can be foretold, as it was made up."""
    found = meaning.missed()
    if inputs.free and meaning.now:
        wanted = any_error(inputs, flow, meaning.now, ZERO_TOLERANCE_WINDOW)
        if bool(found) != wanted:
            return {frozenset(inputs.groups[0].items()): 1.0} if wanted else {}
    return found


def _firing(alert: Alert, found: Vector, meaning: Meaning, since: dict[Labels, int]) -> Iterator[Showing]:
    """`since` tells from when on the alert has been active."""
    for labels in set(since) - set(found):
        del since[labels]
    for labels, value in found.items():
        if meaning.now - since.setdefault(labels, meaning.now) >= alert.for_:
            yield showing(alert, dict(sorted(labels)), value, meaning.world)


def _as_meant(slo: SloPlan, inputs: Inputs, flow: Flow, moments: Sequence[Moment]) -> bool:
    """Whether an expression of the user's own counts errors and events in the proportion in which they were made up."""
    recorded = {
        moment.at: {each.labels[NAME]: each.value for each in reversed(moment.recorded)} for moment in moments
    }
    return all(
        share.is_met(recorded[share.at].get(ERRORS_RATE), recorded[share.at].get(EVENTS_RATE))
        for share in shares(slo, inputs, flow)
    )
