"""`time_slice`: a query and a bound, evaluated once a slice."""

from __future__ import annotations

from decimal import Decimal

from slosmith.contract import Contract
from slosmith.inputs.model import Aim, GaugeSource, Source
from slosmith.lowering.slices import Policy, slices
from slosmith.lowering.values import query
from slosmith.promql.expr import Call, Expr, Selector
from slosmith.promql.matchers import series_of
from slosmith.promql.parsed import Parsed, parse
from slosmith.promql.window import without_comments
from slosmith.signal import Scope, Signal
from slosmith.spec.sli.time_slice import TimeSliceSli


def lower(sli: TimeSliceSli, scope: Scope, contract: Contract) -> Signal:
    slice_ = sli.time_slice
    policy = Policy(slice_.missing, slice_.idle, slice_.forget)
    return slices(instant(slice_.query, scope), slice_.bounds(), scope, policy)


def series(sli: TimeSliceSli, scope: Scope, contract: Contract) -> Source:
    aims = tuple(each for bound in sli.time_slice.bounds() for each in _around(*bound))
    return GaugeSource("time slices", sli.time_slice.query, aims, 2 * scope.scrape)


def _around(operator: str, bound: Decimal) -> tuple[Aim, Aim]:
    """A value just within a bound, and one just beyond it; one of them is on the bound itself, if that is possible."""
    margin = abs(bound) / 100 or Decimal("0.01")
    upwards = margin if operator in (">=", ">") else -margin
    within, beyond = bound + upwards, bound - upwards
    if operator in (">=", "<="):
        return Aim(True, bound, within), Aim(False, beyond)
    return Aim(True, within), Aim(False, bound, beyond)


def instant(source: str, scope: Scope) -> Expr:
    """The query as it is; a bare selector looks back over two scrapes only, not over the default five minutes."""
    parsed = parse(source)
    if isinstance(parsed, Parsed) and parsed.bare_selector:
        return Call("last_over_time", (Selector(series_of(without_comments(source)), 2 * scope.scrape),))
    return query(source, 2 * scope.scrape)
