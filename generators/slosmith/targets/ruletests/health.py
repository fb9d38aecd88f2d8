"""The alerts on the alerting itself: a rule that fails, an evaluation that is missed, and the Watchdog."""

from __future__ import annotations

from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Alert, AlertKind, Group
from slosmith.targets.ruletests.assertions import expect_alerts
from slosmith.targets.ruletests.oracle.messages import message
from slosmith.targets.ruletests.suite import AlertCheck, Case, SuiteFile
from slosmith.units import MINUTE

_GROUP = {"rule_group": "/etc/prometheus/rules/api.yaml;api-fast"}
_COUNTERS = ("prometheus_rule_evaluation_failures_total", "prometheus_rule_group_iterations_missed_total")


def health_file(groups: tuple[Group, ...]) -> SuiteFile:
    """The counters stand still for ten minutes, rise for twenty, and stand still again."""
    case = Case("Alerts fire for rules that fail or are late, and the Watchdog always fires", MINUTE)
    case.series = {
        f'{counter}{{rule_group="{_GROUP["rule_group"]}"}}': "0x10 1+1x19 20x30" for counter in _COUNTERS
    }
    for group in groups:
        for rule in group.rules:
            if isinstance(rule, Alert):
                _add(case, rule)
    interval = min(group.interval for group in groups)
    return SuiteFile(HEALTH_STEM, (HEALTH_STEM,), interval, tuple(group.name for group in groups), (case,))


def _add(case: Case, alert: Alert) -> None:
    begin, end = 10 * MINUTE, 30 * MINUTE
    if alert.about.kind is AlertKind.WATCHDOG:
        for at in (0, end):
            expect_alerts(case, at, alert.name, [message(alert, {}, 1, {})])
        return
    case.alerts += [AlertCheck(at, alert.name) for at in (begin, begin + alert.for_, end + 8 * MINUTE)]
    firing = [message(alert, _GROUP, None, {})]
    expect_alerts(case, begin + alert.for_ + 3 * MINUTE, alert.name, firing)
    expect_alerts(case, end, alert.name, firing)
