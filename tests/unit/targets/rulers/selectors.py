"""What the text of an expression reads, as promql-parser sees it: a second opinion on what slosmith believes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import promql_parser as pp


class Selected(NamedTuple):
    """Seconds; an instant has the range 0."""

    metric: str
    range: int
    offset: int


def selected(text: str) -> list[Selected]:
    return list(_selected(pp.parse(text)))


def _selected(node: Any) -> Iterator[Selected]:
    match node:
        case pp.MatrixSelector():
            yield _one(node.vector_selector, _seconds(node.range))
        case pp.VectorSelector():
            yield _one(node, 0)
        case pp.Call():
            for each in node.args:
                yield from _selected(each)
        case pp.BinaryExpr():
            yield from _selected(node.lhs)
            yield from _selected(node.rhs)
        case pp.AggregateExpr() | pp.ParenExpr() | pp.UnaryExpr():
            yield from _selected(node.expr)
        case pp.SubqueryExpr():
            span = _seconds(node.range)
            yield from (each._replace(range=max(each.range, span)) for each in _selected(node.expr))
        case _:
            pass


def _one(selector: Any, seconds: int) -> Selected:
    return Selected(selector.name or "", seconds, _seconds(selector.offset))


def _seconds(delta: timedelta | None) -> int:
    return int(delta.total_seconds()) if delta else 0
