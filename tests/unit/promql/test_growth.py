"""Whether a ratio is one over every window."""

from __future__ import annotations

import pytest

from slosmith.promql.parsed import Parsed, parse


@pytest.mark.parametrize(
    ("source", "growth"),
    [
        ("sum(rate(a[$window])) / sum(rate(b[$window]))", 0),
        ("sum(increase(a[$window])) / sum(increase(b[$window]))", 0),
        ("1 - sum_over_time(a[$window]) / count_over_time(a[$window])", 0),
        ("(increase(a[$window]) or 0 * increase(b[$window])) / (increase(b[$window]) > 0)", 0),
        ("clamp_max(-(delta(a[$window]) / delta(b[$window])), 1)", 0),
        ("sum_over_time(a[$window:1m]) / count_over_time(a[$window:1m])", 0),
        # A range of its own is the same over every window.
        ("increase(a[5m]) / 10", 0),
        ("increase(a[$window])", 1),
        ("increase(a[$window]) / 10", 1),
        ("increase(a[$window]) - increase(b[$window])", 1),
        ("increase(a[$window]) * increase(b[$window])", 2),
        ("increase(a[$window]) / rate(b[$window])", 1),
        ("rate(a[$window]) / increase(b[$window])", -1),
        ("sum_over_time(a[$window]) / (60 * rate(b[$window]) + sum_over_time(c[$window]))", None),
        ("1 + increase(a[$window])", None),
    ],
)
def test_growth(source: str, growth: int | None) -> None:
    parsed = parse(source)
    assert isinstance(parsed, Parsed)
    assert parsed.growth == growth
