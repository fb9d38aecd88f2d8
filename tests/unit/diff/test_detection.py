"""When a detection time counts as later: by more than two in a hundred."""

from __future__ import annotations

from fractions import Fraction

import pytest

from slosmith.diff.detection import is_later
from slosmith.explanation import DetectionLine


def line(seconds: float, alert: str | None = "A") -> DetectionLine:
    return DetectionLine(Fraction(1), alert, "high", seconds, 0.1, 60, 0, False)


@pytest.mark.parametrize(
    ("before", "after", "later"),
    [
        (100, 100, False),
        (100, 90, False),
        (100, 101, False),
        (100, 102, False),
        (100, 102.1, True),
        (100, 103, True),
        (100, 200, True),
        (36_000, 36_700, False),
        (36_000, 36_800, True),
    ],
)
def test_by_how_much(before: float, after: float, later: bool) -> None:
    assert is_later(line(before), line(after)) is later


def test_what_nothing_notices() -> None:
    assert is_later(line(100), line(0, None))
    assert not is_later(line(0, None), line(100))
    assert not is_later(line(0, None), line(0, None))
