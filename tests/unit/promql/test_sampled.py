"""Range functions on known samples, by hand; the generated tests hold them against promtool."""

from __future__ import annotations

import pytest

from slosmith.promql.convert import to_tree
from slosmith.promql.sampled import Sampled
from slosmith.promql.steady import InputSeries, Steady, evaluate, world
from slosmith.promql.syntax import Unsupported


def value(source: str, samples: Sampled) -> float | None:
    found = evaluate(to_tree(source), world([InputSeries({"__name__": "x"}, samples)]))
    return next(iter(found.values()), None)


# Every 30 s for five minutes, the last one 10 s ago: 100, 103, 106, ...
RISING = Sampled([(30 * place, 100.0 + 3 * place) for place in range(11)], now=310)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("rate(x[5m])", 0.1),
        ("increase(x[5m])", 30.0),
        ("irate(x[5m])", 0.1),
        ("delta(x[5m])", 30.0),
        ("deriv(x[5m])", 0.1),
        ("last_over_time(x[1m])", 130.0),
        ("min_over_time(x[1m])", 127.0),
        ("max_over_time(x[1m])", 130.0),
        ("avg_over_time(x[1m])", 128.5),
        ("sum_over_time(x[1m])", 257.0),
        ("count_over_time(x[2m])", 4.0),
        ("present_over_time(x[1m] offset 4m)", 1.0),
        ("x", 130.0),
        ("x offset 1m", 124.0),
    ],
)
def test_functions(source: str, expected: float) -> None:
    assert value(source, RISING) == pytest.approx(expected)


@pytest.mark.parametrize("source", ["rate(x[5m] offset 10m)", "rate(x[30s])", "x offset 20m"])
def test_nothing_to_be_seen(source: str) -> None:
    assert value(source, RISING) is None


def test_a_window_is_stretched_by_half_a_distance_where_samples_begin_within_it() -> None:
    young = Sampled([(0, 0.0), (30, 3.0), (60, 6.0)], now=70)
    # 60 s are covered; 10 s to the end are stretched over, and of the long gap before only half a distance.
    assert young.over("increase", 300, 0) == pytest.approx(6 * (60 + 10 + 15) / 60)


def test_an_edge_is_refused() -> None:
    with pytest.raises(Unsupported):
        RISING.over("rate", 310, 0)


def test_a_steady_series_rises_for_ever() -> None:
    series = world([InputSeries({"__name__": "x"}, Steady(100.0, 0.5))])
    assert evaluate(to_tree("rate(x[1h])"), series) == {frozenset(): 0.5}
    assert evaluate(to_tree("x offset 10s"), series) == {frozenset({("__name__", "x")}): 95.0}
