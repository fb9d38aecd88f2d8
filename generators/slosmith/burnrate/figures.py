"""Rounding of exact fractions to figures that a person and a rule file can both hold."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from slosmith.units import decimal_text

# More digits than anybody sets a burn rate to, few enough to stay readable in a rule.
SHORT_DIGITS = 6


def _rounded(value: Fraction, digits: int, rounding: str) -> Fraction:
    context = Context(prec=digits, rounding=rounding)
    return Fraction(context.divide(Decimal(value.numerator), Decimal(value.denominator)))


def round_down(value: Fraction, digits: int) -> Fraction:
    """The largest decimal of so many significant digits that does not exceed `value`."""
    return _rounded(value, digits, ROUND_FLOOR)


def round_nearest(value: Fraction, digits: int) -> Fraction:
    """The decimal of so many significant digits nearest to `value`."""
    return _rounded(value, digits, ROUND_HALF_EVEN)


def is_short_decimal(value: Fraction) -> bool:
    """Whether `value` is exactly a decimal of at most six significant digits."""
    return round_nearest(value, SHORT_DIGITS) == value


def times(burn: Fraction) -> str:
    """A burn rate for people: `14.4x`."""
    return f"{decimal_text(burn)}x"


def percent(ratio: Fraction) -> str:
    """A ratio for people, to three figures: `8.57%`."""
    return f"{decimal_text(round_nearest(100 * ratio, 3))}%"


def exact_percent(ratio: Fraction) -> str:
    """A ratio for people, with every digit: `99.999%`."""
    return f"{decimal_text(100 * ratio)}%"
