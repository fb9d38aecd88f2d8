"""The alerts on the alerting itself: a rule that fails, an evaluation that is missed, and the Watchdog."""

from __future__ import annotations

from typing import Final

from slosmith.matching.matcher import NAME
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Alert, AlertKind, Group
from slosmith.promql.matchers import series_text
from slosmith.targets.ruletests.assertions import expect_alerts
from slosmith.targets.ruletests.oracle.messages import message
from slosmith.targets.ruletests.suite import Case, SuiteFile
from slosmith.units import MINUTE

_GROUP: Final = {"rule_group": "/etc/prometheus/rules/api.yaml;api-fast"}
# What each alert counts, and how far back it looks for a rise; seconds.
_COUNTERS: Final = {
    "SLORuleEvaluationsFailing": "prometheus_rule_evaluation_failures_total",
    "SLORuleEvaluationsMissed": "prometheus_rule_group_iterations_missed_total",
}
_LOOK: Final = 5 * MINUTE
# Seconds between evaluations, and between samples: a rise is seen from the first evaluation after it on, and no sample lies
# where the range of an evaluation ends.
_EVERY, _STEP = MINUTE, MINUTE // 2
# How long a counter stands still, then rises, and then stands still again.
_CALM, _RISING = 10 * MINUTE, 20 * MINUTE
_TURN = 2 * _CALM + _RISING


def health_file(groups: tuple[Group, ...]) -> SuiteFile:
    """Each counter rises in its turn, on one of two servers."""
    case = Case("Alerts fire for rules that fail or are late, and the Watchdog always fires", _STEP)
    for turn, counter in enumerate(_COUNTERS.values()):
        calm, rising = (turn * _TURN + _CALM) // _STEP, _RISING // _STEP
        still = (len(_COUNTERS) - turn) * _TURN // _STEP
        for server, values in (
            ("a", f"0x{calm} 1+1x{rising - 1} {rising}x{still}"),
            ("b", f"0x{calm + still}"),
        ):
            case.series[series_text({NAME: counter, **_GROUP, "instance": server})] = values
    for group in groups:
        for rule in group.rules:
            if isinstance(rule, Alert):
                _add(case, rule)
    return SuiteFile(HEALTH_STEM, (HEALTH_STEM,), _EVERY, tuple(group.name for group in groups), (case,))


def _add(case: Case, alert: Alert) -> None:
    """The evaluations on both sides of each change."""
    if alert.about.kind is AlertKind.WATCHDOG:
        for at in (0, _TURN):
            expect_alerts(case, at, alert.name, [message(alert, {}, 1, {})])
        return
    begin = list(_COUNTERS).index(alert.name) * _TURN + _CALM
    fires = begin + _EVERY + alert.for_
    # The range still holds the last two samples that differ.
    last = begin + _RISING + (_LOOK - _STEP) // _EVERY * _EVERY
    firing = [message(alert, _GROUP, None, {})]
    for at in dict.fromkeys((begin, fires - _EVERY, last + _EVERY)):
        case.quiet(at, alert.name)
    for at in (fires, last):
        expect_alerts(case, at, alert.name, firing)
