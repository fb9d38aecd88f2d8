"""SLOs that record slices or events even while none of their series exist."""

from __future__ import annotations

from functools import lru_cache

from slosmith.plan.model import SloPlan
from slosmith.promql.absence import survives
from slosmith.promql.expr import Expr, User, walk
from slosmith.promql.parsed import Parsed, parse

REASON = "it records a value even while its series are gone, so no other recordings can be injected beside it"


def is_lasting(slo: SloPlan) -> bool:
    signal = slo.signal
    recorded = [each.expr for each in signal.steps] or [signal.events.over(slo.rate_window)]
    return any(map(_is_lasting, recorded))


@lru_cache(maxsize=4096)
def _is_lasting(expr: Expr) -> bool:
    found = survives(expr)
    return _reads_nothing(expr) if found is None else found


def _reads_nothing(expr: Expr) -> bool:
    sources = [each.source for each in walk(expr) if isinstance(each, User)]
    parsed = [parse(each) for each in sources]
    return bool(parsed) and all(isinstance(each, Parsed) and not each.reads for each in parsed)
