"""The evaluator that all expected values of the generated tests rest on, held against promtool."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from slosmith.matching.matcher import NAME
from slosmith.promql.convert import to_tree
from slosmith.promql.expr import label_matcher
from slosmith.promql.operators import AGGREGATES, ARITHMETIC, COMPARISONS, FUNCTIONS
from slosmith.promql.sampled import SAMPLED_FUNCTIONS, Sampled
from slosmith.promql.steady import STEADY_FUNCTIONS, InputSeries, Steady, World, evaluate, world
from slosmith.promql.syntax import Unsupported
from slosmith.tools.promtool_tests import play
from slosmith.tools.run import Tool

# When everything is evaluated, in seconds; one sample a second.
NOW = 3600


class Series(NamedTuple):
    labels: Mapping[str, str]
    value: Callable[[int], float]
    steady: Steady


def line(name: str, level: float, slope: float = 0.0, **labels: str) -> Series:
    """A series that has `level` at NOW and grows by `slope` a second all the time."""
    return Series({NAME: name, **labels}, lambda at: level - slope * (NOW - at), Steady(level, slope))


STEADY = (
    line("up", 10_000, 4, job="a", code="200"),
    line("up", 20_000, 2, job="a", code="500"),
    line("up", 30_000, 6, job="b", code="200"),
    line("down", 10_000, -4, job="a", code="200"),
    line("down", 40_000, -2, job="b", code="200"),
    line("flat", 5, job="a"),
    line("flat", -2.25, job="b"),
    line("zero", 0, job="a"),
    line("one", 1, job="a"),
    line("one", 0, job="b"),
    line("same", 5, job="a"),
)

# What must be equal to the last bit, with the names and labels that are kept.
EXACT = (
    "up",
    'up{code="500"}',
    'up{code!="500",job=~"a|b"}',
    "up offset 5m",
    "down offset 100s",
    "flat",
    *(f"{operation}(up)" for operation in AGGREGATES),
    *(f"{operation} by (job) (up)" for operation in AGGREGATES),
    "sum by (job, absent_label) (down)",
    *(f"{function}(flat)" for function in FUNCTIONS if function != "sqrt"),
    "sqrt(flat * flat)",
    'sqrt(flat{job="b"}) >= 0',
    "ceil(-flat / 2)",
    "floor(-flat / 2)",
    "-flat",
    *(f"flat {operator} one" for operator in ("+", "-", "*")),
    *(f"flat {operator} 4" for operator in ARITHMETIC),
    *(f"4 {operator} same" for operator in ("+", "-", "*")),
    "10 / same",
    "one / flat",
    "clamp_max(flat / zero, 7)",
    "clamp_min(-flat / zero, -7)",
    "(zero / zero) >= 0",
    "(zero / zero) != bool 0",
    *(f"flat {operator} 5" for operator in COMPARISONS),
    *(f"5 {operator} flat" for operator in COMPARISONS),
    *(f"flat {operator} bool 5" for operator in COMPARISONS),
    *(f"5 {operator} bool flat" for operator in COMPARISONS),
    *(f"flat {operator} same" for operator in COMPARISONS),
    *(f"flat {operator} bool same" for operator in COMPARISONS),
    *(f"vector(3 {operator} bool 5)" for operator in COMPARISONS),
    "vector(2 * 3 - 1)",
    "vector(7 / 2)",
    "clamp_min(flat, 0)",
    "clamp_max(flat, 0)",
    "clamp_min(clamp_max(flat, 3), -1)",
    "absent(flat)",
    "absent(nothing)",
    "absent(flat > 100)",
    "vector(3)",
    "vector(0) or flat",
    "flat and one",
    "flat and on (job) (one > 0)",
    "flat unless (one > 0)",
    "flat unless on (job) (one > 0)",
    "flat unless on () nothing",
    "flat or one",
    "flat or on (job) down",
    "flat or on () one",
    "(flat > 0) or one",
    "up and on () (one > 0)",
    "sum by (job) (up) / on (job) sum by (job) (down)",
    "sum by (job) (up) - sum by (job) (down offset 5m)",
    "0 * sum(nothing)",
    "flat * nothing",
    "1 - (one > bool 0)",
    *(f"last_over_time({name}[5m])" for name in ("up", "down", "flat")),
    "last_over_time(up[2m] offset 1m)",
    "present_over_time(up[5m])",
    "max_over_time(up[10m])",
    "min_over_time(down[10m])",
    "avg_over_time(flat[5m])",
    "min_over_time(flat[5m])",
    "max_over_time(flat[5m])",
    "max_over_time(nothing[5m])",
)

# What differs by up to one sample, or by the last bit, from what a continuous line would give: what it is rounded to.
ROUNDED = {
    "rate(up[5m])": 0.001,
    "rate(up[10m] offset 5m)": 0.001,
    "irate(up[5m])": 0.001,
    "deriv(up[5m])": 0.001,
    "deriv(down[5m])": 0.001,
    "deriv(flat[5m])": 0.001,
    "increase(up[5m])": 0.01,
    "increase(flat[5m])": 0.01,
    "delta(down[5m])": 0.01,
    "delta(up[10m])": 0.01,
    "delta(down[10m] offset 20m)": 0.01,
    "avg_over_time(up[10m])": 100,
    "avg_over_time(down[10m])": 100,
    "avg_over_time(down[10m] offset 10m)": 100,
    "min_over_time(up[10m])": 100,
    "min_over_time(up[10m] offset 10m)": 100,
    "max_over_time(down[10m])": 100,
    "max_over_time(down[10m] offset 10m)": 100,
    "sum(rate(up[5m]))": 0.001,
    "sum by (code) (rate(up[5m]))": 0.001,
    'sum(rate(up{code="500"}[5m])) / sum(rate(up[5m]))': 0.001,
    "max by (job) (max_over_time(down[10m])) - min by (job) (min_over_time(down[10m]))": 100,
}

# Samples as irregular as those of a target that restarts and is not scraped for a while.
_RESTART, _GAP = 3300, range(3000, 3060)


def ragged(at: int) -> float | None:
    if at % 15 or at in _GAP:
        return None
    return 100_000 + 3 * at if at < _RESTART else 50_000 + 8 * (at - _RESTART)


RAGGED = {
    "raw": 0,
    "raw offset 7m": 0,
    **{f"{function}(raw[10m])": 0 for function in ("last_over_time", "count_over_time", "present_over_time")},
    **{f"{function}(raw[10m])": 0 for function in ("min_over_time", "max_over_time")},
    **{f"{function}(raw[10m] offset 9m)": 0.001 for function in ("sum_over_time", "avg_over_time")},
    **{f"{function}(raw[10m])": 0.01 for function in ("rate", "increase", "delta", "irate", "deriv")},
    **{
        f"{function}(raw[10m] offset 9m)": 0.001
        for function in ("rate", "increase", "delta", "irate", "deriv")
    },
    **{f"{function}(raw[20s])": 0.001 for function in ("rate", "increase", "irate", "last_over_time")},
    **{f"{function}(raw[40s] offset {_RESTART - 2995}s)": 0.001 for function in ("rate", "count_over_time")},
    "rate(raw[10m] offset 2h)": 0.001,
}
# No sample may lie on the edge of a window: versions of Prometheus differ there.
RAGGED_NOW = NOW + 7


def expected(source: str, quantum: float, series: World) -> list[dict[str, object]]:
    """In promtool's form. Rounded values must not lie where a little more would be rounded to something else."""
    samples = []
    for labels, value in evaluate(to_tree(source), series).items():
        if quantum:
            nearest = round(value / quantum) * quantum
            assert abs(value - nearest) < 0.45 * quantum, f"{source}: {value} lies between two roundings"
            value = round(nearest, 6)
        kept = [pair for pair in sorted(labels) if not quantum or pair[0] != NAME]
        text = ", ".join(label_matcher(*pair) for pair in kept)
        samples.append({"labels": f"{{{text}}}", "value": value})
    return samples


