"""PromQL as a tree, and the one printer that turns it into text.

Rules are built from these nodes and never from strings, so that every parenthesis and every quote is decided
in one place. What a user wrote stays text (`User`), because no library prints PromQL back faithfully.
Nodes are tuples, not dataclasses: ten thousand SLOs make millions of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from slosmith.matching.matcher import quoted
from slosmith.promql.series import Series
from slosmith.promql.strings import label_matcher, labels_text
from slosmith.promql.window import WINDOW, fill_window
from slosmith.units import duration

__all__ = [
    "Aggregate",
    "Binary",
    "Call",
    "Expr",
    "Hole",
    "Number",
    "OverWindow",
    "Quoted",
    "Seconds",
    "Selector",
    "Subquery",
    "User",
    "Window",
    "label_matcher",
    "parts",
    "rebuild",
    "text",
    "walk",
]


class Number(NamedTuple):
    """A literal, already as exact text."""

    literal: str

    def __str__(self) -> str:
        return self.literal


class Selector(NamedTuple):
    """`range` and `offset` are seconds."""

    series: Series
    range: int = 0
    offset: int = 0

    def __str__(self) -> str:
        ranged = f"{self.series.text}[{duration(self.range)}]" if self.range else self.series.text
        return f"{ranged} offset {duration(self.offset)}" if self.offset else ranged


class Window(NamedTuple):
    """A window that is not known yet, less so many seconds."""

    less: int = 0

    def of(self, seconds: int) -> int:
        return max(seconds - self.less, 1)

    def __str__(self) -> str:
        return f"$window-{duration(self.less)}" if self.less else WINDOW


class Hole(NamedTuple):
    """A selector over a window that is not known yet, or shifted by it."""

    series: Series
    range: int | Window = 0
    offset: int | Window = 0

    def __str__(self) -> str:
        ranged = f"{self.series.text}[{_spelled(self.range)}]" if self.range else self.series.text
        return f"{ranged} offset {_spelled(self.offset)}" if self.offset else ranged


class Seconds(NamedTuple):
    """The length of a window that is not known yet, as a number."""

    window: Window

    def __str__(self) -> str:
        return str(self.window)


class Quoted(NamedTuple):
    """A text, as the argument of a function."""

    literal: str

    def __str__(self) -> str:
        return quoted(self.literal)


class Call(NamedTuple):
    function: str
    arguments: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join([_enclosed(each) for each in self.arguments])})"


class Aggregate(NamedTuple):
    """`by` empty aggregates everything away."""

    operation: str
    by: tuple[str, ...]
    inner: Expr

    def __str__(self) -> str:
        grouping = f" by ({labels_text(self.by)}) " if self.by else ""
        return f"{self.operation}{grouping}({_enclosed(self.inner)})"


class Binary(NamedTuple):
    """`on` None matches on all labels; `returns_bool` is the `bool` modifier of a comparison."""

    operator: str
    left: Expr
    right: Expr
    on: tuple[str, ...] | None = None
    returns_bool: bool = False

    def __str__(self) -> str:
        return f"{self.first()} {self.rest()}"

    def first(self) -> str:
        """The left side as text, in parentheses if it binds more weakly."""
        return _operand(self.left, _PRECEDENCE[self.operator])

    def rest(self) -> str:
        """The operator and the right side. Operators associate to the left, so an equal one there is weaker."""
        matching = "" if self.on is None else f" on ({labels_text(self.on)})"
        as_bool = " bool" if self.returns_bool else ""
        right = _operand(self.right, _PRECEDENCE[self.operator] + 1)
        return f"{self.operator}{as_bool}{matching} {right}"


class Subquery(NamedTuple):
    """`inner` evaluated every `step` seconds over a range."""

    inner: Expr
    range: int
    step: int
    offset: int = 0

    def __str__(self) -> str:
        inner = f"({self.inner})" if isinstance(self.inner, Binary) else str(self.inner)
        offset = f" offset {duration(self.offset)}" if self.offset else ""
        return f"{inner}[{duration(self.range)}:{duration(self.step)}]{offset}"


class User(NamedTuple):
    """An expression that somebody wrote, with its window filled in."""

    source: str

    def __str__(self) -> str:
        return f"({_enclosed(self)})"


Expr: TypeAlias = "Number | Selector | Hole | Seconds | Quoted | Call | Aggregate | Binary | Subquery | User"


class OverWindow(NamedTuple):
    """An expression of a window: what somebody wrote in it may hold `$window`, and its other leaves may be holes.

    Plain data, so that a plan can be stored, compared and sent to another process.
    """

    tree: Expr

    def over(self, seconds: int) -> Expr:
        """The expression over a window of so many seconds."""
        return _filled(self.tree, seconds)


def _filled(expr: Expr, seconds: int) -> Expr:
    match expr:
        case Hole(series, range_, offset):
            return Selector(series, _known(range_, seconds), _known(offset, seconds))
        case Seconds(window):
            return Number(str(window.of(seconds)))
        case User(source):
            return User(fill_window(source, seconds))
        case _:
            return rebuild(expr, [_filled(each, seconds) for each in parts(expr)])


def _known(window: int | Window, seconds: int) -> int:
    return window.of(seconds) if isinstance(window, Window) else window


def _spelled(window: int | Window) -> str:
    return str(window) if isinstance(window, Window) else duration(window)


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
_SET_OPERATORS: Final = frozenset({"and", "or", "unless"})
_LINE: Final = 100


def _enclosed(expr: Expr) -> str:
    """What stands in parentheses in any case."""
    if not isinstance(expr, User):
        return str(expr)
    # A trailing comment would swallow the parenthesis; the newline ends it.
    return f"{expr.source}\n" if "#" in expr.source else expr.source


def _operand(expr: Expr, strength: int) -> str:
    weak = isinstance(expr, Binary) and _PRECEDENCE[expr.operator] < strength
    return f"({expr})" if weak else str(expr)


def text(expr: Expr) -> str:
    """A whole expression, laid out for people: each part of a chain of set operators gets a line."""
    if isinstance(expr, User):
        return expr.source
    if not isinstance(expr, Binary):
        return str(expr)
    rest = expr.rest()
    if expr.operator in _SET_OPERATORS:
        return f"{_chained(expr)}\n{rest}"
    first = expr.first()
    too_long = expr.operator == "/" and len(first) + len(rest) > _LINE
    return f"{first}\n{rest}" if too_long else f"{first} {rest}"


def _chained(expr: Binary) -> str:
    """The left side of a set operator, laid out in turn if it is a part of the same chain."""
    left = expr.left
    if not isinstance(left, Binary) or left.operator not in _SET_OPERATORS:
        return expr.first()
    weaker = _PRECEDENCE[left.operator] < _PRECEDENCE[expr.operator]
    return expr.first() if weaker else text(left)


def parts(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly below one, in the order in which they are written."""
    match expr:
        case Call(_, arguments):
            return arguments
        case Aggregate(_, _, inner) | Subquery(inner):
            return (inner,)
        case Binary(_, left, right):
            return (left, right)
        case Number() | Selector() | Hole() | Seconds() | Quoted() | User():
            return ()


def rebuild(expr: Expr, below: Sequence[Expr]) -> Expr:
    """The same expression with others directly below it, as many as it has."""
    match expr:
        case Call(function, arguments):
            assert len(below) == len(arguments)
            return Call(function, tuple(below))
        case Aggregate(operation, by, _):
            (inner,) = below
            return Aggregate(operation, by, inner)
        case Binary(operator, _, _, on, returns_bool):
            left, right = below
            return Binary(operator, left, right, on, returns_bool)
        case Subquery(_, range_, step, offset):
            (inner,) = below
            return Subquery(inner, range_, step, offset)
        case Number() | Selector() | Hole() | Seconds() | Quoted() | User():
            assert not below
            return expr


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and everything below it, outermost first."""
    yield expr
    for part in parts(expr):
        yield from walk(part)
