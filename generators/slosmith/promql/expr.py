"""PromQL as a tree, and the one printer that turns it into text.

Rules are built from these nodes and never from strings, so that every parenthesis and every quote is decided
in one place. What a user wrote stays text (`User`), because no library prints PromQL back faithfully.
Nodes are tuples, not dataclasses: ten thousand SLOs make millions of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

from slosmith.units import duration

__all__ = [
    "Aggregate",
    "Binary",
    "Call",
    "Expr",
    "Number",
    "Selector",
    "User",
    "label_matcher",
    "text",
    "walk",
]


class Number(NamedTuple):
    """A literal, already as exact text."""

    literal: str


class Selector(NamedTuple):
    """`series` is a metric with its matchers, printed; `range` and `offset` are seconds."""

    series: str
    range: int = 0
    offset: int = 0


class Call(NamedTuple):
    function: str
    arguments: tuple[Expr, ...]


class Aggregate(NamedTuple):
    """`by` empty aggregates everything away."""

    operation: str
    by: tuple[str, ...]
    inner: Expr


class Binary(NamedTuple):
    """`on` None matches on all labels; `returns_bool` is the `bool` modifier of a comparison."""

    operator: str
    left: Expr
    right: Expr
    on: tuple[str, ...] | None = None
    returns_bool: bool = False


class User(NamedTuple):
    """An expression that somebody wrote, with its window filled in."""

    source: str


Expr: TypeAlias = "Number | Selector | Call | Aggregate | Binary | User"

# https://prometheus.io/docs/prometheus/latest/querying/operators/#binary-operator-precedence
_PRECEDENCE: Final = {
    "or": 1,
    "and": 2,
    "unless": 2,
    **dict.fromkeys(("==", "!=", "<=", "<", ">=", ">"), 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "/": 5,
    "%": 5,
}
_LINE: Final = 100
_SET_OPERATORS: Final = frozenset({"and", "or", "unless"})


def text(expr: Expr) -> str:
    """The expression as PromQL. Each part of a chain of set operators gets a line, since people read them so."""
    if isinstance(expr, User):
        return expr.source
    if not isinstance(expr, Binary) or expr.operator not in _SET_OPERATORS:
        return _wrapped(expr)
    strength = _PRECEDENCE[expr.operator]
    left = expr.left
    chained = isinstance(left, Binary) and strength <= _PRECEDENCE[left.operator] <= 2
    first = text(left) if chained else _operand(left, strength)
    return f"{first}\n{_operator(expr)} {_operand(expr.right, strength + 1)}"


def _wrapped(expr: Expr) -> str:
    """On one line, or a division that is too long for one over two."""
    line = _inline(expr)
    if len(line) <= _LINE or not isinstance(expr, Binary) or expr.operator != "/":
        return line
    strength = _PRECEDENCE["/"]
    return f"{_operand(expr.left, strength)}\n{_operator(expr)} {_operand(expr.right, strength + 1)}"


def _inline(expr: Expr) -> str:
    match expr:
        case Number(literal):
            return literal
        case Selector(series, window, offset):
            ranged = f"{series}[{duration(window)}]" if window else series
            return f"{ranged} offset {duration(offset)}" if offset else ranged
        case Call(function, arguments):
            return f"{function}({', '.join(map(_inline, arguments))})"
        case Aggregate(operation, by, inner):
            grouping = f" by ({', '.join(by)}) " if by else ""
            return f"{operation}{grouping}({_inline(inner)})"
        case Binary(operator, left, right):
            strength = _PRECEDENCE[operator]
            return f"{_operand(left, strength)} {_operator(expr)} {_operand(right, strength + 1)}"
        case User(source):
            # A trailing comment would swallow the parenthesis; the newline ends it.
            return f"({source}\n)" if "#" in source else f"({source})"


def _operand(expr: Expr, strength: int) -> str:
    printed = _inline(expr)
    weak = isinstance(expr, Binary) and _PRECEDENCE[expr.operator] < strength
    return f"({printed})" if weak else printed


def _operator(expr: Binary) -> str:
    words = expr.operator + (" bool" if expr.returns_bool else "")
    return words if expr.on is None else f"{words} on ({', '.join(expr.on)})"


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything below it, outermost first."""
    yield expr
    match expr:
        case Call(_, arguments):
            for argument in arguments:
                yield from walk(argument)
        case Aggregate(_, _, inner):
            yield from walk(inner)
        case Binary(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Number() | Selector() | User():
            pass


def label_matcher(name: str, value: str) -> str:
    """`name="value"` with the value escaped as Go, hence PromQL, reads strings."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{name}="{escaped}"'
