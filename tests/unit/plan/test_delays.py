"""How late a slice sees an outage and its end, by hand."""

from __future__ import annotations

import pytest
from tests.plans import slo_of

from slosmith.explanation import detection_lines
from slosmith.plan.delays import Delay, Delays, delays


def of(query: str, bound: str = "at_least: 1") -> Delays:
    return delays(slo_of("target: 99%", f"{{time_slice: {{query: '{query}', {bound}}}}}"))


@pytest.mark.parametrize(
    ("query", "bound", "reach", "onset", "recovery"),
    [
        ("x", "at_least: 1", 0, 0, 0),
        ("min(x)", "at_least: 1", 0, 0, 0),
        ("x offset 5m", "at_least: 1", 300, 300, 300),
        # Of ten samples in five minutes the last good one is gone after nine more.
        ("max_over_time(x[5m])", "at_least: 1", 300, 270, 0),
        ("min_over_time(x[5m])", "at_least: 1", 300, 0, 270),
        ("max_over_time(x[5m] offset 10m)", "at_least: 1", 900, 870, 600),
        ("max_over_time(x[5m])", "below: 1", 300, 0, 270),
        ("last_over_time(x[1h])", "at_least: 1", 3600, 0, 0),
    ],
)
def test_what_does_not_depend_on_values(
    query: str, bound: str, reach: int, onset: int, recovery: int
) -> None:
    found = of(query, bound)
    assert found == Delays(reach, Delay(onset, recovery), Delay(onset, recovery))


def test_what_does() -> None:
    """The average over ten minutes of what just fell below the bound is below it at once, or when all of it is."""
    found = of("avg_over_time(x[10m])", "at_least: 0.5")
    assert found.own == Delay(0, 570)
    assert found.longest == Delay(570, 570)


def test_what_cannot_be_evaluated_may_take_all_it_looks_back() -> None:
    assert of("quantile_over_time(0.9, x[10m] offset 5m)") == Delays(900, Delay(900, 900), None)
    assert of("max_over_time(rate(x[5m])[1h:1m])") == Delays(3900, Delay(3900, 3900), None)


def test_events_are_counted_as_they_happen() -> None:
    assert delays(slo_of()) == Delays()


def test_detection_waits_for_the_query() -> None:
    plain, late = (
        detection_lines(slo_of("target: 99%", f"{{time_slice: {{query: '{query}', at_least: 1}}}}"))
        for query in ("min(x)", "max_over_time(x[5m])")
    )
    assert [line.seconds + 270 for line in plain if line.alert] == [
        line.seconds for line in late if line.alert
    ]
    assert [line.clears for line in plain] == [line.clears for line in late]
    assert [line.budget_share for line in plain] == [line.budget_share for line in late]
