"""Alerts that nobody could tell apart."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diagnostics import Diagnostic, Related, Span, diagnose
from slosmith.plan.model import Alert, Plan, SloPlan
from slosmith.plan.rule_files import hand_written_alerts


def alert_names(plan: Plan) -> Iterator[Diagnostic]:
    """Two SLOs whose alerts would be called the same."""
    first: dict[str, SloPlan] = {}
    for service in plan.services:
        for slo in service.slos:
            if slo.observe:
                continue
            other = first.setdefault(slo.alert_name, slo)
            if other is not slo:
                yield diagnose(
                    "duplicate-series",
                    f"the alerts of `{slo.id}` would be named `{slo.alert_name}...` as those of `{other.id}`",
                    slo.origin.at("title").span(),
                    "give one another title, or set `alerting.name`",
                    [Related("the other is here", other.origin.at("title").span())],
                )


def same_alert(plan: Plan) -> Iterator[Diagnostic]:
    """The same name and labels: Prometheus and Alertmanager would take them for one.

    Only hand-written alerts can meet: what SLOs generate carries the SLO's id and a scope, which those cannot set.
    """
    first: dict[tuple[str, tuple[tuple[str, str], ...]], Alert] = {}
    for alert in hand_written_alerts(plan):
        other = first.setdefault((alert.name, tuple(sorted(alert.labels.items()))), alert)
        if other is not alert:
            yield diagnose(
                "duplicate-series",
                f"two alerts are named `{alert.name}` and carry the same labels",
                _place(alert),
                "give one another name, severity or label",
                [Related("the other is here", _place(other))],
            )


def own_alert(plan: Plan) -> Iterator[Diagnostic]:
    """A name of the alerts on the rules themselves, by which routes and people know them."""
    own = {rule.name for group in plan.health for rule in group.rules if isinstance(rule, Alert)}
    for alert in hand_written_alerts(plan):
        if alert.name in own:
            yield diagnose(
                "duplicate-series",
                f"slosmith has an alert `{alert.name}` of its own",
                _place(alert),
                "remove this one if it says the same, or give it another name",
            )


def _place(alert: Alert) -> Span:
    """The name, or the level that the alert comes from."""
    *around, last = alert.origin.path
    place = alert.origin._replace(path=(*around, "name")) if last == "expr" else alert.origin
    return place.span()
