"""One SLO of each kind lives through an incident: raw counters, the real rules at their own pace, and the page on time.

It costs far more than the other tests, so it is told once for all SLOs that read their series in the same way, and only of
tiers that need no more than an hour or two of history. The detection tests foretell the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import Tier, TierClass
from slosmith.burnrate.detection import worst_latency
from slosmith.inputs import Inputs
from slosmith.plan.model import Alert, Plan, ServicePlan, SloPlan
from slosmith.plan.slo_rules import slo_alerts
from slosmith.promql.matchers import series_text
from slosmith.signal import Unit
from slosmith.targets.ruletests.expected import firing_count
from slosmith.targets.ruletests.flows import step_of
from slosmith.targets.ruletests.recordings import Fable
from slosmith.targets.ruletests.series import runs
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, MINUTE, duration, percent

_EVENTS = 10_000
_BASE = 1_000_000
_LONGEST = 2 * HOUR
# The last page should come within half an hour, and the first one still need some minutes.
_LAST_PAGE = 30 * MINUTE


class _Story(NamedTuple):
    """All is well until `begin`, `rate` of all events are bad until `end`, and after `gone` there are no series."""

    rate: Fraction
    begin: int
    end: int
    gone: int


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
    """Whether pages are foretold: by windows that a test can fill, for events that are counted as they are fed."""
    slo, pages = fable.slo, _pages(fable.slo)
    levels = {each.good for each in fable.inputs.states if not each.level.slope}
    return (
        bool(pages)
        and not slo.observe
        and fable.checked
        and not slo.late_counters
        and (bool(fable.inputs.feeds) or levels == {True, False})
    )


def _pages(slo: SloPlan) -> list[Tier]:
    pages = (tier for tier in slo.tiers if tier.severity_class is TierClass.PAGE)
    return [tier for tier in pages if tier.long <= _LONGEST]


def incident_files(
    service: ServicePlan, fables: Sequence[Fable], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    """Evaluated as often as the fast rules are; SLOs that are evaluated at another pace have a file of their own."""
    for every in sorted({fable.slo.interval for fable in fables}):
        cases = []
        for step in sorted({step_of(each.slo) for each in fables if each.slo.interval == every}):
            together = [each for each in fables if (each.slo.interval, step_of(each.slo)) == (every, step)]
            case = Case(
                "An incident pages on time, and clears; and so do data that vanish", step, dict(START)
            )
            for fable in together:
                _tell(case, fable, step)
            cases.append(case)
        several = len({fable.slo.interval for fable in fables}) > 1
        stem = f"{service.name}.incident" + (f"-{every}s" if several else "")
        yield SuiteFile(stem, (service.name,), every, order, tuple(cases))


def _tell(case: Case, fable: Fable, step: int) -> None:
    slo = fable.slo
    story = _story(slo, fable.inputs)
    alerts = {(each.name, each.labels["scope"]): each for each in slo_alerts(slo)}
    scope = "group" if slo.group_by else "all"
    case.about += (
        f"{slo.id}\n  {duration(story.begin)} {percent(story.rate)} errors, until {duration(story.end)};"
        f" all series gone from {duration(story.gone)} on\n"
    )
    for tier in _pages(slo):
        _page(case, fable, story, tier, alerts[slo.burn_alert_name(tier), scope])
    # Time slices of a target that is gone are bad ones, for as long as it is not forgotten; and a day of waiting is long.
    if slo.signal.unit is not Unit.SLICES and slo.no_data <= HOUR:
        alert, every = alerts[f"{slo.alert_name}NoData", scope], slo.interval
        # The last rate that is seen, then what the alert waits for.
        silent = story.gone + slo.rate_window
        _ask(case, fable, _floor(story.gone + alert.for_ - 2 * every, every), alert, fires=False)
        _ask(case, fable, _floor(silent + alert.for_ + 4 * every, every), alert, fires=True)
    case.series |= {series_text(labels): runs(values) for labels, values in _series(fable, story, step)}


def _page(case: Case, fable: Fable, story: _Story, tier: Tier, alert: Alert) -> None:
    """Two evaluations on either side of each prediction, which is not sharper than its latency."""
    slo, every = fable.slo, fable.slo.interval
    threshold = tier.threshold(slo.beta)
    late = worst_latency(tier, slo.scrape, every, slo.rate_window, slo.raw_limit)
    if slo.signal.unit is Unit.SLICES:
        # A slice is the average of two scrapes at least, so a bad one is felt for so long.
        late += max(every, 2 * slo.scrape)
    fires = story.begin + tier.long * threshold / story.rate
    # Of slices there is one an evaluation, and so many must be bad; of events there are plenty.
    counted = tier.min_events * every if slo.signal.unit is Unit.SLICES else 0
    clears = story.end + tier.short * (1 - threshold / story.rate)
    for at, firing in (
        (fires - 2 * every, False),
        (max(fires, Fraction(story.begin + counted)) + late + 2 * every, True),
        (clears + tier.keep_firing_for - 2 * every, True),
        (clears + late + tier.keep_firing_for + 3 * every, False),
    ):
        if firing or at >= story.begin:
            _ask(case, fable, _floor(at, every), alert, fires=firing)


def _ask(case: Case, fable: Fable, at: int, alert: Alert, *, fires: bool) -> None:
    """Its figures depend on the second, so only its labels are asserted here; the truth tables have all of it."""
    slo = fable.slo
    labels = {"slo": slo.id, "service": slo.service, **fable.inputs.groups[0]}
    case.probes.append(Probe(at, firing_count(alert, labels), (Sample({}, 1),) if fires else ()))


def _floor(at: Fraction | int, every: int) -> int:
    return int(at // every) * every


def _story(slo: SloPlan, inputs: Inputs) -> _Story:
    pages = _pages(slo)
    first, last = pages[0], pages[-1]
    wanted = max(
        last.long * last.threshold(slo.beta) / _LAST_PAGE, Fraction(3, 2) * first.threshold(slo.beta)
    )
    rate = Fraction(1) if inputs.gauges else min(Fraction(1), wanted.limit_denominator(10**6))
    unit = 10 * MINUTE
    begin = -(-(max(tier.long for tier in pages) + unit) // unit) * unit
    lasts = max(max(tier.long * tier.threshold(slo.beta) / rate, Fraction(tier.short)) for tier in pages)
    end = begin + -(-int(lasts + unit) // unit) * unit
    calm = max(tier.short + tier.keep_firing_for for tier in pages) + unit
    return _Story(rate, begin, end, end + -(-calm // unit) * unit)


def _series(fable: Fable, story: _Story, step: int) -> Iterator[tuple[Mapping[str, str], dict[int, float]]]:
    """Of the first group, and without what must not be counted."""
    group, times = fable.inputs.groups[0], range(0, story.gone + 1, step)
    events = story.rate.denominator * -(-_EVENTS // story.rate.denominator)
    for feed in fable.inputs.feeds:
        value, values = _BASE, {}
        for time in times if feed.good or feed.bad else ():
            bad = int(events * story.rate) if story.begin < time <= story.end else 0
            value += feed.good * (events - bad) + feed.bad * bad
            values[time // step] = float(value)
        if values:
            yield {**feed.labels, **group}, values
    for gauge in fable.inputs.gauges:
        well, ill = (
            next(
                each.level.value for each in fable.inputs.states if each.good is good and not each.level.slope
            )
            for good in (True, False)
        )
        yield (
            {**gauge, **group},
            {time // step: ill if story.begin < time <= story.end else well for time in times},
        )
