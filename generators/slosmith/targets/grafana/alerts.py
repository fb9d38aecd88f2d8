"""Hand-written alerts as the data of their charts: one for each name, with all its thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from slosmith.plan.model import Alert, ServicePlan
from slosmith.promql.comparison import Comparison, split_comparison
from slosmith.promql.expr import Binary, Number, User, text
from slosmith.targets.grafana.objectives import panel_links
from slosmith.targets.grafana.shapes import Text
from slosmith.units import decimal_text, duration

_WORDS = {">": "above", ">=": "at least", "<": "below", "<=": "at most", "==": "equal to", "!=": "other than"}


def alerts_data(service: ServicePlan) -> list[dict[str, Any]]:
    """In the order of the rules."""
    charts: dict[tuple[str, str], list[tuple[Alert, Comparison | None]]] = {}
    for group in service.alert_groups:
        for rule in group.rules:
            if isinstance(rule, Alert):
                compared = _comparison(rule)
                drawn = compared.left if compared else text(rule.expr)
                charts.setdefault((rule.name, drawn), []).append((rule, compared))
    names = [name for name, _ in charts]
    return [
        _chart(name if names.count(name) == 1 else f"{name}: {query}", query, rungs)
        for (name, query), rungs in charts.items()
    ]


def _comparison(alert: Alert) -> Comparison | None:
    match alert.expr:
        case Binary(operator, User(source), Number(value)):
            return _compared(source, operator, value)
        case User(source):
            return split_comparison(source)
        case _:
            return None


def _compared(source: str, operator: str, value: str) -> Comparison:
    """A rung of a ladder: the author has taken it apart already."""
    return Comparison(source, operator, Decimal(value))


def _chart(title: str, query: str, rungs: Sequence[tuple[Alert, Comparison | None]]) -> dict[str, Any]:
    thresholds = sorted({compared.value for _, compared in rungs if compared is not None})
    return {
        "name": Text(title),
        "query": Text(query),
        "legend": "__auto",
        "thresholds": [float(value) for value in thresholds],
        "description": Text("\n\n".join(_condition(alert, compared) for alert, compared in rungs)),
        "links": panel_links(rungs[0][0].about.links),
    }


def _condition(alert: Alert, compared: Comparison | None) -> str:
    """When it fires, in words: `Fires as high above 100, held for 10m.`"""
    severity = alert.about.severity
    held = f", held for {duration(alert.for_)}" if alert.for_ else ""
    if compared is None:
        return f"Fires as {severity} whenever this gives something{held}.\n\n`{_inline(text(alert.expr))}`"
    return (
        f"Fires as {severity} when {_WORDS[compared.operator]} {decimal_text(compared.value)}{held}."
        f"\n\n`{_inline(text(alert.expr))}`"
    )


def _inline(source: str) -> str:
    """On one line, in Markdown's code quotes."""
    return " ".join(source.split()).replace("`", "'")
