"""Taking a comparison with a number apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from slosmith.promql.comparison import Comparison, split_comparison

CASES: dict[str, tuple[str, str, str] | None] = {
    "max(x) > 100": ("max(x)", ">", "100"),
    "x >= 0.5": ("x", ">=", "0.5"),
    "x < -1e3": ("x", "<", "-1E+3"),
    "time() - max(t) > 30": ("time() - max(t)", ">", "30"),
    'x{a=">"} == 1': ('x{a=">"}', "==", "1"),
    "x{a='\\'>'} != 1": ("x{a='\\'>'}", "!=", "1"),
    "sum by (on) (x) <= 2": ("sum by (on) (x)", "<=", "2"),
    "max(x > 3) > 5": ("max(x > 3)", ">", "5"),
    "histogram_quantile(\n  0.99, sum by (le) (rate(b[5m]))\n) > 6": (
        "histogram_quantile(\n  0.99, sum by (le) (rate(b[5m]))\n)",
        ">",
        "6",
    ),
    "x": None,
    "absent(x)": None,
    "x > y": None,
    "5 < x": None,
    "x > 1 and y": None,
    "x > bool 1": None,
    "x > 1 or y > 2": None,
    "x unless y": None,
    "x > 1 > 2": None,
    "x > NaN": None,
    "x > Inf": None,
    "1 > 2": None,
    "x # > 3": None,
    "(x > 3)": None,
}


@pytest.mark.parametrize("source", CASES)
def test_split(source: str) -> None:
    expected = CASES[source]
    found = split_comparison(source)
    if expected is None:
        assert found is None
    else:
        left, operator, value = expected
        assert found == Comparison(left, operator, Decimal(value))
