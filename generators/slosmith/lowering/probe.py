"""`probe`: time slices that are good while an up/down gauge is up."""

from __future__ import annotations

from decimal import Decimal

from slosmith.contract import Contract
from slosmith.inputs.model import Aim, GaugeSource, Source
from slosmith.lowering.slices import slices
from slosmith.lowering.time_slice import instant
from slosmith.promql.expr import Aggregate, Binary, Number
from slosmith.signal import Scope, Signal
from slosmith.spec.sli.probe import ProbeSli


def lower(sli: ProbeSli, scope: Scope, contract: Contract) -> Signal:
    up = Binary(">", instant(sli.probe.metric, scope), Number("0"), returns_bool=True)
    return slices(Aggregate("min", scope.group_by, up), scope, sli.probe.missing, sli.probe.forget)


def series(sli: ProbeSli, scope: Scope, contract: Contract) -> Source:
    aims = (Aim(True, Decimal(1)), Aim(False, Decimal(0)))
    return GaugeSource("probe", sli.probe.metric, aims, 2 * scope.scrape)
