"""What the rules of one SLO cost Prometheus: samples touched per minute, counted over the very expressions."""

from __future__ import annotations

from typing import NamedTuple

from slosmith.plan.model import Group, SloPlan
from slosmith.plan.slo_rules import slo_rules
from slosmith.promql.expr import Expr, Selector, User, walk
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.series import Series
from slosmith.units import MINUTE

# The share of an SLI's series that count errors when nobody knows: a status label has about five values.
ERROR_SHARE = 0.2


class Cost(NamedTuple):
    """Samples touched per minute for `series` selected series, and what is evaluated."""

    series: int
    samples_per_minute: int
    recordings: int
    alerts: int


def cost_of(slo: SloPlan, series: int) -> Cost:
    """`series` is how many the SLI's events select; one group is assumed, so multiply for group_by."""
    found = slo_rules(slo)
    alerts, count = sum(1 for _ in found.alerts), sum(len(group.rules) for group in found.groups)
    samples = sum(_group_samples(slo, group, series) for group in found.groups)
    return Cost(series, round(samples), count - alerts, alerts)


def _group_samples(slo: SloPlan, group: Group, series: int) -> float:
    once = sum(_samples(slo, node, series) for rule in group.rules for node in walk(rule.expr))
    return once * MINUTE / group.interval


def _samples(slo: SloPlan, node: Expr, series: int) -> float:
    if isinstance(node, User):
        parsed = parse(node.source)
        reads = parsed.reads if isinstance(parsed, Parsed) else ()
        return sum(series * _points(read.range, slo.scrape) for read in reads)
    if not isinstance(node, Selector):
        return 0
    if node.series.metric.startswith("slo:"):
        return _points(node.range, slo.interval)
    return _selected(slo, node.series, series) * _points(node.range, slo.scrape)


def _points(seconds: int, step: int) -> float:
    """Samples of one series in a range; an instant reads one."""
    return seconds / step if seconds else 1


def _selected(slo: SloPlan, selector: Series, series: int) -> float:
    of_events = {
        node.series for node in walk(slo.signal.events.over(slo.rate_window)) if isinstance(node, Selector)
    }
    return series if selector in of_events or slo.signal.numerator else series * ERROR_SHARE
