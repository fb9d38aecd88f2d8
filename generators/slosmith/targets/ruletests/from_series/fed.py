"""The series of one group of an SLO while some of its events are bad; what must not be counted is for the recordings' tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from slosmith.inputs import Inputs

# Counters have run for long: PromQL treats those near zero differently.
_BASE = 1_000_000

Series: TypeAlias = "list[tuple[dict[str, str], list[tuple[int, float]]]]"
"""Labels, and samples as (seconds from the start, value)."""


def fed(inputs: Inputs, times: Sequence[int], events: int, bad: Callable[[int], int]) -> Series:
    """So many `events` between two samples, and so many `bad` ones among them; a gauge is bad while any is.

    Empty if a gauge has no level that stays as it is.
    """
    group, found = inputs.groups[0], []
    for feed in inputs.feeds:
        if not feed.good and not feed.bad:
            continue
        value, samples = _BASE, []
        for time in times:
            value += feed.good * (events - bad(time)) + feed.bad * bad(time)
            samples.append((time, float(value)))
        found.append(({**feed.labels, **group}, samples))
    well, ill = (
        next((each.level.value for each in inputs.states if each.good is good and not each.level.slope), None)
        for good in (True, False)
    )
    for gauge in inputs.gauges:
        if well is None or ill is None:
            return []
        found.append(({**gauge, **group}, [(time, ill if bad(time) else well) for time in times]))
    return found
