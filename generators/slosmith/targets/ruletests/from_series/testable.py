"""An SLO with input series, and what it reads of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from slosmith.inputs import Inputs
from slosmith.matching.matcher import Matchers
from slosmith.plan.model import SloPlan
from slosmith.promql.expr import Expr, Hole, Selector, User, walk
from slosmith.promql.matchers import selectors_in


@dataclass(frozen=True)
class Testable:
    """What its rules record is computed from the SLO's own expressions for errors and events.

    `checked`: the share of errors is known from its input series, so that it may be asserted.
    """

    slo: SloPlan
    inputs: Inputs
    checked: bool

    @cached_property
    def selectors(self) -> tuple[Matchers, ...]:
        """All that its SLI selects."""
        return tuple(dict.fromkeys(found for expr in _expressions(self.slo) for found in _selectors(expr)))


def _expressions(slo: SloPlan) -> Iterator[Expr]:
    for signal in (slo.signal, slo.collapsed):
        if signal is not None:
            yield from (each.expr for each in signal.steps)
            yield from (
                each.tree for each in (signal.errors, signal.events, signal.newborn) if each is not None
            )


def _selectors(expr: Expr) -> Iterator[Matchers]:
    for node in walk(expr):
        match node:
            case Selector(series) | Hole(series):
                yield series.matchers
            case User(source):
                yield from selectors_in(source)
            case _:
                pass
