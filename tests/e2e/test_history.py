"""What the end-to-end tests start from: every hour of every SLO is there."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import BLOCK, HISTORY, Running, backfillable
from tests.e2e.test_virtengine import counted


def test_every_slo_has_its_history(running: Running) -> None:
    """Else all figures would be those of a few minutes, and no test would say why."""
    found = running.prometheus.values("count_over_time(slo:events:rate[4d])")
    # An evaluation a minute, but for those at both ends.
    few = {
        slo.id: found.get(slo.id, 0) for slo in counted(running) if found.get(slo.id, 0) < HISTORY / 60 - 10
    }
    assert few == {}


@pytest.mark.parametrize(
    ("start", "used"), [(0, 0), (1, 1), (BLOCK - 121, BLOCK - 121), (BLOCK - 120, BLOCK), (BLOCK - 1, BLOCK)]
)
def test_a_history_does_not_begin_at_the_end_of_a_block(start: int, used: int) -> None:
    assert backfillable(start) == used