def check(
    promtool: Tool,
    folder: Path,
    cases: Mapping[str, float],
    series: World,
    now: int,
    given: Mapping[str, str],
) -> list[str]:
    """What promtool says against the values that we expect of these expressions, by what each is rounded to."""
    asked = [
        {
            "eval_time": f"{now}s",
            "expr": f"round({source}, {quantum})" if quantum else source,
            "exp_samples": expected(source, quantum, series),
        }
        for source, quantum in cases.items()
    ]
    inputs = [{"series": each, "values": values} for each, values in given.items()]
    test = {"interval": "1s", "input_series": inputs, "promql_expr_test": asked}
    (folder / "test.yaml").write_text(json.dumps({"evaluation_interval": "1h", "tests": [test]}), "utf-8")
    return [getattr(each, "said", repr(each)) for each in play(promtool, folder, ["test.yaml"])]


def printed(labels: Mapping[str, str]) -> str:
    rest = ", ".join(label_matcher(*pair) for pair in labels.items() if pair[0] != NAME)
    return f"{labels[NAME]}{{{rest}}}"


def test_steady_series(promtool: Tool, tmp_path: Path) -> None:
    given = {printed(each.labels): f"{each.value(0):g}{each.steady.slope:+g}x{NOW}" for each in STEADY}
    series = world(InputSeries(each.labels, each.steady) for each in STEADY)
    cases = {**dict.fromkeys(EXACT, 0.0), **ROUNDED}
    assert check(promtool, tmp_path, cases, series, NOW, given) == []


def test_every_sample_known(promtool: Tool, tmp_path: Path) -> None:
    samples = [(at, value) for at in range(RAGGED_NOW + 1) if (value := ragged(at)) is not None]
    values = dict(samples)
    given = {"raw": " ".join(f"{values[at]:g}" if at in values else "_" for at in range(RAGGED_NOW + 1))}
    series = world([InputSeries({NAME: "raw"}, Sampled(samples, RAGGED_NOW))])
    assert check(promtool, tmp_path, RAGGED, series, RAGGED_NOW, given) == []


def test_all_that_the_evaluator_knows_is_tried() -> None:
    steady = " ".join((*EXACT, *ROUNDED))
    assert [each for each in (*STEADY_FUNCTIONS, *FUNCTIONS) if f"{each}(" not in steady] == []
    ragged = " ".join(RAGGED)
    assert [each for each in SAMPLED_FUNCTIONS if f"{each}(" not in ragged] == []


@pytest.mark.parametrize(
    "source",
    [
        "sum_over_time(up[5m])",
        "count_over_time(up[5m])",
        "quantile_over_time(0.5, up[5m])",
        "rate(up[5m:1m])",
        "stddev(up)",
        "up % 2",
        "histogram_quantile(0.9, up)",
        "round(up, 5)",
        "up * on (job) flat",
    ],
)
def test_what_is_not_known_is_refused(source: str) -> None:
    """Nothing is claimed then."""
    series = world(InputSeries(each.labels, each.steady) for each in STEADY)
    with pytest.raises(Unsupported):
        evaluate(to_tree(source), series)
