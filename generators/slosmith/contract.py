"""The instrumentation contract: the metrics that the services promise to export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class MetricType(StrEnum):
    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    NATIVE_HISTOGRAM = "native_histogram"
    SUMMARY = "summary"


class Promise(NamedTuple):
    """One metric. `buckets` are the finite upper bounds of a classic histogram, ascending; `unit` is the base unit."""

    name: str
    type: MetricType
    help: str
    unit: str
    labels: tuple[str, ...]
    buckets: tuple[Decimal, ...]
    service: str
    source: str


# A classic histogram, and partly a summary, is exported as several series.
_PARTS = {
    "_bucket": (MetricType.HISTOGRAM,),
    "_count": (MetricType.HISTOGRAM, MetricType.SUMMARY),
    "_sum": (MetricType.HISTOGRAM, MetricType.SUMMARY),
}


class Contract(NamedTuple):
    """Empty means that nobody wrote one, so nothing can be held against it."""

    promises: Mapping[str, Promise] = {}

    def __bool__(self) -> bool:
        return bool(self.promises)

    def series(self, name: str) -> tuple[Promise, str] | None:
        """The promise behind a series name and which part of it that is: ("x", "_bucket") for x_bucket."""
        if name in self.promises:
            return self.promises[name], ""
        for suffix, types in _PARTS.items():
            base = self.promises.get(name.removesuffix(suffix)) if name.endswith(suffix) else None
            if base is not None and base.type in types:
                return base, suffix
        return None

    def labels(self, name: str) -> frozenset[str] | None:
        """All labels that the series of this name promise to carry, or None if it is not promised."""
        found = self.series(name)
        if found is None:
            return None
        promise, part = found
        return frozenset(promise.labels) | ({"le"} if part == "_bucket" else set())

    def names(self) -> Iterator[str]:
        return iter(self.promises)
