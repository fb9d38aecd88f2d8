"""One SLO of each kind lives through an incident for each of its tiers: raw counters, the real rules, and the alert on time.

It costs far more than the other tests, so it is told once for all SLOs that read their series in the same way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from slosmith.plan.model import Alert, Plan, ServicePlan, SloPlan
from slosmith.promql.matchers import series_text
from slosmith.signal import Unit
from slosmith.targets.ruletests.expected import firing_count
from slosmith.targets.ruletests.from_series.fed import fed
from slosmith.targets.ruletests.from_series.flows import step_of
from slosmith.targets.ruletests.from_series.recordings import Fable
from slosmith.targets.ruletests.from_series.story import Story, Untold, story
from slosmith.targets.ruletests.promised import promises
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, duration, percent

_EVENTS = 10_000


class _Scene(NamedTuple):
    """What one SLO lives through in a case. With `silence` its series vanish at the end."""

    fable: Fable
    story: Story
    silence: bool


def examples(plan: Plan, told: Mapping[str, Sequence[Fable]]) -> Mapping[str, tuple[Fable, ...]]:
    """By service, the SLOs that stand for their kind; from services with few rules, since all of them are evaluated."""
    chosen: dict[str, list[Fable]] = {}
    known: set[str] = set()
    for service in sorted(plan.services, key=lambda each: len(each.slos)):
        metrics: set[str] = set()
        for fable in told.get(service.name, ()):
            if fable.inputs.shape not in known and _fits(fable) and not metrics & fable.inputs.metrics():
                known.add(fable.inputs.shape)
                metrics |= fable.inputs.metrics()
                chosen.setdefault(service.name, []).append(fable)
    return {service: tuple(fables) for service, fables in chosen.items()}


def _fits(fable: Fable) -> bool:
    """Whether its tiers are foretold, for events that are counted as they are fed."""
    slo = fable.slo
    levels = {each.good for each in fable.inputs.states if not each.level.slope}
    return (
        not slo.observe
        and fable.checked
        and not slo.late_counters
        and (bool(fable.inputs.feeds) or levels == {True, False})
        and any(isinstance(each, Story) for each in _stories(fable))
    )


def _stories(fable: Fable) -> Iterator[Story | Untold]:
    for tier in fable.slo.tiers:
        yield story(fable.slo, tier, total=bool(fable.inputs.gauges))


def incident_files(
    service: ServicePlan, fables: Sequence[Fable], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    """One for each pace at which rules are evaluated: promtool has one for a file."""
    cases: dict[int, dict[tuple[int, int], list[_Scene]]] = {}
    comments = []
    for fable in fables:
        told: Counter[int] = Counter()
        for each in _stories(fable):
            if isinstance(each, Untold):
                windows = f"{duration(each.tier.long)}/{duration(each.tier.short)}"
                comments.append(f"No incident is told of {fable.slo.id} {windows}: {each.reason}.")
                continue
            place = told[each.every], step_of(fable.slo)
            scene = _Scene(fable, each, not place[0] and _vanishes(fable.slo, each.every))
            cases.setdefault(each.every, {}).setdefault(place, []).append(scene)
            told[each.every] += 1
    for number, every in enumerate(sorted(cases)):
        stem = f"{service.name}.incident" + (f"-{duration(every)}" if number else "")
        lived = tuple(_case(scenes, step) for (_, step), scenes in sorted(cases[every].items()))
        yield SuiteFile(stem, (service.name,), every, order, lived, () if number else tuple(comments))


def _vanishes(slo: SloPlan, every: int) -> bool:
    """At the rules' own pace only, since at another one the wait would not be theirs.

    Time slices of a target that is gone are bad ones, for as long as it is not forgotten; and a day of waiting is long.
    """
    return every == slo.interval and slo.signal.unit is not Unit.SLICES and slo.no_data <= HOUR


def _case(scenes: Sequence[_Scene], step: int) -> Case:
    silence = any(each.silence for each in scenes)
    name = "An incident is told on time, and over on time" + (
        "; and so do data that vanish" if silence else ""
    )
    case = Case(name, step, dict(START))
    for scene in scenes:
        _tell(case, scene, step)
    return case


def _tell(case: Case, scene: _Scene, step: int) -> None:
    fable, told = scene.fable, scene.story
    slo, tier = fable.slo, told.tier
    alerts = {(each.alert.name, each.scope): each.alert for each in promises(slo)}
    scope = "group" if slo.group_by else "all"
    case.about += (
        f"{slo.id} {duration(tier.long)}/{duration(tier.short)}\n"
        f"  {percent(told.rate)} errors from {duration(told.begin)} until {duration(told.end)}"
    )
    alert = alerts[slo.burn_alert_name(tier), scope]
    if told.youth:
        case.about += f"; and until {duration(told.youth)}, too soon to be told"
        _ask(case, fable, told.youth, alert, fires=False)
    for at, fires in ((told.calm, False), (told.told, True), (told.held, True), (told.over, False)):
        _ask(case, fable, at, alert, fires=fires)
    if scene.silence:
        case.about += f"; all series gone from {duration(told.over)} on"
        _vanish(case, scene, alerts[f"{slo.alert_name}NoData", scope])
    case.about += "\n"
    case.series |= {series_text(labels): runs(values) for labels, values in _series(scene, step)}


def _vanish(case: Case, scene: _Scene, alert: Alert) -> None:
    """What the alert waits for begins with the last rate that is seen."""
    slo, every, gone = scene.fable.slo, scene.story.every, scene.story.over
    for at, fires in (
        (gone + alert.for_ - 2 * every, False),
        (gone + slo.rate_window + alert.for_ + 4 * every, True),
    ):
        _ask(case, scene.fable, at // every * every, alert, fires=fires)


def _ask(case: Case, fable: Fable, at: int, alert: Alert, *, fires: bool) -> None:
    """Its figures depend on the second, so only its labels are asserted here; the truth tables have all of it."""
    slo = fable.slo
    labels = {"slo": slo.id, "service": slo.service, **fable.inputs.groups[0]}
    case.probes.append(Probe(at, firing_count(alert, labels), (Sample({}, 1),) if fires else ()))


def _series(scene: _Scene, step: int) -> Iterator[tuple[Mapping[str, str], dict[int, float]]]:
    told, events = scene.story, _events(scene.fable.slo, scene.story, step)
    times = range(0, told.over + 1, step)
    for labels, samples in fed(scene.fable.inputs, times, events, int(events * told.rate), told.bad):
        yield labels, {time // step: value for time, value in samples}


def _events(slo: SloPlan, told: Story, step: int) -> int:
    """Between two samples: whole numbers of bad ones, and twice as many an evaluation as the tier asks for.

    A recorded rate counts for the interval of the rules, however far apart they are evaluated here.
    """
    enough = 2 * told.tier.min_events * step / (told.rate * slo.interval)
    unit = told.rate.denominator
    return unit * -(-max(_EVENTS, int(enough)) // unit)
