"""Numbers as the template functions of Prometheus print them; to the letter, since promtool compares annotations so."""

from __future__ import annotations

import math
from decimal import Decimal

_LARGE = ("k", "M", "G", "T", "P", "E", "Z", "Y")
_SMALL = ("m", "u", "n", "p", "f", "a", "z", "y")


def _four_figures(value: float) -> str:
    """Go's %.4g."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    return f"{value:.4g}"


def humanize(value: float) -> str:
    """With a metric prefix: 1234567 is 1.235M."""
    if value == 0 or not math.isfinite(value):
        return _four_figures(value)
    prefix = ""
    if abs(value) >= 1:
        for each in _LARGE:
            if abs(value) < 1000:
                break
            prefix, value = each, value / 1000
    else:
        for each in _SMALL:
            if abs(value) >= 1:
                break
            prefix, value = each, value * 1000
    return _four_figures(value) + prefix


def humanize_percentage(value: float) -> str:
    return _four_figures(value * 100) + "%"


def humanize_duration(value: float) -> str:
    """Seconds as `1d 2h 3m 4s`, from the largest unit that there is one of; below a minute with a fraction."""
    if value == 0 or not math.isfinite(value):
        return _four_figures(value) + ("s" if value == 0 else "")
    if abs(value) < 1:
        prefix = ""
        for each in _SMALL:
            if abs(value) >= 1:
                break
            prefix, value = each, value * 1000
        return f"{_four_figures(value)}{prefix}s"
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole = int(value)
    days, hours, minutes, seconds = whole // 86400, whole // 3600 % 24, whole // 60 % 60, whole % 60
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {seconds}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {seconds}s"
    if minutes:
        return f"{sign}{minutes}m {seconds}s"
    return f"{sign}{_four_figures(value)}s"


def plain(value: float) -> str:
    """As a template prints a number that no function was asked to shape: Go's %v, which is %g with the shortest digits,
    and an exponent below 0.0001 and from a million on."""
    if not math.isfinite(value):
        return _four_figures(value)
    exact = Decimal(repr(value)).normalize()
    exponent = exact.adjusted() if value else 0
    if -5 < exponent < 6:
        return f"{exact:f}"
    digits = "".join(map(str, exact.as_tuple().digits))
    mantissa = f"{digits[0]}.{digits[1:]}" if digits[1:] else digits
    return f"{'-' if value < 0 else ''}{mantissa}e{exponent:+03d}"
