"""Sums that somebody wrote, taken apart where each summand can stand alone."""

from __future__ import annotations

import pytest

from slosmith.promql.sums import matched, negative, summands

A, B, C = (f"sum(rate({name}_total[$window]))" for name in "abc")


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("a_total", ["a_total"]),
        (f"{A} + {B}", [A, B]),
        (f"({A} + {B}) # both", [A, B]),
        (f"{A} + ({B} + {C})", [A, B, C]),
        (f"10 * {A} + {B} / 2", [f"10 * {A}", f"{B} / 2"]),
        (f"({A} or vector(0)) + {B}", [f"({A} or vector(0))", B]),
        ('rate(a{x="+"}[$window]) + rate(b{x=~`[)+]`}[$window])', ['rate(a{x="+"}[$window])', "rate(b{x=~`[)+]`}[$window])"]),
        # No sum of series, or none that can be taken apart.
        (f"{A} + 1", None),
        (f"{A} or {B} + {C}", None),
        (f"{A} - {B} + {C}", None),
        (f"{A} + {B} > 0", None),
        (f"{A} + on () {B}", None),
        ("sum(rate(a[$window]) + rate(b[$window]))", None),
        (f"2 * ({A} + {B})", None),
        ("sum(rate(a[$window])", None),
    ],
)  # fmt: skip
def test_summands(source: str, parts: list[str] | None) -> None:
    assert list(summands(source)) == (parts or [source])


@pytest.mark.parametrize(
    ("source", "adds", "subtracts"),
    [
        (A, False, False),
        (f"{A} + 1 - 2", False, False),
        (f"2 * ({A} + {B})", True, False),
        ("sum(rate(a[$window]) - rate(b[$window]))", False, True),
    ],
)  # fmt: skip
def test_what_is_matched(source: str, adds: bool, subtracts: bool) -> None:
    assert (matched(source, "+"), matched(source, "-")) == (adds, subtracts)


@pytest.mark.parametrize(
    ("source", "found"),
    [(A, False), (f"-{A}", True), (f"{A} * -2", True), (f"{A} / (-2)", True), (f"{A} - 2", False)],
)
def test_negative_weights(source: str, found: bool) -> None:
    assert negative(source) is found
