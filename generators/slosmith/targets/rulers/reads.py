"""What an expression reads, and how closely: a ruler that does not run rules in order can only be asked for the past."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.promql.expr import Expr, Selector, Subquery, User, parts
from slosmith.promql.parsed import Parsed, parse

# A range of so many evaluations bears the loss of the newest one.
_ENOUGH = 3


class SeriesRead(NamedTuple):
    """`metric` is empty when that cannot be known; `range` in seconds is 0 for an instant."""

    metric: str
    range: int

    def close(self, interval: int) -> bool:
        """Whether it needs what the same evaluation recorded."""
        return self.range < _ENOUGH * interval


def reads(expr: Expr) -> Iterator[SeriesRead]:
    match expr:
        case Selector(_, seconds):
            yield SeriesRead(expr.series.metric, seconds)
        case Subquery(inner, seconds):
            yield from (SeriesRead(each.metric, max(each.range, seconds)) for each in reads(inner))
        case User(source):
            yield from _read_by(source)
        case _:
            for part in parts(expr):
                yield from reads(part)


def _read_by(source: str) -> Iterator[SeriesRead]:
    parsed = parse(source)
    if not isinstance(parsed, Parsed):
        yield SeriesRead("", 0)
        return
    yield from (SeriesRead(read.metric, read.range) for read in parsed.reads)
