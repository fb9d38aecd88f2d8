"""From what people write of an SLI to what everything after works with: errors and events, and the series behind them.

A new SLI type is its model in `spec/sli/`, a module here, and one line in `LOWERINGS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from slosmith.contract import Contract
from slosmith.inputs.model import Source
from slosmith.lowering import latency, probe, ratio, raw, time_slice
from slosmith.signal import Scope, Signal
from slosmith.spec.sli.base import SliModel
from slosmith.spec.sli.latency import LatencySli
from slosmith.spec.sli.probe import ProbeSli
from slosmith.spec.sli.ratio import RatioSli
from slosmith.spec.sli.raw import RawSli
from slosmith.spec.sli.time_slice import TimeSliceSli


class _Lowering(NamedTuple):
    """How a type of SLI becomes a signal, and which series its tests can be given. The spec has passed its checks."""

    lower: Callable[[Any, Scope, Contract], Signal]
    series: Callable[[Any, Scope, Contract], Source]


LOWERINGS: Final[dict[type[SliModel], _Lowering]] = {
    RatioSli: _Lowering(ratio.lower, ratio.series),
    LatencySli: _Lowering(latency.lower, latency.series),
    TimeSliceSli: _Lowering(time_slice.lower, time_slice.series),
    ProbeSli: _Lowering(probe.lower, probe.series),
    RawSli: _Lowering(raw.lower, raw.series),
}


def lower(sli: SliModel, scope: Scope, contract: Contract) -> Signal:
    """Errors and events of an SLI."""
    return LOWERINGS[type(sli)].lower(sli, scope, contract)


def series(sli: SliModel, scope: Scope, contract: Contract) -> Source:
    """What the SLI reads, for those who make up series for it."""
    return LOWERINGS[type(sli)].series(sli, scope, contract)
