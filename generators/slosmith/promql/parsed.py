"""What an expression that a user wrote is, reads and keeps: the judgement of promql-parser, made usable.

The library is used to judge and never to print: it drops escapes and subquery steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import promql_parser as pp

from slosmith.matching.matcher import NAME, Matchers
from slosmith.promql.growth import growth
from slosmith.promql.labels import Kept, Labels, divisions, labels_of, metric_of
from slosmith.promql.matchers import matchers_in
from slosmith.promql.structure import children, compares, has_condition, kind, walk
from slosmith.promql.syntax import syntax_tree
from slosmith.promql.window import fill_window

# An odd number of seconds that nobody writes marks the place of `$window` in the parsed tree.
_MARK = 7919


class Read(NamedTuple):
    """One selector: metric ("" if it is chosen by labels only), labels that it matches, range in seconds, the functions
    around it, its regular expressions and all of its matchers."""

    metric: str
    labels: tuple[str, ...]
    range: int
    is_window: bool
    inside: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    matchers: Matchers = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """`kind` is vector, range, scalar or string. The library's tree is not kept: it is large."""

    kind: str
    reads: tuple[Read, ...]
    labels: Labels
    functions: frozenset[str]
    bare_selector: bool
    has_condition: bool
    compares: bool
    growth: int | None
    divisions: tuple[tuple[Kept, Kept], ...]


class Unparsable(NamedTuple):
    reason: str


@lru_cache(maxsize=65536)
def parse(source: str) -> Parsed | Unparsable:
    """Judges `source`, in which `$window` may stand. ~50 us an expression."""
    try:
        root = syntax_tree(fill_window(source, _MARK))
    except ValueError as fault:
        return Unparsable(str(fault))
    return Parsed(
        kind=kind(root),
        reads=tuple(_reads(root, ())),
        labels=labels_of(root),
        functions=frozenset(node.func.name for node in walk(root) if isinstance(node, pp.Call)),
        bare_selector=isinstance(root, pp.VectorSelector) and root.offset is None and root.at is None,
        has_condition=has_condition(root),
        compares=compares(root),
        growth=growth(root, _MARK),
        divisions=divisions(root),
    )


def _seconds(delta: Any) -> int:
    return int(delta.total_seconds())


def _reads(node: Any, inside: tuple[str, ...]) -> Iterator[Read]:
    match node:
        case pp.VectorSelector():
            yield _read(node, 0, inside)
        case pp.MatrixSelector():
            yield _read(node.vector_selector, _seconds(node.range), inside)
        case pp.SubqueryExpr():
            yield Read("", (), _seconds(node.range), _seconds(node.range) == _MARK, inside)
            yield from _reads(node.expr, (*inside, "subquery"))
        case pp.Call():
            for argument in node.args:
                yield from _reads(argument, (*inside, node.func.name))
        case _:
            deeper = (*inside, str(node.op)) if isinstance(node, pp.AggregateExpr) else inside
            for child in children(node):
                yield from _reads(child, deeper)


def _read(selector: Any, seconds: int, inside: tuple[str, ...]) -> Read:
    matchers = matchers_in(selector)
    labels = tuple(each.label for each in matchers if each.label != NAME)
    patterns = tuple(each.value for each in matchers if each.operator in ("=~", "!~"))
    return Read(metric_of(selector), labels, seconds, seconds == _MARK, inside, patterns, matchers)
