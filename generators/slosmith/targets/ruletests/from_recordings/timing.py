"""How long alerts wait and are kept firing: recordings are injected at a pace of half that time.

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
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert
from slosmith.targets.ruletests.oracle.conditions import active, count_unit
from slosmith.targets.ruletests.oracle.evaluation import Evaluation, Loaded, is_raw
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import History
from slosmith.targets.ruletests.oracle.messages import Message
from slosmith.targets.ruletests.series import sparse
from slosmith.targets.ruletests.suite import START, Case, Probe, Sample, SuiteFile
from slosmith.units import HOUR, duration

# Evaluations within the time that an alert waits or is kept: with two, half and twice as long look otherwise.
_PACES = 2
_HOT = 1.2
# Good events that no error ratio survives.
_FLOOD = 1e9


class _Timed(NamedTuple):
    """Alerts of one SLO that wait, or are kept, for the same time."""

    subject: Subject
    alerts: tuple[ExpectedAlert, ...]


def timing_files(
    service: ServicePlan, slos: Sequence[SloPlan], order: tuple[str, ...]
) -> Iterator[SuiteFile]:
    """One file for each pace of evaluations: promtool has one for a file."""
    paces: dict[int, list[_Timed]] = {}
    for slo in slos:
        own: dict[int, list[ExpectedAlert]] = {}
        for alert in decided_by_recordings(slo):
            pace = max(alert.for_, alert.keep_firing_for) // _PACES
            if pace > 1:
                own.setdefault(pace, []).append(alert)
        for pace, alerts in own.items():
            paces.setdefault(pace, []).append(_Timed(subject(slo), tuple(alerts)))
    for number, pace in enumerate(sorted(paces)):
        case = Case("Alerts wait, and are kept firing, as long as they should", _step(pace), dict(START))
        hot = max(map(_hot, paces[pace], (pace,) * len(paces[pace])))
        for timed in paces[pace]:
            _add(case, timed, pace, hot)
        stem = f"{service.name}.timing" + (f"-{duration(pace)}" if number else "")
        # Some tiers cannot fire at all, and nothing is known of when these clear.
        if case.probes:
            yield SuiteFile(stem, (service.name,), pace, order, (case,))


def _between(pace: int) -> int:
    """Where samples lie between two evaluations: never as old as a plain selector looks back, where versions differ."""
    found = (pace // 2, pace // 3, pace // 4)
    return next(each for each in found if (LOOKBACK + each) % pace)


def _shortly(pace: int) -> int:
    """How old a sample is that a plain selector sees, and the next evaluation does not."""
    return next(each for each in (60, 45, 30, 20, 10, 5, 1) if each < pace and (LOOKBACK - each) % pace)


def _step(pace: int) -> int:
    return gcd(pace, _between(pace), _shortly(pace))


def _hot(timed: _Timed, pace: int) -> int:
    """The number of the evaluation at which budgets burn: after all alerts that wait, and with enough history."""
    waits = _PACES + 3 if any(each.for_ for each in timed.alerts) else 1
    halves = (each.tier.long // 2 for each in timed.alerts if each.tier is not None and each.tier.long > HOUR)
    return max(waits, *(half // pace + 1 for half in halves), 1)


def _add(case: Case, timed: _Timed, pace: int, hot: int) -> None:
    slo, step = timed.subject.slo, _step(pace)
    states = [AlertState(each) for each in timed.alerts]
    history = History()
    samples: dict[str, dict[int, float]] = {}
    for at, name, labels, value in _samples(timed, pace, hot):
        history.add(at, name, labels, value)
        samples.setdefault(series_text({NAME: name, **dict(sorted(labels))}), {})[at // step] = value
    before: list[list[Message]] = [[] for _ in states]
    case.about += f"{slo.id} {', '.join(dict.fromkeys(each.name for each in timed.alerts))}\n"
    # Until what is kept has cleared, and what waits for missing data fires.
    waiting = any(each.for_ for each in timed.alerts)
    last = hot + _PACES + (LOOKBACK // pace + 2 if waiting else 1)
    for number in range(last + 1):
        now = number * pace
        evaluation = Evaluation(slo, now, history, loaded=Loaded.SERVICE)
        for place, state in enumerate(states):
            state.advance(now, active(state.alert, evaluation), evaluation.world)
            was, firing = before[place], state.messages
            if bool(was) != bool(firing):
                # The evaluations on both sides of a change.
                case.probes.append(_asked(now - pace, (was or firing)[0], fires=bool(was)))
                case.probes.append(_asked(now, (was or firing)[0], fires=bool(firing)))
            before[place] = firing
    case.series |= {series: sparse(values) for series, values in samples.items()}


def _asked(at: int, message: Message, *, fires: bool) -> Probe:
    return Probe(at, firing_count(message.alert, message.result), (Sample({}, 1),) if fires else ())


def _samples(
    timed: _Timed, pace: int, hot: int
) -> Iterator[tuple[int, str, frozenset[tuple[str, str]], float]]:
    """(seconds, name, labels, value). Samples lie where none is on the edge of a window."""
    slo, labels = timed.subject.slo, timed.subject.labels(0)
    waiting = any(each.for_ for each in timed.alerts)
    if waiting:
        shortly = _shortly(pace)
        for number in range(1, _PACES + 2):
            yield number * pace - shortly, EVENTS_RATE, labels, 0.0 if slo.no_traffic else TRACE
        yield (_PACES + 2) * pace - shortly, EVENTS_RATE, labels, TRACE
        yield (_PACES + 2) * pace - shortly, ERRORS_RATE, labels, 0.0
    tiers = [each.tier for each in timed.alerts if each.tier is not None]
    ratio = _ratio(timed)
    errors = 10 * max([1, *(tier.min_events for tier in tiers)]) / count_unit(slo)
    begin = _PACES + 2 if waiting else 0
    for number in range(begin, hot):
        between = number * pace + _between(pace)
        yield between, ERRORS_RATE, labels, errors
        yield between, EVENTS_RATE, labels, errors / ratio
    for window in sorted({each for tier in tiers for each in (tier.short, tier.long)}):
        for collapsed in (False, True) if slo.collapsed is not None else (False,):
            if is_raw(slo, window, collapsed=collapsed):
                where = timed.subject.labels(None) if collapsed else labels
                name = error_ratio(window, collapsed=collapsed)
                yield hot * pace, name, where, ratio
                yield (hot + 1) * pace, name, where, 0.0
    after = hot * pace + _between(pace)
    yield after, ERRORS_RATE, labels, 0.0
    yield after, EVENTS_RATE, labels, _FLOOD * errors / ratio


def _ratio(timed: _Timed) -> float:
    beta = timed.subject.slo.beta
    thresholds = (float(each.tier.threshold(beta)) for each in timed.alerts if each.tier is not None)
    highest = max([each for each in thresholds if each < 1], default=0.5)
    return float(f"{_HOT * highest if _HOT * highest < 1 else (1 + highest) / 2:.12g}")
