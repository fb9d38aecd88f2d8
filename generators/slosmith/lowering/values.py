"""What a query answers, recorded once per evaluation, and whether the answer is a number, NaN or missing."""

from __future__ import annotations

from typing import Literal, TypeAlias

from slosmith.naming import SLI_MAX, SLI_MIN, recorded
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, User
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.window import fill_window
from slosmith.signal import Scope, Step

Idle: TypeAlias = Literal["ignore", "good", "bad"]
# min() and max() leave NaN out, so the recorded value is NaN only where all series of a group are.
_OPERATIONS = {SLI_MIN: "min", SLI_MAX: "max"}


def query(source: str, window: int) -> Expr:
    """What somebody wrote over `window` seconds. A scalar becomes a series, which can be aggregated and filtered."""
    parsed = parse(source)
    written = User(fill_window(source, window))
    return Call("vector", (written,)) if isinstance(parsed, Parsed) and parsed.kind == "scalar" else written


def answered(record: str, asked: Expr, scope: Scope) -> Step:
    """Records the lowest or the highest answer of each group; NaN where none of them is a number."""
    return Step(record, Aggregate(_OPERATIONS[record], scope.group_by, asked))


def answer(record: str, scope: Scope) -> Expr:
    """What `answered` has just recorded."""
    return Aggregate(_OPERATIONS[record], scope.group_by, recorded(record, scope.slo))


def number_only(value: Expr) -> Expr:
    """Drops NaN, which is less than nothing and no more than anything."""
    return Binary(">=", value, Number("-Inf"))


def is_nan(value: Expr, scope: Scope) -> Expr:
    """1 for the groups whose value is NaN: the only one that differs from itself."""
    return Aggregate("group", scope.group_by, Binary("!=", value, value))
