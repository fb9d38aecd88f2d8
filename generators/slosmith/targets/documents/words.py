"""Quantities as people say them in a document."""

from __future__ import annotations

from decimal import Context
from fractions import Fraction

from slosmith.units import DAY, HOUR, MINUTE, decimal_text, spoken

_SIZES = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second"))
_PERIODS = {DAY: "day", 7 * DAY: "week", 30 * DAY: "month"}
_THREE_FIGURES = Context(prec=3)


def rolling(window: int) -> str:
    """`30-day rolling`."""
    for size, unit in _SIZES:
        if window % size == 0:
            return f"{window // size}-{unit} rolling"
    raise AssertionError("unreachable: every window is a number of seconds")


def per_period(seconds: Fraction, window: int) -> str:
    """`43.2 minutes/month`: a share of a window, where thirty days are what people call a month."""
    size, unit = next(each for each in _SIZES if seconds >= each[0] or each[0] == 1)
    amount = _THREE_FIGURES.create_decimal(decimal_text(seconds / size)).normalize()
    return f"{amount:f} {unit}{'' if amount == 1 else 's'}/{_PERIODS.get(window) or spoken(window)}"


def share(part: Fraction | float) -> str:
    """A share with two figures: `0.14%`."""
    return f"{float(f'{float(part) * 100:.2g}'):g}%"


def capital(name: str) -> str:
    """A name of the spec at the start of a line: `engineering-lead` is the Engineering Lead."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split("-"))


def one_in(part: Fraction) -> str:
    """`1 in 1,000`."""
    return f"1 in {float(f'{float(1 / part):.3g}'):,.0f}"
