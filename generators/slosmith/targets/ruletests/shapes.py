"""The shape of an SLO: its rules without the names in them. What is proven for one SLO holds for others of its shape.

Replaced are the SLO's identity, the stem of its alerts' names, the leaves of its SLI (by role; their windows and offsets
stay) and the names of its group labels (by position). Of labels and annotations only the keys count, except for the
severity. Everything else stays: operators, numbers, windows, times, intervals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from slosmith.naming import recorded
from slosmith.plan.model import Alert, Group, Recording, SloPlan
from slosmith.plan.rule_files import ServiceRules
from slosmith.plan.slo_rules import SloRules
from slosmith.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Hole,
    Number,
    Quoted,
    Seconds,
    Selector,
    Subquery,
    User,
    walk,
)
from slosmith.promql.series import Series
from slosmith.promql.window import fill_window, has_window
from slosmith.signal import Signal
from slosmith.targets.ruletests.oracle.evaluation import RECENT

Shape: TypeAlias = "tuple[object, ...]"


def by_shape(rules: ServiceRules) -> tuple[tuple[SloPlan, ...], ...]:
    """The SLOs of a service, those of one shape together."""
    found: dict[Shape, tuple[SloPlan, ...]] = {}
    for each in rules.slos:
        own = shape(each)
        found[own] = (*found.get(own, ()), each.slo)
    return tuple(found.values())


def representatives(
    shapes: Iterable[Sequence[SloPlan]], untestable: Collection[str] = ()
) -> tuple[SloPlan, ...]:
    """The first SLO of each shape, but one of the `untestable` ids only where there are no others."""
    return tuple(next((slo for slo in slos if slo.id not in untestable), slos[0]) for slos in shapes)


def shape(rules: SloRules) -> Shape:
    """Equal for SLOs whose rules differ in nothing but names. Hashable."""
    names = _Names(rules)
    return tuple(
        None if group is None else _group(group, names) for group in (rules.fast, rules.slow, rules.period)
    )


def _group(group: Group, names: _Names) -> Shape:
    return (group.interval, *(_rule(rule, names) for rule in group.rules))


def _rule(rule: Recording | Alert, names: _Names) -> Shape:
    if isinstance(rule, Recording):
        return rule.name, tuple(rule.labels), _expr(rule.expr, names)
    about = rule.about
    return (
        (about.kind, about.tier, about.over_all, about.severity),
        tuple(rule.labels),
        tuple(rule.annotations),
        (rule.for_, rule.keep_firing_for),
        _expr(rule.expr, names),
    )


class _Names:
    """What stands for the names in the rules of an SLO."""

    def __init__(self, rules: SloRules) -> None:
        slo = rules.slo
        self._groups = {label: f"group {place}" for place, label in enumerate(slo.group_by)}
        self._recordings = {
            recorded(rule.name, slo.id).series.text: rule.name
            for rule in rules.rules
            if isinstance(rule, Recording)
        }
        self._leaves: dict[str, int] = {}
        self._written = dict(_written(slo))

    def labels(self, labels: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return None if labels is None else tuple(self._groups.get(each, each) for each in labels)

    def series(self, series: Series) -> str | int:
        """The name of a recording, or the role of a leaf."""
        name = self._recordings.get(series.text)
        return self._leaves.setdefault(series.text, len(self._leaves)) if name is None else name

    def written(self, source: str) -> tuple[int, int] | str:
        """The role of what somebody wrote, and its window in seconds."""
        return self._written.get(source, source)


def _written(slo: SloPlan) -> Iterator[tuple[str, tuple[int, int]]]:
    windows = {slo.rate_window, slo.window, slo.budget_window, RECENT}
    windows |= {each for tier in slo.tiers for each in (tier.short, tier.long)}
    for role, template in enumerate(_templates(slo)):
        for window in sorted(windows) if has_window(template) else (0,):
            yield fill_window(template, window), (role, window)


def _templates(slo: SloPlan) -> dict[str, None]:
    """What somebody wrote, with `$window`, each once."""
    signals = [each for each in (slo.signal, slo.collapsed) if each is not None]
    return {
        node.source: None
        for signal in signals
        for expr in _expressions(signal)
        for node in walk(expr)
        if isinstance(node, User)
    }


def _expressions(signal: Signal) -> Iterator[Expr]:
    yield from (step.expr for step in signal.steps)
    yield from (each.tree for each in (signal.events, signal.errors, signal.newborn) if each is not None)


def _expr(expr: Expr, names: _Names) -> Shape:
    match expr:
        case Selector(series, within, offset):
            return "selector", names.series(series), within, offset
        case User(source):
            return "user", names.written(source)
        case Aggregate(operation, by, inner):
            return "aggregate", operation, names.labels(by), _expr(inner, names)
        case Call(function, arguments):
            return ("call", function, *[_expr(each, names) for each in arguments])
        case Binary(operator, left, right, on, returns_bool):
            return operator, _expr(left, names), _expr(right, names), names.labels(on), returns_bool
        case Subquery(inner, within, step, offset):
            return "subquery", _expr(inner, names), within, step, offset
        case Number() | Hole() | Seconds() | Quoted():
            return (expr,)
