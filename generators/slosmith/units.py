"""Durations and exact decimals, as Prometheus writes them."""

from __future__ import annotations

import re
from decimal import Decimal
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
    whole, milliseconds = text, Decimal(0)
    if match := re.fullmatch(r"(.*?)(\d+)ms", text, re.ASCII):
        whole, milliseconds = match[1], Decimal(match[2])
    seconds = parse_duration(whole) if whole or not milliseconds else 0
    return Decimal(seconds) + milliseconds / 1000


@lru_cache(maxsize=4096)
def duration(seconds: int) -> str:
    """In the largest unit that fits a whole number of times: 150 is `150s`, 5400 is `90m`, 86400 is `1d`.

    One unit, so that the text is also a good piece of a series name (`slo:error_ratio:rate90m`).
    """
    for unit in ("d", "h", "m"):
        if seconds and seconds % _UNITS[unit] == 0:
            return f"{seconds // _UNITS[unit]}{unit}"
    return f"{seconds}s"


_SPOKEN = ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute"), (1, "second"))


def spoken(seconds: float) -> str:
    """For people, two figures at most: `1.6 minutes`, `3.6 hours`, `30 days`."""
    for size, name in _SPOKEN:
        if seconds >= size or size == 1:
            amount = (
                f"{float(f'{seconds / size:.2g}'):g}" if seconds < 100 * size else f"{seconds / size:.0f}"
            )
            return f"{amount} {name}" + ("" if amount == "1" else "s")
    raise AssertionError("unreachable: the last unit takes everything")


def compact(seconds: float) -> str:
    """For tables, two figures: `50s`, `1.6m`, `14h`, `1.5d`."""
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "m")):
        if seconds >= size * 0.995:
            return (
                f"{float(f'{seconds / size:.2g}'):g}{unit}"
                if seconds < 100 * size
                else f"{seconds / size:.0f}{unit}"
            )
    return f"{float(f'{seconds:.2g}'):g}s"


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
