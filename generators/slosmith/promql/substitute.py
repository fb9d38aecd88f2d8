"""An expression with the recordings that it reads replaced by what they are defined as: the same question, put to raw series."""

from __future__ import annotations

from collections.abc import Mapping

from slosmith.promql.expr import (
    Aggregate,
    Binary,
    Call,
    Expr,
    Hole,
    Number,
    Seconds,
    Selector,
    Subquery,
    User,
)


def substitute(expr: Expr, definitions: Mapping[str, Expr], step: int) -> Expr:
    """`definitions` go by the text of the selector that reads them; what is not defined is left as it is.

    A range of a recording becomes a subquery with a value each `step` seconds, as the rule would have recorded it.
    """
    match expr:
        case Selector(series, seconds, offset):
            if series not in definitions:
                return expr
            inner = substitute(definitions[series], definitions, step)
            if not seconds:
                assert not offset, "no rule reads a recording at another instant"
                return inner
            # A range shorter than the step might fall between two values.
            return Subquery(inner, seconds, min(step, seconds), offset)
        case Call(function, arguments):
            return Call(function, tuple(substitute(each, definitions, step) for each in arguments))
        case Aggregate(operation, by, inner):
            return Aggregate(operation, by, substitute(inner, definitions, step))
        case Binary(_, left, right):
            return expr._replace(
                left=substitute(left, definitions, step), right=substitute(right, definitions, step)
            )
        case Subquery(inner):
            return expr._replace(inner=substitute(inner, definitions, step))
        case Number() | User() | Hole() | Seconds():
            return expr
