"""The rules on the rules themselves, in the words of other rulers: each counts its failures under names of its own."""

from __future__ import annotations

from collections.abc import Mapping

from slosmith.plan.model import Alert, Group, Rule
from slosmith.promql.expr import Aggregate, Expr, Selector, parts, rebuild
from slosmith.promql.matchers import series_of

MIMIR = {
    "prometheus_rule_evaluation_failures_total": "cortex_prometheus_rule_evaluation_failures_total",
    "prometheus_rule_group_iterations_missed_total": "cortex_prometheus_rule_group_iterations_missed_total",
}
VMALERT = {
    "prometheus_rule_evaluation_failures_total": '{__name__=~"vmalert_(alerting|recording)_rules_errors_total"}',
    "prometheus_rule_group_iterations_missed_total": "vmalert_iteration_missed_total",
    "rule_group": "group",
}


def renamed(group: Group, names: Mapping[str, str]) -> Group:
    """A group of health rules with metrics and labels as another ruler calls them."""
    return group._replace(rules=tuple(_rule(rule, names) for rule in group.rules))


def _rule(rule: Rule, names: Mapping[str, str]) -> Rule:
    expr = _expr(rule.expr, names)
    if not isinstance(rule, Alert):
        return rule._replace(expr=expr)
    annotations = rule.annotations
    for old, new in names.items():
        annotations = {
            key: text.replace(f"$labels.{old}", f"$labels.{new}") for key, text in annotations.items()
        }
    return rule._replace(expr=expr, annotations=annotations)


def _expr(expr: Expr, names: Mapping[str, str]) -> Expr:
    match expr:
        case Selector(read):
            return expr._replace(series=series_of(names[read.metric])) if read.metric in names else expr
        case Aggregate(operation, by, inner):
            return Aggregate(operation, tuple(names.get(each, each) for each in by), _expr(inner, names))
        case _:
            return rebuild(expr, [_expr(each, names) for each in parts(expr)])
