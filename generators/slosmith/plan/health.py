"""Alerts on the alerting itself: rules that fail, evaluations that are missed, and the Watchdog that always fires."""

from __future__ import annotations

from slosmith.origin import Origin
from slosmith.plan.model import About, Alert, AlertKind, Group
from slosmith.plan.severities import WATCHDOG_SEVERITY
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector
from slosmith.promql.series import series
from slosmith.units import MINUTE

# The stem of the file, so no service may be called this.
HEALTH_STEM = "slosmith"
_SERVICE = "slosmith"


def health_groups(owner: str, page: str, ticket: str, interval: int, origin: Origin) -> tuple[Group, ...]:
    def grown(counter: str) -> Expr:
        increase = Call("increase", (Selector(series(counter), 5 * MINUTE),))
        return Binary(">", Aggregate("sum", ("rule_group",), increase), Number("0"))

    def alert(
        name: str,
        severity: str,
        expr: Expr,
        summary: str,
        description: str,
        held: int = 0,
        kind: AlertKind = AlertKind.HEALTH,
    ) -> Alert:
        labels = {"severity": severity, "service": _SERVICE, "owner": owner}
        texts = {"summary": summary, "description": description}
        return Alert(name, labels, texts, expr, origin, About(kind, severity, owner, _SERVICE), held)

    rules = (
        alert(
            "SLORuleEvaluationsFailing",
            page,
            grown("prometheus_rule_evaluation_failures_total"),
            "Rules of {{ $labels.rule_group }} fail to evaluate",
            "A rule that fails records nothing and alerts nobody. Prometheus names the rule and the reason on its"
            " rules page and in its log.",
        ),
        alert(
            "SLORuleEvaluationsMissed",
            ticket,
            grown("prometheus_rule_group_iterations_missed_total"),
            "Evaluations of {{ $labels.rule_group }} are missed",
            "The group takes longer than its interval, so recordings have gaps and alerts come late. Give Prometheus"
            " more CPU, or evaluate less often.",
            held=10 * MINUTE,
        ),
        alert(
            "Watchdog",
            WATCHDOG_SEVERITY,
            Call("vector", (Number("1"),)),
            "Alerting works",
            "This alert fires always. If it stops to arrive, the way from Prometheus to the people on call is broken.",
            kind=AlertKind.WATCHDOG,
        ),
    )
    return (Group("slosmith-health", interval, rules),)
