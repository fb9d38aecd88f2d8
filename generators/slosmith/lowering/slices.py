"""Time slices: how a query and its bounds become errors and events.

Every evaluation is a slice: good or bad by the bounds, idle while the query answers NaN, missing while it does not answer.
An idle slice is recorded as 0 events, so that it neither counts nor looks like missing data. Windows are read from the
recordings, since no raw series holds a slice.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from slosmith.lowering.values import Idle, answer, answered, number_only
from slosmith.naming import EVENTS_RATE, SLI_MAX, SLI_MIN, SLICE_GOOD, SLICE_SEEN, recorded
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, OverWindow
from slosmith.signal import Scope, Signal, Step, Unit
from slosmith.units import decimal_text

Missing: TypeAlias = Literal["bad", "good", "ignore"]
# All series of a group satisfy a lower bound if the lowest one does.
_JUDGED: Final = {">=": SLI_MIN, ">": SLI_MIN, "<=": SLI_MAX, "<": SLI_MAX}
_OPPOSITE: Final = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


class Policy(NamedTuple):
    """What a slice without an answer is, what one without a number is, and after how many seconds a group is forgotten."""

    missing: Missing
    idle: Idle
    forget: int


def slices(query: Expr, bounds: Iterable[tuple[str, Decimal]], scope: Scope, policy: Policy) -> Signal:
    """Two scrapes make a slice seen, so that the lookback of five minutes cannot hide an outage."""
    by, pair, bounds = scope.group_by, 2 * scope.scrape, tuple(bounds)

    def over(series: str, function: str, window: int) -> Call:
        return Call(function, (recorded(series, scope.slo, range=window),))

    values = tuple(dict.fromkeys(_JUDGED[operator] for operator, _ in bounds))
    seen: Expr = Aggregate("group", by, over(SLICE_GOOD, "last_over_time", pair))
    if policy.idle == "ignore":
        heard = Aggregate("group", by, over(values[0], "last_over_time", pair))
        seen = Binary("or", seen, Binary("*", Number("0"), heard))
    steps = (
        *(answered(value, query, scope) for value in values),
        Step(SLICE_GOOD, _good(bounds, scope, policy.idle)),
        Step(SLICE_SEEN, seen),
    )
    events: Expr = Aggregate("max", by, recorded(SLICE_SEEN, scope.slo))
    if policy.missing != "ignore":
        remembered = Aggregate("group", by, over(SLICE_SEEN, "last_over_time", policy.forget))
        events = Binary("or", events, remembered)
    counted = Aggregate("max", by, recorded(EVENTS_RATE, scope.slo))
    average = Aggregate("min", by, over(SLICE_GOOD, "avg_over_time", max(scope.interval, pair)))
    # The average may still hold a bad slice when the present one is idle.
    bad = Binary("*", Binary("-", Number("1"), average), counted)
    unseen = counted if policy.missing == "bad" else Binary("*", Number("0"), counted)
    errors = Binary("or", bad, unseen)
    return Signal(OverWindow(errors), OverWindow(events), Unit.SLICES, raw=False, steps=steps)


def _good(bounds: Iterable[tuple[str, Decimal]], scope: Scope, idle: Idle) -> Expr:
    """1 while all bounds are satisfied, else 0. NaN satisfies no comparison, and so not the opposite of the bound either."""
    good: Expr | None = None
    for operator, bound in bounds:
        value, limit = answer(_JUDGED[operator], scope), Number(decimal_text(bound))
        if idle == "ignore":
            holds = Binary(operator, number_only(value), limit, returns_bool=True)
        elif idle == "bad":
            holds = Binary(operator, value, limit, returns_bool=True)
        else:
            broken = Binary(_OPPOSITE[operator], value, limit, returns_bool=True)
            holds = Binary("-", Number("1"), broken)
        good = holds if good is None else Binary("*", good, holds)
    assert good is not None  # the model has a bound
    return good
