"""The expressions of a spec with their types: what the checks of types, matchers and thresholds look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from slosmith.checks.places import Expression, expressions
from slosmith.contract import Contract, MetricType
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.types import Declared, Judged, Kind, judge
from slosmith.promql.window import fill_window, without_comments
from slosmith.spec import Spec
from slosmith.spec.sli import Role
from slosmith.spec.whole import contract_of
from slosmith.units import MINUTE

# Types are the same over any window.
_WINDOW = 5 * MINUTE
_PHYSICAL = frozenset({"seconds", "bytes"})


class Typed(NamedTuple):
    """An expression that parses. A bare selector of counters is judged as the rate that it becomes."""

    place: Expression
    parsed: Parsed
    judged: Judged


def typed(spec: Spec) -> Iterator[Typed]:
    declared = declarations(contract_of(spec))
    for place in expressions(spec):
        parsed = parse(place.source)
        if isinstance(parsed, Parsed) and parsed.kind == "vector":
            source = evaluated(place.source, parsed, rated=place.role is Role.RATE)
            yield Typed(place, parsed, judge(source, declared))


def evaluated(source: str, parsed: Parsed, *, rated: bool) -> str:
    """What Prometheus evaluates for it: over a window, and the rate of a counter that stands alone."""
    if rated and parsed.bare_selector:
        return f"rate({without_comments(source)}[5m])"
    return fill_window(source, _WINDOW)


def declarations(contract: Contract) -> Mapping[str, Declared]:
    """The series of the instrumentation contract, as the type checker knows them."""
    found: dict[str, Declared] = {}
    for promise in contract.promises.values():
        labels = frozenset(promise.labels)
        unit = promise.unit if promise.unit in _PHYSICAL else "events" if promise.unit else None
        match promise.type:
            case MetricType.COUNTER:
                found[promise.name] = Declared(Kind.COUNTER, unit, labels)
            case MetricType.GAUGE:
                found[promise.name] = Declared(Kind.GAUGE, unit, labels)
            case MetricType.HISTOGRAM:
                found[f"{promise.name}_bucket"] = Declared(Kind.HISTOGRAM, "events", labels | {"le"})
                found[f"{promise.name}_count"] = Declared(Kind.COUNTER, "events", labels)
            case MetricType.SUMMARY:
                found[f"{promise.name}_count"] = Declared(Kind.COUNTER, "events", labels)
            case MetricType.NATIVE_HISTOGRAM:
                found[promise.name] = Declared(Kind.ANY, None, labels)
    return found
