"""Numbers as promtool writes them."""

from __future__ import annotations

from decimal import Decimal

from slosmith.units import decimal_text


def number(value: float) -> str:
    """Without an exponent, which not every version of promtool reads here."""
    if value != value:
        return "NaN"
    if float(value).is_integer():
        return str(int(value))
    return decimal_text(Decimal(repr(float(value))))
