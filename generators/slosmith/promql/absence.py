"""Whether an expression has a value while none of the series that it reads exist."""

from __future__ import annotations

from slosmith.promql.expr import Expr, User, text
from slosmith.promql.steady import NotFinite, evaluate
from slosmith.promql.syntax import Unsupported
from slosmith.promql.types import Absence, judge


def survives(expr: Expr) -> bool | None:
    """None where neither evaluation nor types can tell."""
    try:
        return bool(evaluate(expr, {}))
    except NotFinite:
        return True
    except Unsupported:
        return {Absence.SURVIVES: True, Absence.PROPAGATES: False}.get(judge(text(expr)).type.absence)


def query_survives(source: str) -> bool | None:
    """As `survives`, of an expression without `$window`; None also for what does not parse."""
    return survives(User(source))
