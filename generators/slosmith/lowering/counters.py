"""Event counters: how a bare selector, or an expression with `$window`, becomes a rate per group."""

from __future__ import annotations

from slosmith.promql.expr import Binary, Call, Expr, Hole, Seconds, User, Window
from slosmith.promql.matchers import series_of
from slosmith.promql.window import is_bare, without_comments
from slosmith.signal import ABSENT, Scope, or_zero, rate, total


def summed_rate(source: str, scope: Scope) -> Expr:
    """`sum by (G) (rate(source[w]))`, or the expression itself summed, so that its labels are G and nothing more."""
    inner = rate(series_of(without_comments(source))) if is_bare(source) else User(source)
    return total(scope.group_by, inner)


def summed_rates(sources: tuple[str, ...], scope: Scope) -> Expr:
    """The sum of what is there: a counter that does not exist yet counts as 0 while another one of them exists."""
    return added(tuple(summed_rate(each, scope) for each in sources))


def added(parts: tuple[Expr, ...]) -> Expr:
    """`(A or 0 * B) + (B or 0 * A)`: per group, each of them is 0 where only others are there."""
    if len(parts) == 1:
        return parts[0]
    whole: Expr | None = None
    for place, part in enumerate(parts):
        others: Expr | None = None
        for other in (*parts[:place], *parts[place + 1 :]):
            others = other if others is None else Binary("or", others, other)
        assert others is not None
        known = or_zero(part, others)
        whole = known if whole is None else Binary("+", whole, known)
    assert whole is not None
    return whole


def newborn(source: str, scope: Scope, *, less: int = 0) -> Expr | None:
    """The first value of counters that did not exist one window (less some seconds) ago; None if the source is not a selector.

    A counter only grows, so its first value is its smallest; what came after it is rate()'s to see. One that was there
    some time before and is not smaller now was only not scraped for a while.
    """
    if not is_bare(source):
        return None
    series, window = series_of(without_comments(source)), Window(less)
    first = Call("min_over_time", (Hole(series, window),))
    unseen = Binary("unless", first, Hole(series, offset=window))
    returned = Binary("<=", Call("last_over_time", (Hole(series, ABSENT, window),)), first)
    return total(scope.group_by, Binary("unless", unseen, returned))


def late(rates: Expr, sources: tuple[str, ...], scope: Scope, floor: Expr) -> Expr:
    """`rates`, and with `late_counters` the first value of counters born with their first event as well.

    rate() spreads an increase over window - scrape, and a recorded window overlaps its neighbours by exactly
    that, so births are averaged over the same time. `floor` (all events) says when no birth means zero.
    """
    for source in sources if scope.late_counters else ():
        births = newborn(source, scope, less=scope.scrape)
        if births is not None:
            averaged = Binary("/", births, Seconds(Window(scope.scrape)))
            rates = Binary("+", rates, or_zero(averaged, floor))
    return rates
