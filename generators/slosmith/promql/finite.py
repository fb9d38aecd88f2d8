"""Whether an expression over counters gives finite numbers, where NaN and infinity would spoil every window that holds them."""

from __future__ import annotations

import math
from enum import Enum
from functools import lru_cache
from typing import Final

from slosmith.promql.types.judge import Checker
from slosmith.promql.types.model import Declared, Kind
from slosmith.promql.types.tree import Binary, Call, Node, Number, Selector, metric, tree, walk


class NotFinite(Enum):
    RATIO = "a division of rates by rates"
    NEVER = "a computation with NaN, Inf or a division by zero"
    MAYBE = "a division by what may be zero, or a root or logarithm of what may be negative"


_RATES: Final = frozenset({Kind.RATE, Kind.HISTOGRAM})
_LOGARITHMS: Final = frozenset({"ln", "log2", "log10"})


@lru_cache(maxsize=65536)
def not_finite(source: str) -> NotFinite | None:
    """Why an expression without `$window` may give NaN or infinity; None also for what does not parse.

    All series are taken to be finite and not negative, as counters are.
    """
    try:
        root = tree(source)
    except ValueError:
        return None
    names = (metric(each) for each in walk(root) if isinstance(each, Selector))
    checker = Checker({name: Declared(Kind.COUNTER) for name in names if name})
    whole, nodes = checker.type_of(root), list(walk(root))
    spoiled = whole.values.nan or whole.values.infinite
    if spoiled and any(map(_is_hopeless, nodes)):
        return NotFinite.NEVER
    if whole.kind is Kind.RATIO and any(_divides_rates(checker, each) for each in nodes):
        return NotFinite.RATIO
    return NotFinite.MAYBE if spoiled and any(_spoils(checker, each) for each in nodes) else None


def _is_hopeless(node: Node) -> bool:
    match node:
        case Number(value):
            return not math.isfinite(value)
        case Binary("/" | "%", _, Number(0)):
            return True
        case _:
            return False


def _divides_rates(checker: Checker, node: Node) -> bool:
    match node:
        case Binary("/", left, right):
            return all(checker.type_of(side).kind in _RATES for side in (left, right))
        case _:
            return False


def _spoils(checker: Checker, node: Node) -> bool:
    """Whether it makes finite numbers something else."""
    match node:
        case Binary("/" | "%", left, right):
            return checker.type_of(right).values.zero and _are_finite(checker, left, right)
        case Call("sqrt", (inner,)):
            return checker.type_of(inner).values.low < 0 and _are_finite(checker, inner)
        case Call(function, (inner,)) if function in _LOGARITHMS:
            return checker.type_of(inner).values.low <= 0 and _are_finite(checker, inner)
        case _:
            return False


def _are_finite(checker: Checker, *nodes: Node) -> bool:
    values = [checker.type_of(each).values for each in nodes]
    return not any(each.nan or each.infinite for each in values)
