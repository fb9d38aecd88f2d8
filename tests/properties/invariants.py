"""What must hold of any generated rule file; each function says where it does not."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import promql_parser as pp

from slosmith import yaml_loader
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.structure import children

Files: TypeAlias = Mapping[str, str]
Invariant: TypeAlias = Callable[[Files], Iterator[str]]


class Rule(NamedTuple):
    """`at` is the place in its group; `kind` is record or alert."""

    file: str
    group: str
    at: int
    kind: str
    name: str
    expr: str
    labels: Mapping[str, Any]
    data: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.group}: {self.name}"


def rules(files: Files) -> Iterator[Rule]:
    for file, text in files.items():
        if file.startswith("prometheus/rules/"):
            for group in yaml_loader.load(text)["groups"]:
                for at, rule in enumerate(group["rules"]):
                    kind = "record" if "record" in rule else "alert"
                    yield Rule(file, group["name"], at, kind, rule[kind], rule["expr"], rule["labels"], rule)


class Node(NamedTuple):
    """A part of an expression and what is around it, outermost first."""

    node: Any
    around: tuple[Any, ...]


def _nodes(expr: str) -> Iterator[Node]:
    pending = [Node(pp.parse(expr), ())]
    while pending:
        each = pending.pop()
        yield each
        pending += [Node(child, (*each.around, each.node)) for child in children(each.node)]


def _selector(node: Any) -> Any:
    return node.vector_selector if isinstance(node, pp.MatrixSelector) else node


def _reads(rule: Rule) -> Iterator[tuple[str, str | None, bool]]:
    """(series, the SLO that it is of, whether over a range) of each recorded series that a rule reads."""
    for node, _ in _nodes(rule.expr):
        if isinstance(node, pp.VectorSelector | pp.MatrixSelector):
            selector = _selector(node)
            if selector.name and selector.name.startswith("slo:"):
                slos = [m.value for m in selector.matchers.matchers if m.name == "slo"]
                yield selector.name, slos[0] if len(slos) == 1 else None, isinstance(node, pp.MatrixSelector)


def series_are_recorded(files: Files) -> Iterator[str]:
    """By a rule of the same SLO; for an instant, by an earlier rule of the same group, since groups run at once."""
    known = [rule for rule in rules(files) if rule.kind == "record"]
    anywhere = {(rule.name, rule.labels["slo"]) for rule in known}
    places = {(rule.name, rule.labels["slo"], rule.group): rule.at for rule in known}
    for rule in rules(files):
        for series, slo, ranged in _reads(rule):
            if slo != rule.labels["slo"]:
                yield f"{rule} reads {series} of another SLO"
            elif (series, slo) not in anywhere:
                yield f"{rule} reads {series}, which nobody records"
            elif not ranged and places.get((series, slo, rule.group), rule.at) >= rule.at:
                yield f"{rule} reads {series}, which is not recorded before it in its group"


def series_are_unique(files: Files) -> Iterator[str]:
    counted = Counter(
        (rule.kind, rule.name, json.dumps(rule.labels, sort_keys=True)) for rule in rules(files)
    )
    yield from (f"{key} is there {count} times" for key, count in counted.items() if count > 1)


def groups_are_unique(files: Files) -> Iterator[str]:
    named = {(rule.file, rule.group) for rule in rules(files)}
    counted = Counter(group for _, group in named)
    yield from (f"group {name} is in {count} files" for name, count in counted.items() if count > 1)


def windows_are_aggregated(files: Files) -> Iterator[str]:
    """Any other label that changes would be "vector contains metrics with the same labelset"."""
    for rule in rules(files):
        for node, around in _nodes(rule.expr):
            if not (isinstance(node, pp.Call) and node.func.name.endswith("_over_time")):
                continue
            inner = node.args[0]
            if not (
                isinstance(inner, pp.MatrixSelector) and str(inner.vector_selector.name).startswith("slo:")
            ):
                continue
            above = [each for each in around if not isinstance(each, pp.ParenExpr)]
            aggregated = any(isinstance(each, pp.AggregateExpr) for each in above)
            guard = node.func.name == "present_over_time" and above and str(above[-1].op) == "and"
            if not aggregated and not guard:
                yield f"{rule}: {node.func.name} keeps whatever labels there were"


def thresholds_are_reachable(files: Files) -> Iterator[str]:
    for rule in rules(files):
        for node, _ in _nodes(rule.expr):
            if isinstance(node, pp.BinaryExpr) and str(node.op) == ">" and "slo:error_ratio" in str(node.lhs):
                bound = node.rhs
                if not isinstance(bound, pp.NumberLiteral) or not 0 < bound.val < 1:
                    yield f"{rule}: an error ratio above {bound} never comes, or always"


def expressions_are_instant_vectors(files: Files) -> Iterator[str]:
    for rule in rules(files):
        parsed = parse(rule.expr)
        if not isinstance(parsed, Parsed):
            yield f"{rule}: {parsed.reason}"
        elif parsed.kind != "vector":
            yield f"{rule} is a {parsed.kind}"


def values_are_text(files: Files) -> Iterator[str]:
    for rule in rules(files):
        for key in ("labels", "annotations"):
            for name, value in rule.data.get(key, {}).items():
                if not isinstance(name, str) or not isinstance(value, str):
                    yield f"{rule}: {key} hold {name!r}: {value!r}"
        for key in {"for", "keep_firing_for", "expr"} & rule.data.keys():
            if not isinstance(rule.data[key], str):
                yield f"{rule}: {key} is {rule.data[key]!r}"


_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|`[^`]*`|#[^\n]*')
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])")


def numbers_are_exact(files: Files) -> Iterator[str]:
    """No exponents, and no 0.0010000000000000009."""
    for rule in rules(files):
        for number in _NUMBER.findall(_STRING_OR_COMMENT.sub("", rule.expr)):
            digits = number.replace(".", "").strip("0")
            if "e" in number.lower() or len(digits) > 12:
                yield f"{rule}: {number}"


def recordings_carry_only_their_identity(files: Files) -> Iterator[str]:
    for rule in rules(files):
        if (
            rule.kind == "record"
            and rule.name != "slo:metadata:info"
            and set(rule.labels) != {"slo", "service"}
        ):
            yield f"{rule} carries {sorted(rule.labels)}"


_PLACES = {"line", "column", "span", "origin", "file", "path", "document"}


def the_plan_has_no_places(files: Files) -> Iterator[str]:
    """It changes only when the meaning does, so it may not say where something was written."""
    if "plan.json" not in files:
        return
    pending = [json.loads(files["plan.json"])]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            yield from (f"plan.json has a key {key}" for key in _PLACES & each.keys())
            pending += each.values()
        elif isinstance(each, list):
            pending += each
        elif isinstance(each, float):
            yield f"plan.json holds the binary number {each}"


INVARIANTS: tuple[Invariant, ...] = (
    series_are_recorded,
    series_are_unique,
    groups_are_unique,
    windows_are_aggregated,
    thresholds_are_reachable,
    expressions_are_instant_vectors,
    values_are_text,
    numbers_are_exact,
    recordings_carry_only_their_identity,
    the_plan_has_no_places,
)
