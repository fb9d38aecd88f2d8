"""Time slices: how a signal that is 1 while good and 0 while bad becomes errors and events.

Every evaluation is a slice. Windows are read from the recordings, since no raw series holds a slice.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from slosmith.naming import EVENTS_RATE, SLICE_GOOD, SLICE_SEEN, recorded
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, OverWindow
from slosmith.signal import Scope, Signal, Step, Unit

Missing: TypeAlias = Literal["bad", "good", "ignore"]


def slices(good: Expr, scope: Scope, missing: Missing, forget: int) -> Signal:
    """`good` gives 1 or 0 per group. `missing` says what a slice without data is; `forget` when it stops to count.

    Two scrapes make a slice seen, so that the lookback of five minutes cannot hide an outage.
    """
    by, pair = scope.group_by, 2 * scope.scrape

    def over(series: str, function: str, window: int) -> Call:
        return Call(function, (recorded(series, scope.slo, range=window),))

    seen = Aggregate("group", by, over(SLICE_GOOD, "last_over_time", pair))
    remembered = Aggregate("group", by, over(SLICE_SEEN, "last_over_time", forget))
    events = Aggregate("max", by, recorded(SLICE_SEEN, scope.slo)) if missing == "ignore" else remembered
    average = Aggregate("min", by, over(SLICE_GOOD, "avg_over_time", max(scope.interval, pair)))
    bad = Binary("-", Number("1"), average)
    known = Aggregate("max", by, recorded(EVENTS_RATE, scope.slo))
    unseen: dict[Missing, Expr] = {
        "bad": known,
        "good": Binary("*", Number("0"), known),
    }
    errors = Binary("or", bad, unseen[missing]) if missing in unseen else bad
    steps = (Step(SLICE_GOOD, good), Step(SLICE_SEEN, seen))
    return Signal(OverWindow(errors), OverWindow(events), Unit.SLICES, raw=False, steps=steps)
