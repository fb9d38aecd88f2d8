"""Durations and exact decimals, as Prometheus writes them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import lru_cache

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 604800
_UNITS = {"y": 365 * DAY, "w": WEEK, "d": DAY, "h": HOUR, "m": MINUTE, "s": 1}
_DURATION = re.compile(r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?", re.ASCII)
# Ten years: beyond that Prometheus itself overflows soon, and nobody means it.
MAX_SECONDS = 3650 * DAY


def parse_duration(text: str) -> int:
    """Whole seconds of a Prometheus duration such as `90s`, `1h30m` or `30d`.

    Units come in the order y w d h m s, each at most once, as Prometheus wants it.
    Raises ValueError with a message made for people.
    """
    match = _DURATION.fullmatch(text)
    if not text or match is None:
        if re.fullmatch(r"\d+", text):
            raise ValueError(f"`{text}` has no unit")
        if "ms" in text:
            raise ValueError(f"`{text}`: milliseconds are finer than any rule is evaluated")
        raise ValueError(f"`{text}` is not a duration")
    seconds = sum(
        int(count) * size for count, size in zip(match.groups(), _UNITS.values(), strict=True) if count
    )
    if seconds > MAX_SECONDS:
        raise ValueError(f"`{text}` is longer than ten years")
    return seconds


def parse_exact(text: str) -> Decimal:
    """Seconds of a duration that may end in milliseconds, such as `250ms` or `1s500ms`: latencies are often shorter
    than anything that is scheduled. Raises ValueError as parse_duration does."""
    match = re.fullmatch(r"(.*?)(\d+)ms", text, re.ASCII)
    if match is None:
        return Decimal(parse_duration(text))
    whole, milliseconds = match.groups()
    return (parse_duration(whole) if whole else 0) + Decimal(milliseconds) / 1000


@lru_cache(maxsize=4096)
def duration(seconds: int) -> str:
    """In the largest unit that fits a whole number of times: 150 is `150s`, 5400 is `90m`, 86400 is `1d`.

    One unit, so that the text is also a good piece of a series name (`slo:error_ratio:rate90m`).
    """
    for unit in ("d", "h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"


# Halves round up, as people do it: 129 seconds are 2.15 minutes, and so 2.2.
_TWO_FIGURES = Context(prec=2, rounding=ROUND_HALF_UP)
_SIZES = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second"))


def _rounded(seconds: float) -> tuple[str, str]:
    """(amount, unit) in the largest unit of which there is one: two figures, or all of a whole number of them."""
    for size, unit in _SIZES:
        exact = Decimal(seconds) / size
        amount = (
            _TWO_FIGURES.create_decimal(exact) if exact < 100 else exact.quantize(Decimal(1), ROUND_HALF_UP)
        )
        if amount >= 1 or size == 1:
            return f"{amount.normalize():f}", unit
    raise AssertionError("unreachable: the last unit takes everything")


def spoken(seconds: float) -> str:
    """For people: `1.6 minutes`, `3.6 hours`, `30 days`."""
    amount, unit = _rounded(seconds)
    return f"{amount} {unit}" + ("" if amount == "1" else "s")


def compact(seconds: float) -> str:
    """For tables: `50s`, `1.6m`, `14h`, `1.5d`."""
    amount, unit = _rounded(seconds)
    return amount + unit[0]


@lru_cache(maxsize=4096)
def decimal_text(value: Fraction | Decimal | int) -> str:
    """A number exactly as a person would write it: no exponent, no trailing zeros, no binary noise.

    A fraction without a finite decimal form is cut to 12 significant digits.
    """
    if isinstance(value, Fraction):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        value = exact if Fraction(exact) == value else Decimal(f"{exact:.12g}")
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4096)
def percent(share: Fraction) -> str:
    """`99.9%`, as exact as decimal_text. Every text of an SLO says its target, so it is worked out once."""
    return f"{decimal_text(share * 100)}%"
