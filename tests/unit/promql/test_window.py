"""`$window`: only where PromQL would see it."""

from __future__ import annotations

import pytest

from slosmith.promql.window import count_windows, fill_window, has_window, without_comments


@pytest.mark.parametrize(
    ("source", "filled", "count"),
    [
        ("rate(a[$window])", "rate(a[5m])", 1),
        (" rate(a[$window])\n", "rate(a[5m])", 1),
        ("rate(a[$window]) / rate(b[$window])", "rate(a[5m]) / rate(b[5m])", 2),
        ("a", "a", 0),
        ("rate(a[$windows])", "rate(a[$windows])", 0),
        ("rate(a[$window_x])", "rate(a[$window_x])", 0),
        # In a string or a comment it is text.
        ('a{x="$window"}', 'a{x="$window"}', 0),
        ("a{x='$window'}", "a{x='$window'}", 0),
        ("a{x=`$window`}", "a{x=`$window`}", 0),
        (r'a{x="\"$window"} + rate(b[$window])', r'a{x="\"$window"} + rate(b[5m])', 1),
        ("a # $window\n+ rate(b[$window])", "a # $window\n+ rate(b[5m])", 1),
        ('a{x="#"} + rate(b[$window])', 'a{x="#"} + rate(b[5m])', 1),
    ],
)
def test_fill_window(source: str, filled: str, count: int) -> None:
    assert fill_window(source, 300) == filled
    assert count_windows(source) == count
    assert has_window(source) is (count > 0)


@pytest.mark.parametrize(
    ("source", "bare"),
    [
        ("a # why", "a"),
        ('a{x="#1"} # why', 'a{x="#1"}'),
        ("a{ # first\nx='1'}", "a{ \nx='1'}"),
        (r'a{x="\"#"}', r'a{x="\"#"}'),
        ("a{x=`#`}", "a{x=`#`}"),
    ],
)
def test_without_comments(source: str, bare: str) -> None:
    assert without_comments(source) == bare
