"""Whether the queries of dashboards are PromQL, and read series that the rules of the same output record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.matching.matcher import NAME, Matchers
from slosmith.promql.matchers import selected
from slosmith.promql.parsed import Parsed, Unparsable, parse
from slosmith.promql.syntax import syntax_tree
from slosmith.verify.dashboards import Dashboard, dashboards, panels_of
from slosmith.verify.rulefile import RuleFile, load, rule_artifacts

# What slosmith records; whoever reads other series knows better than we do whether they exist.
OWN = "slo:"
_LABEL_VALUES = re.compile(
    r"label_values\(\s*(?:(?P<series>.*),)?\s*(?P<label>[A-Za-z_][A-Za-z0-9_]*)\s*\)", re.S
)


class Query(NamedTuple):
    """`expr` has its variables filled in; `place` says where it stands."""

    place: str
    expr: str


class Recorded(NamedTuple):
    """What one rule records: labels that it sets, and names of others that come out of its expression."""

    labels: Mapping[str, str]
    more: frozenset[str]


Known: TypeAlias = Mapping[tuple[str, str], Sequence[Recorded]]


def verify(artifacts: Sequence[Artifact]) -> tuple[Diagnostic, ...]:
    found = dashboards(artifacts)
    if not found:
        return ()
    # Without rules in the output there is nothing to hold the queries against.
    known = recordings(load(artifacts)[0]) if rule_artifacts(artifacts) else None
    return tuple(each for dashboard in found for each in _complaints(dashboard, known))


def _complaints(dashboard: Dashboard, known: Known | None) -> Iterator[Diagnostic]:
    for query in queries(dashboard.data):
        asked = series_asked(query.expr)
        if isinstance(asked, Unparsable):
            yield dashboard.complain(f"{query.place}: this is no PromQL: {asked.reason}: {query.expr}")
            continue
        for each in asked:
            if known is not None and metric_of(each).startswith(OWN) and not is_recorded(each, known):
                yield dashboard.complain(f"{query.place}: no rule records {_series(each)}")


def series_asked(expr: str) -> tuple[Matchers, ...] | Unparsable:
    """The matchers of every selector; the metric's name is one of them."""
    try:
        return selected(syntax_tree(expr))
    except ValueError as fault:
        return Unparsable(str(fault))


def metric_of(asked: Matchers) -> str:
    """Empty if the series are chosen by their labels."""
    return next((each.value for each in asked if each.label == NAME and each.operator == "="), "")


def queries(data: dict[str, Any]) -> Iterator[Query]:
    """Those of panels, annotations and variables."""
    names = [str(each.get("name")) for each in _objects(data.get("templating"), "list")]
    for panel in panels_of(data):
        for target in _objects(panel, "targets"):
            place = f"panel `{panel.get('title')}`, query {target.get('refId')}"
            yield Query(place, filled(str(target.get("expr", "")), names))
    for annotation in _objects(data.get("annotations"), "list"):
        if "expr" in annotation:
            yield Query(f"annotation `{annotation.get('name')}`", filled(str(annotation["expr"]), names))
    for variable in _objects(data.get("templating"), "list"):
        called = _LABEL_VALUES.fullmatch(str(variable.get("query", "")))
        if called is not None and called["series"]:
            yield Query(f"variable `{variable.get('name')}`", filled(called["series"], names))


def filled(expr: str, names: Sequence[str]) -> str:
    """With durations for Grafana's own variables, and with what matches everything for those of the dashboard."""
    expr = re.sub(r"\$\{?__(rate_interval|interval|range)\}?", "5m", expr)
    if not names:
        return expr
    listed = "|".join(re.escape(name) for name in names)
    return re.sub(rf"\$(?:({listed})\b|\{{({listed})(?::\w+)?\}})", ".*", expr)


def recordings(files: Sequence[RuleFile]) -> Known:
    """What the rules record, by name and SLO, and once more by name alone, under no SLO."""
    found: dict[tuple[str, str], list[Recorded]] = {}
    for file in files:
        for rule in file.rules():
            if rule.kind == "record":
                parsed = parse(str(rule.data.get("expr")))
                labels = parsed.labels.named if isinstance(parsed, Parsed) else frozenset()
                set_here = dict(rule.labels)
                recorded = Recorded(set_here, labels - set_here.keys())
                for slo in {"", set_here.get("slo", "")}:
                    found.setdefault((rule.name, slo), []).append(recorded)
    return found


def is_recorded(asked: Matchers, known: Known) -> bool:
    """Whether some rule records a series that all matchers accept; labels from its expression may have any value."""
    slo = next((each.value for each in asked if each.label == "slo" and each.operator == "="), "")
    return any(
        all(
            matcher.label in rule.more or matcher.admits(rule.labels.get(matcher.label, ""))
            for matcher in asked
            if matcher.label != NAME
        )
        for rule in known.get((metric_of(asked), slo), ())
    )


def _series(asked: Matchers) -> str:
    matchers = ",".join(f'{each.label}{each.operator}"{each.value}"' for each in asked if each.label != NAME)
    return f"`{metric_of(asked)}{{{matchers}}}`" if matchers else f"`{metric_of(asked)}`"


def _objects(holder: Any, key: str) -> list[dict[str, Any]]:
    listed = holder.get(key) if isinstance(holder, dict) else None
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
