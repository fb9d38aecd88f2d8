"""The input series of one group of an SLO while some of its events are bad; without those that must not be counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from slosmith.inputs.model import Inputs

# Counters have run for long: PromQL treats those near zero differently.
_BASE = 1_000_000

Series: TypeAlias = "list[tuple[dict[str, str], list[tuple[int, float]]]]"
"""Labels, and samples as (seconds from the start, value)."""


def input_series(
    inputs: Inputs, times: Sequence[int], events: int, errors: int, bad: Callable[[int], bool]
) -> Series:
    """So many `events` between two samples, and so many `errors` among them while it is `bad`.

    Empty if a gauge has no constant level.
    """
    group, found = inputs.groups[0], []
    moments = [(time, bad(time)) for time in times]
    for feed in inputs.feeds:
        if not feed.good and not feed.bad:
            continue
        well, ill = feed.good * events, feed.good * (events - errors) + feed.bad * errors
        value, samples = _BASE, []
        for time, is_bad in moments:
            value += ill if is_bad else well
            samples.append((time, float(value)))
        found.append(({**feed.labels, **group}, samples))
    good_level, bad_level = (
        next((each.level.value for each in inputs.states if each.good is good and not each.level.slope), None)
        for good in (True, False)
    )
    for gauge in inputs.gauges:
        if good_level is None or bad_level is None:
            return []
        found.append(
            ({**gauge, **group}, [(time, bad_level if is_bad else good_level) for time, is_bad in moments])
        )
    return found
