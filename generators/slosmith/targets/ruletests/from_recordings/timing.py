"""How long alerts wait and are kept firing: rules are evaluated just before that time, and just after it.

Events come without errors, or without traffic; then budgets burn, and no longer; then data go missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import gcd
from typing import NamedTuple

from slosmith.matching.matcher import NAME
from slosmith.naming import ERRORS_RATE, EVENTS_RATE, error_ratio
from slosmith.plan.model import ServicePlan, SloPlan
from slosmith.promql.matchers import series_text
from slosmith.promql.sampled import LOOKBACK
from slosmith.targets.ruletests.assertions import firing_count
from slosmith.targets.ruletests.from_recordings.histories import TRACE
from slosmith.targets.ruletests.from_recordings.scenario import Subject, subject
from slosmith.targets.ruletests.from_recordings.truth_tables import decided_by_recordings
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert, quick_breach
from slosmith.targets.ruletests.oracle.conditions import active, count_unit, memory
from slosmith.targets.ruletests.oracle.evaluation import Evaluation, Loaded, is_raw
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import History
from slosmith.targets.ruletests.oracle.messages import Message
from slosmith.targets.ruletests.series import sparse
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, MINUTE, duration

# A time that is wrong by this percentage ends at another evaluation than the right one.
_SHARP = 15
_HOT = 1.2
# Good events that no error ratio survives.
_FLOOD = 1e9


class _Pace(NamedTuple):
    """Rules are evaluated `every` so many seconds, and an alert waits, or is kept, for so many `intervals` between them.

    Samples lie `between` seconds after an evaluation, or `shortly` before one.
    """

    every: int
    intervals: int
    between: int
    shortly: int

    @property
    def step(self) -> int:
        return gcd(self.every, self.between, self.shortly)


class _Timed(NamedTuple):
    """Alerts of one SLO that wait, or are kept, for the same time."""

    subject: Subject
    alerts: tuple[ExpectedAlert, ...]


def timing_files(
    service: ServicePlan, slos: Sequence[SloPlan], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    """One file for each time that alerts wait or are kept: promtool has one pace of evaluations for a file."""
    times: dict[int, list[_Timed]] = {}
    for slo in slos:
        own: dict[int, list[ExpectedAlert]] = {}
        for alert in decided_by_recordings(slo):
            time = max(alert.for_, alert.keep_firing_for)
            if time > 1:
                own.setdefault(time, []).append(alert)
        for time, alerts in own.items():
            times.setdefault(time, []).append(_Timed(subject(slo), tuple(alerts)))
    for number, time in enumerate(sorted(times)):
        pace = _pace(time, times[time])
        case = Case("Alerts wait, and are kept firing, as long as they should", pace.step, dict(START))
        hot = max(_hot(each, pace) for each in times[time])
        for timed in times[time]:
            _add(case, timed, pace, hot)
        stem = f"{service.name}.timing" + (f"-{duration(time)}" if number else "")
        # Some tiers cannot fire at all, and nothing is known of when these clear.
        if case.probes:
            yield SuiteFile(stem, (service.name,), pace.every, order, (case,))


def _pace(time: int, timed: Sequence[_Timed]) -> _Pace:
    every = _every(time)
    edges = {edge for each in timed for edge in _edges(each.subject.slo)}
    # Versions differ on the edge of a window, so that no sample may lie there.
    unit = gcd(every, MINUTE)
    # Soon after an evaluation: the older that they are at the next ones, the sooner there is enough history.
    between = (every // 8 // unit * unit, *range(unit, every, unit), *range(1, every))
    shortly = (60, 45, 30, 20, 10, 5, *range(1, every))
    return _Pace(
        every,
        -(-time // every),
        next(each for each in between if each and not any((edge + each) % every == 0 for edge in edges)),
        next(
            each for each in shortly if each < every and not any((edge - each) % every == 0 for edge in edges)
        ),
    )


def _every(time: int) -> int:
    """The fewest evaluations of which one lies shortly before the time, and the next one at it or shortly after.

    Of a few seconds only half the time is left.
    """
    for intervals in range(2, time // 2):
        before, after = intervals - 1, intervals
        least = max(-(-(100 - _SHARP) * time // (100 * before)), -(-time // after))
        most = min((time - 1) // before, ((100 + _SHARP) * time - 1) // (100 * after))
        if least <= most:
            # Round numbers keep samples far apart.
            return max(range(least, most + 1), key=lambda each: gcd(each, HOUR))
    return max(2, time // 2)


def _edges(slo: SloPlan) -> set[int]:
    """How far back rules look, in seconds."""
    windows = {each for tier in slo.tiers for each in (tier.short, tier.long)}
    windows |= {slo.window} if quick_breach(slo) else set()
    return {LOOKBACK, memory(slo), *windows, *(window // 2 for window in windows)}


def _hot(timed: _Timed, pace: _Pace) -> int:
    """The number of the evaluation at which budgets burn: after all alerts that wait, and with enough history."""
    waits = pace.intervals + 3 if any(each.for_ for each in timed.alerts) else 1
    halves = (each.tier.long // 2 for each in timed.alerts if each.tier is not None and each.tier.long > HOUR)
    return max(waits, *((half + pace.between) // pace.every + 1 for half in halves), 1)


def _add(case: Case, timed: _Timed, pace: _Pace, hot: int) -> None:
    slo, every = timed.subject.slo, pace.every
    states = [AlertState(each) for each in timed.alerts]
    history = History()
    samples: dict[str, dict[int, float]] = {}
    for at, name, labels, value in _samples(timed, pace, hot):
        history.add(at, name, labels, value)
        samples.setdefault(series_text({NAME: name, **dict(sorted(labels))}), {})[at // pace.step] = value
    before: list[list[Message]] = [[] for _ in states]
    asked: dict[tuple[int, str], Probe] = {}
    case.about += f"{slo.id} {', '.join(dict.fromkeys(each.name for each in timed.alerts))}\n"
    # Until what is kept has cleared, and what waits for missing data fires.
    waiting = any(each.for_ for each in timed.alerts)
    last = hot + pace.intervals + (LOOKBACK // every + 2 if waiting else 1)
    for number in range(last + 1):
        now = number * every
        evaluation = Evaluation(slo, now, history, loaded=Loaded.SERVICE)
        for place, state in enumerate(states):
            state.advance(now, active(state.alert, evaluation), evaluation.world)
            was, firing = before[place], state.messages
            if bool(was) != bool(firing):
                # The evaluations on both sides of a change.
                for at, fires in ((now - every, bool(was)), (now, bool(firing))):
                    probe = _asked(at, (was or firing)[0], fires=fires)
                    asked[at, probe.expr] = probe
            before[place] = firing
    case.probes += asked.values()
    case.series |= {series: sparse(values) for series, values in samples.items()}


def _asked(at: int, message: Message, *, fires: bool) -> Probe:
    return Probe(at, firing_count(message.alert, message.result), (Sample({}, 1),) if fires else ())


def _samples(
    timed: _Timed, pace: _Pace, hot: int
) -> Iterator[tuple[int, str, frozenset[tuple[str, str]], float]]:
    """(seconds, name, labels, value). Samples lie where none is on the edge of a window."""
    slo, labels, every = timed.subject.slo, timed.subject.labels(0), pace.every
    waiting = any(each.for_ for each in timed.alerts)
    if waiting:
        for number in range(1, pace.intervals + 2):
            yield number * every - pace.shortly, EVENTS_RATE, labels, 0.0 if slo.no_traffic else TRACE
        over = (pace.intervals + 2) * every - pace.shortly
        yield over, EVENTS_RATE, labels, TRACE
        yield over, ERRORS_RATE, labels, 0.0
    tiers = [each.tier for each in timed.alerts if each.tier is not None]
    ratio = _ratio(timed)
    errors = 10 * max([1, *(tier.min_events for tier in tiers)]) / count_unit(slo)
    begin = pace.intervals + 2 if waiting else 0
    for number in range(begin, hot):
        between = number * every + pace.between
        yield between, ERRORS_RATE, labels, errors
        yield between, EVENTS_RATE, labels, errors / ratio
    for window in sorted({each for tier in tiers for each in (tier.short, tier.long)}):
        for collapsed in (False, True) if slo.collapsed is not None else (False,):
            if is_raw(slo, window, collapsed=collapsed):
                where = timed.subject.labels(None) if collapsed else labels
                name = error_ratio(window, collapsed=collapsed)
                yield hot * every, name, where, ratio
                yield (hot + 1) * every, name, where, 0.0
    after = hot * every + pace.between
    yield after, ERRORS_RATE, labels, 0.0
    yield after, EVENTS_RATE, labels, _FLOOD * errors / ratio


def _ratio(timed: _Timed) -> float:
    beta = timed.subject.slo.beta
    thresholds = (float(each.tier.threshold(beta)) for each in timed.alerts if each.tier is not None)
    highest = max([each for each in thresholds if each < 1], default=0.5)
    return float(f"{_HOT * highest if _HOT * highest < 1 else (1 + highest) / 2:.12g}")
