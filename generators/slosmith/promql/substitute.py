"""An expression with the recordings that it reads replaced by what they are defined as: the same question, put to raw series."""

from __future__ import annotations

from collections.abc import Mapping

from slosmith.promql.expr import Expr, Selector, Subquery, parts, rebuild
from slosmith.promql.series import Series


def substitute(expr: Expr, definitions: Mapping[Series, Expr], step: int) -> Expr:
    """`definitions` go by the series that reads them; what is not defined is left as it is.

    A range of a recording becomes a subquery with a value each `step` seconds, as the rule would have recorded it.
    """
    if not isinstance(expr, Selector):
        return rebuild(expr, [substitute(each, definitions, step) for each in parts(expr)])
    if expr.series not in definitions:
        return expr
    inner = substitute(definitions[expr.series], definitions, step)
    if not expr.range:
        assert not expr.offset, "no rule reads a recording at another instant"
        return inner
    # A range shorter than the step might fall between two values.
    return Subquery(inner, expr.range, min(step, expr.range), expr.offset)
