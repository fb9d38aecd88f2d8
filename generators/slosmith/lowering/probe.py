"""`probe`: time slices that are good while an up/down gauge is up."""

from __future__ import annotations

from decimal import Decimal

from slosmith.contract import Contract
from slosmith.inputs.model import Aim, GaugeSource, Source
from slosmith.lowering.slices import Policy, slices
from slosmith.lowering.time_slice import instant
from slosmith.signal import Scope, Signal
from slosmith.spec.sli.probe import ProbeSli


def lower(sli: ProbeSli, scope: Scope, contract: Contract) -> Signal:
    probe = sli.probe
    policy = Policy(probe.missing, probe.idle, probe.forget)
    return slices(instant(probe.metric, scope), ((">", Decimal(0)),), scope, policy)


def series(sli: ProbeSli, scope: Scope, contract: Contract) -> Source:
    aims = (Aim(True, Decimal(1)), Aim(False, Decimal(0)))
    return GaugeSource("probe", sli.probe.metric, aims, 2 * scope.scrape)
