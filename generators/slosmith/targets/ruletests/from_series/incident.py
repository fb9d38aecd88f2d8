"""Incidents: raw counters through the real rules at the pace of each tier, and its alert fires and clears on time.

Every evaluation computes all rules of the service, so that incidents cost far more than the other tests. A service has
them for its representatives if it is small, and for the tiers that fit; `slosmith test SLO` has all of an SLO.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slosmith.matching.matcher import LabelSet, Matchers
from slosmith.plan.model import AlertKind, ServicePlan, SloPlan
from slosmith.promql.matchers import series_text
from slosmith.signal import Unit
from slosmith.targets.ruletests.assertions import firing_count
from slosmith.targets.ruletests.from_series.input_series import input_series
from slosmith.targets.ruletests.from_series.phases import step_of
from slosmith.targets.ruletests.from_series.side_by_side import side_by_side
from slosmith.targets.ruletests.from_series.testable import Testable
from slosmith.targets.ruletests.from_series.timeline import SkippedTier, Timeline, timeline
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert, expected_alerts
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, duration, percent

_EVENTS = 10_000
# How many rules may be evaluated in all the incidents of a service, each time anew.
_RULE_EVALUATIONS = 6_000


@dataclass(frozen=True)
class _Incident:
    """What one SLO lives through in a case. With `vanishes` its series are absent at the end."""

    subject: Testable
    timeline: Timeline
    vanishes: bool

    @property
    def step(self) -> int:
        return step_of(self.subject.slo)

    @property
    def selectors(self) -> Sequence[Matchers]:
        return self.subject.selectors

    @property
    def series(self) -> Sequence[LabelSet]:
        return [labels for labels, _ in _samples(self, self.step, 2 * self.step)]

    @property
    def until(self) -> int:
        """The last evaluation that is asked for."""
        clear = self.timeline.clear
        return max(at for at, _ in self._absences()) if self.vanishes else clear

    def _absences(self) -> Iterator[tuple[int, bool]]:
        """When NoData is quiet, and when it fires: its wait begins with the last rate that is seen."""
        slo, every, absent = self.subject.slo, self.timeline.every, self.timeline.clear
        yield (absent + slo.no_data - 2 * every) // every * every, False
        yield (absent + slo.rate_window + slo.no_data + 4 * every) // every * every, True

    def expected(
        self, slo_alerts: Mapping[AlertKind, ExpectedAlert]
    ) -> Iterator[tuple[int, ExpectedAlert, bool]]:
        """Of which alert it is known, at which time, whether it fires."""
        line = self.timeline
        burning = next(
            each for each in expected_alerts(self.subject.slo) if each.tier == line.tier and not each.over_all
        )
        if line.youth:
            yield line.youth, burning, False
        for at, fires in ((line.before, False), (line.fires, True), (line.held, True), (line.clear, False)):
            yield at, burning, fires
        if self.vanishes:
            for at, fires in self._absences():
                yield at, slo_alerts[AlertKind.NO_DATA], fires


def incident_files(
    service: ServicePlan, subjects: Sequence[Testable], order: tuple[str, ...], rules: int, *, all_tiers: bool
) -> Iterator[SuiteFile]:
    """One file for each pace at which rules are evaluated: promtool has one pace for a file. `rules` is how many the
    service has; unless `all_tiers`, incidents that would evaluate too many of them are left out."""
    found: dict[int, list[_Incident]] = {}
    comments = []
    for subject in filter(_fits, subjects):
        planned: Counter[int] = Counter()
        for each in _timelines(subject):
            if isinstance(each, SkippedTier):
                comments.append(_skipped(subject.slo, each))
                continue
            first = not planned[each.every]
            planned[each.every] += 1
            found.setdefault(each.every, []).append(
                _Incident(subject, each, first and _vanishes(subject.slo, each.every))
            )
    spent = 0
    paces = []
    for every in sorted(found):
        cases = side_by_side(found[every])
        spent += rules * sum(max(each.until for each in case) // every for case in cases)
        if not all_tiers and spent > _RULE_EVALUATIONS:
            break
        paces.append((every, cases))
    if len(paces) < len(found) and paces:
        left = sorted(found)[len(paces)]
        comments.append(
            f"Not tested: incidents at a pace of {duration(left)} and more, which take too many evaluations."
        )
    for number, (every, cases) in enumerate(paces):
        stem = f"{service.name}.incident" + (f"-{duration(every)}" if number else "")
        said = () if number else tuple(comments)
        yield SuiteFile(stem, (service.name,), every, order, tuple(map(_case, cases)), said)


def _skipped(slo: SloPlan, skipped: SkippedTier) -> str:
    windows = f"{duration(skipped.tier.long)}/{duration(skipped.tier.short)}"
    return f"Not tested: an incident for {slo.id} {windows}: {skipped.reason}."


def _fits(subject: Testable) -> bool:
    """Whether the formulas hold: events are counted as the input series have them."""
    slo = subject.slo
    levels = {each.good for each in subject.inputs.states if not each.level.slope}
    return (
        not slo.observe
        and subject.checked
        and not slo.late_counters
        and (bool(subject.inputs.feeds) or levels == {True, False})
    )


def _timelines(subject: Testable) -> Iterator[Timeline | SkippedTier]:
    for tier in subject.slo.tiers:
        yield timeline(subject.slo, tier, total=bool(subject.inputs.gauges))


def _vanishes(slo: SloPlan, every: int) -> bool:
    """At the rules' own pace only, since at another one the wait would not be theirs.

    Time slices of an absent target are bad ones, for as long as it is remembered; and a day of waiting is long.
    """
    return every == slo.interval and slo.signal.unit is not Unit.SLICES and slo.no_data <= HOUR


def _case(incidents: Sequence[_Incident]) -> Case:
    vanish = any(each.vanishes for each in incidents)
    name = "Alerts fire and clear on time in an incident" + (", and when data vanish" if vanish else "")
    step = incidents[0].step
    case = Case(name, step, dict(START))
    for incident in incidents:
        line, subject = incident.timeline, incident.subject
        slo, tier = subject.slo, line.tier
        case.about += (
            f"{slo.id} {duration(tier.long)}/{duration(tier.short)}\n"
            f"  {percent(line.rate)} errors from {duration(line.begin)} until {duration(line.end)}"
            + (f"; and until {duration(line.youth)}, too soon to alert" if line.youth else "")
            + (f"; no series from {duration(line.clear)} on" if incident.vanishes else "")
            + "\n"
        )
        alerts = {each.kind: each for each in expected_alerts(slo)}
        for at, alert, fires in incident.expected(alerts):
            # Its figures depend on the second, so only its labels are asserted; the truth tables have all of it.
            labels = {"slo": slo.id, "service": slo.service, **subject.inputs.groups[0]}
            case.probes.append(Probe(at, firing_count(alert, labels), (Sample({}, 1),) if fires else ()))
        for labels, samples in _samples(incident, step, line.clear):
            case.series[series_text(labels)] = runs({time // step: value for time, value in samples})
    return case


def _samples(
    incident: _Incident, step: int, until: int
) -> list[tuple[dict[str, str], list[tuple[int, float]]]]:
    line, events = incident.timeline, _events(incident.subject.slo, incident.timeline, step)
    times = range(0, until + 1, step)
    return input_series(incident.subject.inputs, times, events, int(events * line.rate), line.bad)


def _events(slo: SloPlan, line: Timeline, step: int) -> int:
    """Between two samples: whole numbers of bad ones, and twice as many an evaluation as the tier asks for.

    A recorded rate counts for the interval of the rules, however far apart they are evaluated here.
    """
    enough = 2 * line.tier.min_events * step / (line.rate * slo.interval)
    unit = line.rate.denominator
    return unit * -(-max(_EVENTS, int(enough)) // unit)
