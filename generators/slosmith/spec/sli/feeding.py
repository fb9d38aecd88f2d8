"""Series that an SLI would read, made up from its selectors: what good and bad events, and good and bad times, do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias

from slosmith.inputs import Feed, GroupLabels, Inputs, Level, State
from slosmith.promql.convert import Unsupported, to_tree
from slosmith.promql.expr import Expr
from slosmith.promql.matchers import (
    NAME,
    LabelSet,
    Matchers,
    choose,
    nameless,
    near_misses,
    outside,
    selected,
    selects,
    values_of,
)
from slosmith.promql.steady import Fed, Steady, evaluate, world
from slosmith.promql.syntax import syntax_tree
from slosmith.promql.window import fill_window
from slosmith.spec.sli.counters import is_bare

# Any window shows which series an expression selects.
_WINDOW = 600
_Maker: TypeAlias = Callable[[float], Level]
_NAMELESS = "it reads metrics whose name it does not say"
_SLOPE: _Maker = partial(Level, 1000.0)


def selectors_in(source: str) -> tuple[Matchers, ...]:
    return selected(syntax_tree(fill_window(source, _WINDOW)))


def unfed(shape: str, reason: str) -> Inputs:
    return Inputs(shape, reason=reason)


def counters(
    shape: str, numerator: str, total: str, group_by: Sequence[str], *, good: bool = False
) -> Inputs:
    """For a ratio: the numerator's counters rise with bad (or `good`) events, those of the total with all."""
    counted, everything = selectors_in(numerator), selectors_in(total)
    own, other = (Feed({}, 1, 0), Feed({}, 0, 1)) if good else (Feed({}, 0, 1), Feed({}, 1, 0))
    feeds = []
    for each in counted:
        shared = next((whole for whole in everything if _name(whole) == _name(each)), ())
        if labels := choose((*each, *shared)):
            feeds.append(own._replace(labels=labels))
    # Two counters of good events that one counter of all events is held against count twice there.
    weight = max(1, len(counted) // len(everything))
    for each in everything:
        part = next((one for one in counted if _name(one) == _name(each)), None)
        if part is None and (labels := choose(each)):
            feeds.append(Feed(labels, weight, weight))
        elif part is not None and (labels := outside(part, each)):
            feeds.append(other._replace(labels=labels))
    # Bad events that are not among all of them, or nothing but bad ones: nobody can tell what share that is.
    plain = is_bare(numerator) and is_bare(total) and len(feeds) > 1
    return fed(shape, feeds, (*counted, *everything), group_by, plain=plain)


def fed(
    shape: str,
    feeds: Sequence[Feed],
    selectors: Sequence[Matchers],
    group_by: Sequence[str],
    *,
    plain: bool = False,
) -> Inputs:
    """The feeds, each once, with what must not be counted beside them: series that miss a selector by one label.

    `plain`: all that is done with the selectors is to sum up what they select.
    """
    if any(map(nameless, selectors)):
        return unfed(shape, _NAMELESS)
    if not feeds:
        return unfed(shape, "no series could be made up that its selectors match")
    distinct: dict[str, Feed] = {}
    for each in (*feeds, *_decoys(selectors, group_by)):
        labels = {name: value for name, value in each.labels.items() if name not in group_by}
        distinct.setdefault(repr(sorted(labels.items())), each._replace(labels=labels))
    taken = {*group_by, *(each.label for matchers in selectors for each in matchers)}
    free = "replica"
    while free in taken:
        free += "_"
    groups = _groups(selectors, group_by)
    if not groups:
        return unfed(shape, "no group could be made up that its selectors match")
    return Inputs(shape, tuple(distinct.values()), groups=groups, free=free if plain else "")


def _name(matchers: Matchers) -> str:
    return next((each.value for each in matchers if each.label == NAME), "")


def _decoys(selectors: Sequence[Matchers], group_by: Sequence[str]) -> Iterator[Feed]:
    for matchers in selectors:
        free = tuple(each for each in matchers if each.label not in group_by)
        for labels in near_misses(free):
            if not any(selects(each, labels) for each in selectors):
                yield Feed(labels, 0, 0)


def _groups(selectors: Iterable[Matchers], group_by: Sequence[str]) -> tuple[GroupLabels, ...]:
    """Two groups if their labels can have two values, else one."""
    wanted = {label: [m for each in selectors for m in each if m.label == label] for label in group_by}
    values = {label: [each for each in values_of(wanted[label], "a", "b") if each] for label in group_by}
    if not all(values.values()):
        return ()
    first = {label: found[0] for label, found in values.items()}
    second = {label: found[1] if len(found) > 1 else found[0] for label, found in values.items()}
    return (first,) if second == first else (first, second)


class Aim(NamedTuple):
    """A value that a query is to have, exactly; or else, if there is another one, about that."""

    good: bool
    value: Decimal
    otherwise: Decimal | None = None


def gauges(shape: str, source: str, wanted: Sequence[Aim], window: int, group_by: Sequence[str]) -> Inputs:
    """For a query over gauges: levels at which it has the wanted values."""
    selectors = selectors_in(source)
    if any(map(nameless, selectors)):
        return unfed(shape, _NAMELESS)
    made = [choose(tuple(m for m in each if m.label not in group_by)) for each in selectors]
    labels = [each for each in made if each is not None]
    groups = _groups(selectors, group_by)
    if not labels or len(labels) < len(made) or not groups:
        return unfed(shape, "no series could be made up that its selectors match")
    try:
        expr = to_tree(fill_window(source, window))
        series = [{**each, **groups[0]} for each in labels]
        levels = [_aimed(expr, series, aim) for aim in wanted]
    except Unsupported as beyond:
        return unfed(shape, str(beyond))
    states = [State(aim.good, level) for aim, level in zip(wanted, levels, strict=True) if level is not None]
    if len(states) < len(wanted):
        return unfed(shape, "no level of its series was found at which it changes from good to bad")
    return Inputs(shape, gauges=tuple(labels), states=tuple(states), groups=groups)


def _aimed(expr: Expr, series: Sequence[LabelSet], aim: Aim) -> Level | None:
    if aim.otherwise is None:
        return _solve(expr, series, float(aim.value), (Level, _SLOPE), 1e-9)
    # On the bound itself no rounding may decide, and that of a slope is everybody's own.
    exact = _solve(expr, series, float(aim.value), (Level,), 0.0)
    return exact or _solve(expr, series, float(aim.otherwise), (Level, _SLOPE), 1e-9)


def _solve(
    expr: Expr, series: Sequence[LabelSet], wanted: float, makers: Sequence[_Maker], tolerance: float
) -> Level | None:
    """The level at which the expression has a value: tried out as a constant, then as a slope; both are nearly always linear."""

    def result(level: Level) -> float:
        steady = world(Fed(labels, Steady(*level)) for labels in series)
        found = list(evaluate(expr, steady).values())
        if len(found) != 1:
            raise Unsupported("it gives no single value")
        return found[0]

    for make in makers:
        one, two = result(make(1.0)), result(make(2.0))
        guess = (wanted - (2 * one - two)) / (two - one) if one != two else 0.0
        for number in (round(guess, 9), guess, 0.0, 1.0):
            if abs(result(make(number)) - wanted) <= tolerance * max(1.0, abs(wanted)):
                return make(number)
    return None
