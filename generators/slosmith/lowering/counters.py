"""Event counters: how a bare selector, or an expression with `$window`, becomes a rate per group."""

from __future__ import annotations

from slosmith.naming import SUMMAND
from slosmith.promql.expr import Binary, Call, Expr, Hole, Quoted, Seconds, User, Window
from slosmith.promql.matchers import series_of
from slosmith.promql.window import is_bare, without_comments
from slosmith.signal import ABSENT, Scope, or_zero, rate, total


def summed_rate(source: str, scope: Scope) -> Expr:
    """`sum by (G) (rate(source[w]))`, or the expression itself summed, so that its labels are G and nothing more."""
    inner = rate(series_of(without_comments(source))) if is_bare(source) else User(source)
    return total(scope.group_by, inner)


def summed_rates(sources: tuple[str, ...], scope: Scope) -> Expr:
    """The sum of what is there: a counter that does not exist yet counts as 0 while another one of them exists."""
    return added(tuple(summed_rate(each, scope) for each in sources), scope)


def added(parts: tuple[Expr, ...], scope: Scope) -> Expr:
    """Per group, the sum of those that are there.

    Two are `(A or 0 * B) + (B or 0 * A)`. With more of them that would read each as often as there are others, so that each
    gets a label of its own, which keeps `or` from dropping it, and then they are added up.
    """
    first, *others = parts
    if not others:
        return first
    if len(others) == 1:
        return Binary("+", or_zero(first, others[0]), or_zero(others[0], first))
    empty = Quoted("")
    labelled = (
        Call("label_replace", (part, Quoted(SUMMAND), Quoted(str(number)), empty, empty))
        for number, part in enumerate(parts, 1)
    )
    union: Expr | None = None
    for each in labelled:
        union = each if union is None else Binary("or", union, each)
    assert union is not None  # there is something to add up
    return total(scope.group_by, union)


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
    births = first_values(sources, scope, less=scope.scrape) if scope.late_counters else None
    if births is None:
        return rates
    averaged = Binary("/", births, Seconds(Window(scope.scrape)))
    return Binary("+", rates, or_zero(averaged, floor))


def first_values(sources: tuple[str, ...], scope: Scope, *, less: int = 0) -> Expr | None:
    """What `newborn` says of all sources that are selectors."""
    found = [born for each in sources if (born := newborn(each, scope, less=less)) is not None]
    return added(tuple(found), scope) if found else None
