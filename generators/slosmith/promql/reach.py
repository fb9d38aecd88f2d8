"""How far an expression looks back: its ranges, offsets and subqueries."""

from __future__ import annotations

import math
from functools import lru_cache

from slosmith.promql.types.tree import Node, Selector, Subquery, children, tree, walk


@lru_cache(maxsize=65536)
def reach(source: str) -> int:
    """Seconds, rounded up; 0 for what only reads the newest samples, and for what does not parse."""
    try:
        return math.ceil(_reach(tree(source)))
    except ValueError:
        return 0


def _reach(node: Node) -> float:
    match node:
        case Selector(_, within, offset):
            return max(0.0, within + offset)
        case Subquery(inner, within, _, offset):
            return max(0.0, within + offset + _reach(inner))
        case _:
            return max(map(_reach, children(node)), default=0.0)


@lru_cache(maxsize=65536)
def edges(source: str) -> tuple[int, ...]:
    """The ages, in seconds, at which the ranges of its selectors begin and end; subqueries have none of their own."""
    try:
        found = [each for each in walk(tree(source)) if isinstance(each, Selector)]
    except ValueError:
        return ()
    return tuple(
        sorted({math.ceil(edge) for each in found for edge in (each.offset, each.offset + each.range)})
    )
