"""Faults that a rule might have: each yields the rule once more, with one thing wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from slosmith.plan.model import Alert, Rule, SloPlan
from tests.mutants import structure, written
from tests.mutants.scaling import holding, numbers, waiting
from tests.mutants.structure import in_expressions, in_text


class Mutant(NamedTuple):
    """`kind` names the fault, `what` says where it is."""

    kind: str
    what: str
    rule: Rule


Mutation: TypeAlias = Callable[[SloPlan | None, Rule], Iterator[tuple[str, Rule]]]


def mutants(slo: SloPlan | None, rule: Rule) -> Iterator[Mutant]:
    """Of a rule of an SLO, or of none. Two faults with the same outcome are one."""
    seen = {_identity(rule)}
    for kind, mutation in MUTATIONS.items():
        for what, changed in mutation(slo, rule):
            if (identity := _identity(changed)) not in seen:
                yield Mutant(kind, what, changed)
                seen.add(identity)


def _identity(rule: Rule) -> tuple[object, ...]:
    times = (rule.for_, rule.keep_firing_for) if isinstance(rule, Alert) else ()
    return str(rule.expr), tuple(rule.labels.items()), times


def _severity(slo: SloPlan | None, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Alert):
        other = "low" if rule.labels["severity"] != "low" else "high"
        yield f"it is {other}", rule._replace(labels={**rule.labels, "severity": other})


def _labels(slo: SloPlan | None, rule: Rule) -> Iterator[tuple[str, Rule]]:
    for name in rule.labels:
        yield f"{name} is called {name}x", rule._replace(labels=_renamed(rule.labels, name))


def _renamed(labels: Mapping[str, str], name: str) -> dict[str, str]:
    return {f"{key}x" if key == name else key: value for key, value in labels.items()}


def _not_held(slo: SloPlan | None, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Alert) and rule.keep_firing_for:
        yield "it does not go on firing", rule._replace(keep_firing_for=0)


def _not_waiting(slo: SloPlan | None, rule: Rule) -> Iterator[tuple[str, Rule]]:
    if isinstance(rule, Alert) and rule.for_:
        yield "it does not wait", rule._replace(for_=0)


MUTATIONS: dict[str, Mutation] = {
    "threshold": numbers("threshold"),
    "min_events": numbers("min_events"),
    "quantity": numbers("quantity"),
    "range": numbers("range"),
    "offset": numbers("offset"),
    "step": numbers("step"),
    "for": waiting,
    "keep_firing_for": holding,
    "one event": in_expressions(structure.minimums),
    "recorded window": in_expressions(structure.recorded_windows),
    "condition dropped": in_expressions(structure.conditions),
    "`or 0 *` removed": in_expressions(structure.zeroes),
    "`> 0` removed": in_expressions(structure.guards),
    "selector": in_expressions(structure.selectors),
    "metric": in_expressions(in_text(written.metrics)),
    "matcher": in_expressions(structure.matchers),
    "written matcher": in_expressions(in_text(written.matchers)),
    "group forgotten": in_expressions(structure.groups),
    "aggregation": in_expressions(structure.aggregations),
    "written aggregation": in_expressions(in_text(written.aggregations)),
    "bound": in_expressions(structure.bounds),
    "comparison": in_expressions(structure.comparisons),
    "written comparison": in_expressions(in_text(written.comparisons)),
    "severity": _severity,
    "label renamed": _labels,
    "keep_firing_for dropped": _not_held,
    "for dropped": _not_waiting,
}
