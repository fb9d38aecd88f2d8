"""The type of a selector: by what is declared of its metric, else by its name, and by its matchers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from slosmith.matching.matcher import Matcher
from slosmith.promql.types.contradiction import contradiction
from slosmith.promql.types.interval import EVERYTHING, NEVER_NEGATIVE, TRUTH, Interval, number
from slosmith.promql.types.labels import Labels
from slosmith.promql.types.model import EMPTY, Absence, Cardinality, Declared, Kind, Shape, Type, Unit
from slosmith.promql.types.tree import Selector, metric

Declarations = Mapping[str, Declared]

# What every scrape gives to every series.
SCRAPED: Final = frozenset({"job", "instance"})
_ALERTS = {"ALERTS": number(1.0), "ALERTS_FOR_STATE": NEVER_NEGATIVE}
# What Prometheus writes itself about each scrape.
_UP = {"up": TRUTH, "scrape_duration_seconds": NEVER_NEGATIVE, "scrape_samples_scraped": NEVER_NEGATIVE}
_RATE = re.compile(r":(?:rate|irate|increase)(?:\d+[smhdwy])?$|_per_second$")
_RATIO = re.compile(r"[:_]ratio(?:_?rate\d+[smhdwy])?$")
_STATE = re.compile(r"(?:^|_)(?:up|info|success)$")
_UNITS = ("seconds", "bytes", "celsius", "volts", "amperes", "joules", "grams", "meters", "milliseconds")
_PART = re.compile(r"_(?:total|sum)$")


def type_of(selector: Selector, declared: Declarations) -> Type:
    if contradiction(selector.matchers):
        return EMPTY._replace(shape=_shape(selector))
    name = metric(selector)
    found = declared.get(name)
    return Type(
        _shape(selector),
        _labels(selector, name, found),
        _values(name, found),
        found.kind if found else kind_by_name(name),
        found.unit if found and found.unit is not None else unit_by_name(name),
        Cardinality.ANY,
        Absence.PROPAGATES,
    )


def _shape(selector: Selector) -> Shape:
    return Shape.RANGE if selector.range else Shape.VECTOR


def _labels(selector: Selector, name: str, found: Declared | None) -> Labels:
    matchers = selector.matchers
    has = frozenset(each.label for each in matchers if not each.admits(""))
    lacks = frozenset(each.label for each in matchers if _wants_nothing(each))
    fixed = frozenset((each.label, each.value) for each in matchers if each.operator == "=" and each.value)
    usual = found.labels if found else frozenset()
    # Recordings have the labels that their rules leave, and a selector without a name may select those too.
    if name and ":" not in name and name not in _ALERTS:
        usual |= SCRAPED
    return Labels(has, usual - has - lacks, lacks=lacks, open=True, fixed=fixed)


def _wants_nothing(matcher: Matcher) -> bool:
    return (matcher.operator in ("=", "=~") and not matcher.value) or (
        matcher.operator == "!~" and matcher.value == ".+"
    )


def _values(name: str, found: Declared | None) -> Interval:
    if found and found.kind in (Kind.COUNTER, Kind.HISTOGRAM):
        return NEVER_NEGATIVE
    return _UP.get(name) or _ALERTS.get(name) or EVERYTHING


def kind_by_name(name: str) -> Kind:
    """What a name promises by the conventions of Prometheus; ANY where it promises nothing."""
    if name.endswith("_bucket"):
        return Kind.HISTOGRAM
    if ":" in name or name.endswith(("_ratio", "_per_second")):
        return Kind.RATE if _RATE.search(name) else Kind.RATIO if _RATIO.search(name) else Kind.ANY
    if name.endswith("_total"):
        return Kind.COUNTER
    return Kind.STATE if _STATE.search(name) else Kind.ANY


def unit_by_name(name: str) -> Unit:
    """The base unit that the name ends in; buckets and counts count events."""
    if name.endswith(("_bucket", "_count")):
        return "events"
    if _RATE.search(name) or _RATIO.search(name):
        return "" if _RATIO.search(name) else None
    base = _PART.sub("", name)
    unit = next((unit for unit in _UNITS if base.endswith(f"_{unit}")), None)
    return "events" if unit is None and name.endswith("_total") else unit


def observed_unit(name: str) -> Unit:
    """What a histogram of this name observes."""
    base = re.sub(r"_(?:bucket|count|sum)$", "", name)
    return next((unit for unit in _UNITS if base.endswith(f"_{unit}")), None)
