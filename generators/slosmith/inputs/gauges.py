"""Gauges for the generated tests: levels at which the query of an SLI is good, and at which it is bad."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from slosmith.inputs.counters import NAMELESS, NO_SERIES
from slosmith.inputs.groups import groups_of
from slosmith.inputs.model import Aim, GaugeSource, Inputs, Level, State
from slosmith.matching.matcher import LabelSet, choose
from slosmith.promql.convert import to_tree
from slosmith.promql.expr import Expr
from slosmith.promql.matchers import nameless, selectors_in
from slosmith.promql.steady import InputSeries, NotFinite, Steady, evaluate, world
from slosmith.promql.syntax import Unsupported
from slosmith.promql.window import fill_window

_Maker: TypeAlias = Callable[[float], Level]
_SLOPE: _Maker = partial(Level, 1000.0)


def of_query(source: GaugeSource, group_by: Sequence[str]) -> Inputs:
    """Levels of the gauges at which the query has the wanted values."""
    shape, wanted = source.shape, source.aims
    selectors = selectors_in(source.query)
    if any(map(nameless, selectors)):
        return Inputs(shape, reason=NAMELESS)
    made = [choose(tuple(m for m in each if m.label not in group_by)) for each in selectors]
    labels = [each for each in made if each is not None]
    groups = groups_of(selectors, group_by)
    if not labels or len(labels) < len(made) or not groups:
        return Inputs(shape, reason=NO_SERIES)
    try:
        expr = to_tree(fill_window(source.query, source.window))
        series = [{**each, **groups[0]} for each in labels]
        levels = [_aimed(expr, series, aim) for aim in wanted]
    except Unsupported as beyond:
        return Inputs(shape, reason=str(beyond))
    states = [State(aim.good, level) for aim, level in zip(wanted, levels, strict=True) if level is not None]
    if len(states) < len(wanted):
        return Inputs(shape, reason="no level of its series was found at which it changes from good to bad")
    return Inputs(shape, gauges=tuple(labels), states=tuple(states), idle=_idle(expr, series), groups=groups)


def _idle(expr: Expr, series: Sequence[LabelSet]) -> Level | None:
    """Counters that stand still, as without traffic; or gauges that are NaN themselves."""
    for level in (Level(1.0), Level(math.nan)):
        steady = world(InputSeries(labels, Steady(*level)) for labels in series)
        found = list(evaluate(expr, steady, finite=False).values())
        if len(found) == 1 and math.isnan(found[0]):
            return level
    return None


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
        steady = world(InputSeries(labels, Steady(*level)) for labels in series)
        try:
            found = list(evaluate(expr, steady).values())
        except NotFinite:
            return math.nan
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
