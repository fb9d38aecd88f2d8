"""Event counters: how a bare selector, or an expression with `$window`, becomes a rate per group."""

from __future__ import annotations

from slosmith.promql.expr import Binary, Call, Expr, Number, Selector, User
from slosmith.promql.window import fill_window, has_window, without_comments
from slosmith.signal import ABSENT, OverWindow, Scope, or_zero, rate, total


def is_bare(source: str) -> bool:
    """Without `$window` it must be a selector; the checks refuse everything else."""
    return not has_window(source)


def summed_rate(source: str, scope: Scope) -> OverWindow:
    """`sum by (G) (rate(source[w]))`, or the expression itself summed, so that its labels are G and nothing more."""
    if not is_bare(source):
        return lambda window: total(scope.group_by, User(fill_window(source, window)))
    series = without_comments(source)
    return lambda window: total(scope.group_by, rate(series, window))


def newborn(source: str, scope: Scope) -> OverWindow | None:
    """The first value of counters that did not exist one window ago; None if the source is not a selector.

    A counter only grows, so its first value is its smallest; what came after it is rate()'s to see. One that was there
    some time before and is not smaller now was only not scraped for a while.
    """
    if not is_bare(source):
        return None
    series = without_comments(source)

    def births(window: int) -> Expr:
        first = Call("min_over_time", (Selector(series, window),))
        unseen = Binary("unless", first, Selector(series, offset=window))
        returned = Binary("<=", Call("last_over_time", (Selector(series, ABSENT, window),)), first)
        return total(scope.group_by, Binary("unless", unseen, returned))

    return births


def late(rates: OverWindow, births: OverWindow | None, scope: Scope, floor: OverWindow) -> OverWindow:
    """`rates`, and with `late_counters` the first value of counters born with their first event as well.

    rate() spreads an increase over window - scrape, and a recorded window overlaps its neighbours by exactly
    that, so births are averaged over the same time. `floor` (all events) says when no birth means zero.
    """
    if not scope.late_counters or births is None:
        return rates

    def with_births(window: int) -> Expr:
        span = max(window - scope.scrape, 1)
        averaged = Binary("/", births(span), Number(str(span)))
        return Binary("+", rates(window), or_zero(averaged, floor(window)))

    return with_births
