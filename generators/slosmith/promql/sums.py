"""Sums and differences of what somebody wrote: the summands of one, and where one cannot be taken apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import promql_parser as pp

from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.strings import QUOTED
from slosmith.promql.structure import kind, strip_parens, walk
from slosmith.promql.syntax import syntax_tree
from slosmith.promql.window import fill_window, without_comments

_TOKEN = re.compile(rf"(?P<string>{QUOTED}|`[^`]*`)|(?P<open>[({{\[])|(?P<close>[)}}\]])|(?P<plus>\+)")
_ANY_WINDOW = 600


@lru_cache(maxsize=4096)
def summands(source: str) -> tuple[str, ...]:
    """The text of each summand of `A + B`, all of them series; the source alone if it is no such sum."""
    text = _unwrapped(without_comments(source))
    pieces = _pieces(text)
    if len(pieces) < 2 or not all(map(_is_summand, pieces)) or not _adds(text):
        return (source,)
    return tuple(part for piece in pieces for part in summands(piece))


def matched(source: str, operator: str) -> bool:
    """Whether the expression adds (`+`) or subtracts (`-`) series, so that a missing one takes the other with it."""
    try:
        tree = syntax_tree(fill_window(source, _ANY_WINDOW))
    except ValueError:
        return False
    return any(
        isinstance(node, pp.BinaryExpr)
        and str(node.op) == operator
        and all(kind(side) == "vector" and _reads(side) for side in (node.lhs, node.rhs))
        for node in walk(tree)
    )


def negative(source: str) -> bool:
    """Whether a part of it is negated, or weighed by a negative number."""
    try:
        tree = syntax_tree(fill_window(source, _ANY_WINDOW))
    except ValueError:
        return False
    return any(isinstance(node, pp.UnaryExpr) and _reads(node) for node in walk(tree)) or any(
        isinstance(node, pp.BinaryExpr)
        and str(node.op) in ("*", "/")
        and any(_is_below_zero(side) for side in (node.lhs, node.rhs))
        for node in walk(tree)
    )


def _is_below_zero(node: Any) -> bool:
    node = strip_parens(node)
    if isinstance(node, pp.UnaryExpr):
        return isinstance(strip_parens(node.expr), pp.NumberLiteral)
    return isinstance(node, pp.NumberLiteral) and node.val < 0


def _reads(node: Any) -> bool:
    return any(isinstance(each, pp.VectorSelector | pp.MatrixSelector) for each in walk(node))


def _adds(text: str) -> bool:
    """Whether the whole is a sum: a weaker operator between two pieces would bind them otherwise."""
    try:
        tree = syntax_tree(fill_window(text, _ANY_WINDOW))
    except ValueError:
        return False
    return isinstance(tree, pp.BinaryExpr) and str(tree.op) == "+" and _left_to_right(tree)


def _left_to_right(node: Any) -> bool:
    """Sums on the left of a sum, down to the first summand; none of them matches by labels of its own."""
    while isinstance(node, pp.BinaryExpr) and str(node.op) == "+":
        if node.modifier is not None and node.modifier.matching is not None:
            return False
        node = node.lhs
    return not (isinstance(node, pp.BinaryExpr) and str(node.op) in ("-", "and", "or", "unless"))


def _is_summand(piece: str) -> bool:
    parsed = parse(piece)
    return isinstance(parsed, Parsed) and parsed.kind == "vector" and bool(parsed.reads)


def _pieces(text: str) -> list[str]:
    """What stands between the `+` outside of all parentheses and strings."""
    depth, start, found = 0, 0, list[str]()
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["plus"] and not depth and text[start : token.start()].strip():
            found.append(text[start : token.start()].strip())
            start = token.end()
    return [*found, text[start:].strip()]


def _unwrapped(text: str) -> str:
    """Without parentheses around the whole."""
    while text.startswith("(") and _closes_at(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closes_at(text: str) -> int:
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += bool(token["open"]) - bool(token["close"])
        if token["close"] and not depth:
            return token.start()
    return -1
