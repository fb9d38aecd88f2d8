"""Rules for a ruler that records in the background: every recording is read as it was one evaluation ago.

vmalert hands what a rule recorded to a queue and goes on, so a later rule of the same evaluation may or may not find it.
The value of the evaluation before is always there.
"""

from __future__ import annotations

from collections.abc import Mapping

from slosmith.plan.model import Alert, Group, Rule, RuleFile
from slosmith.promql.expr import Call, Expr, Selector, parts, rebuild


def lagging(bundle: RuleFile) -> RuleFile:
    """The bundle with its recordings read late. Rules of an SLO read recordings of that SLO alone."""
    intervals: dict[str, dict[str, int]] = {}
    for group in bundle.groups:
        for rule in group.rules:
            if not isinstance(rule, Alert):
                intervals.setdefault(rule.labels["slo"], {})[rule.name] = group.interval
    return bundle._replace(groups=tuple(_group(group, intervals) for group in bundle.groups))


def _group(group: Group, intervals: Mapping[str, Mapping[str, int]]) -> Group:
    return group._replace(rules=tuple(_rule(rule, intervals) for rule in group.rules))


def _rule(rule: Rule, intervals: Mapping[str, Mapping[str, int]]) -> Rule:
    own = intervals.get(rule.labels.get("slo", ""))
    return rule._replace(expr=late(rule.expr, own)) if own else rule


def late(expr: Expr, intervals: Mapping[str, int]) -> Expr:
    """`intervals` has the seconds between two values of each recording.

    An instant becomes the last value of two, so that one missed evaluation is no gap.
    """
    match expr:
        case Selector(_, seconds, offset):
            interval = intervals.get(expr.series.metric, 0)
            if offset >= interval:
                return expr
            if seconds:
                return expr._replace(offset=offset + interval)
            return Call("last_over_time", (expr._replace(range=2 * interval, offset=offset + interval),))
        case _:
            return rebuild(expr, [late(each, intervals) for each in parts(expr)])
