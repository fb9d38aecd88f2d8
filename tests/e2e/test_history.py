"""What the end-to-end tests start from: every hour of every SLO is there."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.e2e.conftest import BLOCK, HISTORY, Running, backfillable
from tests.e2e.test_virtengine import counted


def test_every_slo_has_its_history(running: Running) -> None:
    """Else all figures would be those of a few minutes, and no test would say why."""
    found = running.prometheus.values("count_over_time(slo:events:rate[4d])")
    # An evaluation a minute, but for those at both ends. promtool leaves out one that falls into the last second of a block,
    # where it looks for whole seconds only, and when a group is evaluated depends on the name of its file.
    enough = HISTORY / 60 - HISTORY / BLOCK - 10
    few = {slo.id: found.get(slo.id, 0) for slo in counted(running) if found.get(slo.id, 0) < enough}
    assert few == {}, {name: gaps(running, name) for name in few}


def gaps(running: Running, slo: str) -> list[tuple[str, str]]:
    """Between which evaluations some are missing, and what the history spans."""
    [series] = running.prometheus.query(f'slo:events:rate{{slo="{slo}"}}[4d]')
    clock = running.system.clock
    times = [clock.start, *(float(time) for time, _ in series["values"]), clock.now]
    return [(_said(one), _said(other)) for one, other in pairwise(times) if other - one > 90]


def _said(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    ("start", "used"), [(0, 0), (1, 1), (BLOCK - 121, BLOCK - 121), (BLOCK - 120, BLOCK), (BLOCK - 1, BLOCK)]
)
def test_a_history_does_not_begin_at_the_end_of_a_block(start: int, used: int) -> None:
    assert backfillable(start) == used
