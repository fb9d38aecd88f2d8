"""Synthetic input series for the generated tests, made up from what an SLI reads."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import assert_never

from slosmith.inputs.counters import of_histogram, of_ratio, of_shares
from slosmith.inputs.gauges import of_query
from slosmith.inputs.model import (
    Aim,
    CounterSource,
    GaugeSource,
    HistogramSource,
    Inputs,
    NoSource,
    RatioSource,
    Source,
)
from slosmith.promql.matchers import selectors_in
from slosmith.promql.syntax import Unsupported

__all__ = ["Inputs", "Source", "inputs_of"]


@lru_cache(maxsize=4096)
def inputs_of(source: Source, group_by: tuple[str, ...]) -> Inputs:
    """Series that the SLI reads, or the reason why none can be made up."""
    try:
        return _made_up(source, group_by)
    except Unsupported as beyond:
        return Inputs(source.shape, reason=str(beyond))


def _made_up(source: Source, group_by: tuple[str, ...]) -> Inputs:
    match source:
        case CounterSource():
            return of_ratio(source, group_by)
        case HistogramSource():
            return of_histogram(source, group_by)
        case GaugeSource():
            return of_query(source, group_by)
        case RatioSource():
            return _of_own_ratio(source, group_by)
        case NoSource(shape, reason):
            return Inputs(shape, reason=reason)
        case other:
            assert_never(other)


def _of_own_ratio(source: RatioSource, group_by: tuple[str, ...]) -> Inputs:
    """Over one selector and weighted by time it is a query like any other, good at 0 and bad at 1."""
    if source.events is None and len(selectors_in(source.ratio)) == 1:
        aims = (Aim(True, Decimal(0)), Aim(False, Decimal(1)))
        return of_query(GaugeSource(source.shape, source.ratio, aims, source.interval), group_by)
    return of_shares(source, group_by)
