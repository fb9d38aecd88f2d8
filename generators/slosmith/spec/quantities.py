"""Durations, percentages and numbers of the spec language: exact, and refused with a sentence and a way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import AfterValidator, PlainSerializer, PlainValidator, WithJsonSchema

from slosmith.spec.texts import kind_of, refuse, shown
from slosmith.units import duration, parse_duration, parse_exact

D = TypeVar("D", int, Decimal)


def _parsed(value: object, parse: Callable[[str], D]) -> D:
    if not isinstance(value, str):
        hint = (
            f"give it a unit: `{value}s`, `{value}m`, ..." if isinstance(value, int) else "such as 5m or 30d"
        )
        refuse("bad-duration", f"expected a duration, found {kind_of(value)}", hint)
    try:
        return parse(value)
    except ValueError as fault:
        refuse(
            "bad-duration",
            str(fault).replace(value, shown(value)),
            "write it as Prometheus does: 90s, 5m, 1h30m, 30d (units in the order w d h m s)",
        )


def _duration(value: object) -> int:
    return _parsed(value, parse_duration)


def _at_least(minimum: int) -> Callable[[int], int]:
    def check(seconds: int) -> int:
        if seconds < minimum:
            refuse("bad-duration", f"`{duration(seconds)}` is too short", f"use at least {duration(minimum)}")
        return seconds

    return check


def _at_most(maximum: int) -> Callable[[int], int]:
    def check(seconds: int) -> int:
        if seconds > maximum:
            refuse("bad-duration", f"`{duration(seconds)}` is too long", f"use at most {duration(maximum)}")
        return seconds

    return check


def _seconds(schema_note: str) -> Any:
    return (
        PlainValidator(_duration),
        PlainSerializer(duration),
        WithJsonSchema(
            {
                "type": "string",
                "pattern": r"^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?$",
                "minLength": 2,
                "description": schema_note,
            }
        ),
    )


Duration = Annotated[int, *_seconds("A Prometheus duration; 0s is allowed.")]
Interval = Annotated[int, *_seconds("A Prometheus duration of at least 1s."), AfterValidator(_at_least(1))]

# Prometheus forgets an instant value after five minutes; a rule that is read so may miss one evaluation, not more.
RuleInterval = Annotated[
    int, *_seconds("From 1s to 2m."), AfterValidator(_at_least(1)), AfterValidator(_at_most(120))
]

WINDOW_MIN, WINDOW_MAX = 3600, 90 * 86400


def _window(seconds: int) -> int:
    if not WINDOW_MIN <= seconds <= WINDOW_MAX:
        refuse(
            "window-range", f"a window of {duration(seconds)} is out of range", "use 1h to 90d; 30d is usual"
        )
    return seconds


Window = Annotated[int, *_seconds("A rolling window from 1h to 90d."), AfterValidator(_window)]


_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,12})?)\s*%?", re.ASCII)


def _percentage(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value)):
        return Decimal(match[1])
    return None


class TargetValue(NamedTuple):
    """A target as a ratio, and as it was written: `99.0%`, with its sign."""

    ratio: Fraction
    text: str

    @property
    def zero_tolerance(self) -> bool:
        return self.ratio == 1

    def __str__(self) -> str:
        return self.text


def _target(value: object) -> TargetValue:
    percent = _percentage(value)
    if percent is None:
        refuse("wrong-type", f"expected a percentage, found {kind_of(value)}", "write it as 99.9%")
    if percent <= 0:
        refuse("target-range", f"the target is {shown(percent)}, which promises nothing", "write it as 99.9%")
    if percent < 1:
        hint = f"did you mean {(percent * 100).normalize():f}%?"
        refuse("target-range", f"the target is {shown(percent)}, which reads as {shown(percent)}%", hint)
    if percent > 100:
        refuse(
            "target-range",
            f"a target of {shown(percent)}% is above 100%",
            "write it as 99.9%; 100% is zero tolerance",
        )
    if -int(percent.as_tuple().exponent) > 12:
        refuse(
            "target-range",
            f"a target of {shown(percent)}% is finer than can be measured",
            "use fewer decimals",
        )
    return TargetValue(Fraction(percent) / 100, f"{str(value).rstrip('% ')}%")


def _percent_schema(note: str) -> Any:
    return WithJsonSchema(
        {
            "description": note,
            "oneOf": [
                {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,12})?\s*%?$"},
                {"type": "number", "minimum": 1, "maximum": 100},
            ],
        }
    )


Target = Annotated[
    TargetValue,
    PlainValidator(_target),
    PlainSerializer(str),
    _percent_schema("A percentage up to 100, such as 99.9%."),
]


def _share(value: object) -> Fraction:
    percent = _percentage(value)
    if percent is None or not 0 < percent <= 100:
        refuse("bad-value", "expected a share of the budget in percent", "write it as 2%")
    return Fraction(percent) / 100


Share = Annotated[
    Fraction, PlainValidator(_share), PlainSerializer(str), _percent_schema("A percentage, such as 2%.")
]


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        refuse(
            "wrong-type", f"expected a number, found {kind_of(value)}", "write a plain number such as 0.95"
        )
    number = Decimal(value)
    if not -15 <= number.adjusted() <= 15 or len(number.as_tuple().digits) > 30:
        refuse("bad-value", f"{shown(number)} is out of range", "use a number between 1e-15 and 1e15")
    return number


Number = Annotated[Decimal, PlainValidator(_number), PlainSerializer(str), WithJsonSchema({"type": "number"})]


def _factor(value: object) -> Fraction:
    if isinstance(value, str) and value.endswith("x"):
        try:
            value = Decimal(value[:-1])
        except ArithmeticError:
            refuse("bad-value", f"`{shown(value)}` is not a burn rate", "write it as 14.4 or 14.4x")
    number = _number(value)
    if number <= 0:
        refuse("bad-value", "a burn rate is above 0", "write it as 14.4")
    return Fraction(number)


Factor = Annotated[
    Fraction,
    PlainValidator(_factor),
    PlainSerializer(str),
    WithJsonSchema(
        {
            "oneOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^\d+(\.\d+)?x$"},
            ]
        }
    ),
]


class Threshold(NamedTuple):
    """A bound on a histogram: seconds if it was written as a duration, else in the histogram's own unit."""

    value: Decimal
    is_duration: bool


def _threshold(value: object) -> Threshold:
    is_duration = isinstance(value, str)
    number = _parsed(value, parse_exact) if is_duration else _number(value)
    if number <= 0:
        refuse(
            "bad-value",
            "a threshold is above 0",
            "write it as a duration (10m) or in the histogram's unit (2)",
        )
    return Threshold(number, is_duration)


BucketThreshold = Annotated[
    Threshold,
    PlainValidator(_threshold),
    PlainSerializer(lambda t: str(t.value)),
    WithJsonSchema(
        {
            "oneOf": [
                {"type": "string", "pattern": r"^(?:\d+(?:w|d|h|m|s|ms))+$"},
                {"type": "number", "exclusiveMinimum": 0},
            ]
        }
    ),
]
