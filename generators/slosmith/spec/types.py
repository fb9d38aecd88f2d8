"""The scalar types of the spec language: each parses strictly and refuses with a sentence and a way out.

Validators raise PydanticCustomError whose type is a code of slosmith.codes and whose context holds the hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, NamedTuple, NoReturn, TypeVar

from pydantic import AfterValidator, PlainSerializer, PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from slosmith.units import duration, parse_duration, parse_exact


def refuse(code: str, message: str, hint: str = "") -> NoReturn:
    # Braces would be read as places for the context; what a user wrote must print as it is.
    raise PydanticCustomError(code, "{text}", {"text": message, "hint": hint})


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_UNSAFE_IN_LABEL = re.compile(r'["\\\n\t]|\{\{|\}\}')


def shown(value: object, limit: int = 60) -> str:
    """A value for a message: on one line, short, control characters visible."""
    text = ascii(value)[1:-1] if isinstance(value, str) and _CONTROL.search(value) else str(value)
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _text(value: str) -> str:
    if found := _CONTROL.search(value):
        refuse("bad-text", f"the text holds a control character ({ascii(found[0])[1:-1]})", "remove it")
    if not value.strip():
        refuse("bad-text", "the text is empty", "say something, or leave the key out")
    return value.rstrip()


def _line(value: str) -> str:
    value = _text(value)
    if "\n" in value:
        refuse("bad-text", "the text has more than one line", "keep it to one line")
    return value


def _label_value(value: str) -> str:
    value = _line(value)
    if found := _UNSAFE_IN_LABEL.search(value):
        refuse(
            "bad-text",
            f"a label value may not hold `{shown(found[0])}`",
            "label values end up in matchers, routes and links; use letters, digits, spaces and - _ . : /",
        )
    return value


def _template(value: str) -> str:
    value = _text(value)
    if value.count("{{") != value.count("}}"):
        refuse("bad-text", "`{{` and `}}` do not match", "each `{{` of a template needs its `}}`")
    return value


def _label_template(value: str) -> str:
    value = _template(value)
    if "\n" in value or '"' in re.sub(r"\{\{.*?\}\}", "", value) or "\\" in re.sub(r"\{\{.*?\}\}", "", value):
        refuse(
            "bad-text", "a label may not hold quotes, backslashes or newlines outside `{{ }}`", "simplify it"
        )
    if "$value" in value or ".Value" in value:
        refuse(
            "bad-text",
            "a label holds the value of the alert",
            "each new value would be a new alert; put it into an annotation",
        )
    return value


def _pattern(regex: str, wanted: str, longest: int = 63) -> Callable[[str], str]:
    compiled = re.compile(regex, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            refuse("bad-name", f"`{shown(value)}` is not a name that can be used here", f"use {wanted}")
        if len(value) > longest:
            refuse("bad-name", f"`{shown(value)}` has {len(value)} characters", f"use at most {longest}")
        return value

    return check


NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
ID = r"[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*"
ALERT_NAME = r"[A-Za-z][A-Za-z0-9_]*"
LABEL_NAME = r"[a-zA-Z_][a-zA-Z0-9_]*"
METRIC_NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"


def _label_name(value: str) -> str:
    if value.startswith("__"):
        refuse(
            "bad-name", f"`{value}` starts with two underscores", "Prometheus keeps such labels for itself"
        )
    return _pattern(LABEL_NAME, "letters, digits and underscores, not starting with a digit")(value)


def _named(regex: str, wanted: str, longest: int = 63) -> Any:
    return (
        StringConstraints(strict=True),
        AfterValidator(_pattern(regex, wanted, longest)),
        WithJsonSchema({"type": "string", "pattern": f"^{regex}$", "maxLength": longest}),
    )


Word = Annotated[str, *_named(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", "lower-case words joined by `-`")]
Name = Annotated[str, *_named(NAME, "lower-case letters, digits and single `-` between them")]
Id = Annotated[str, *_named(ID, "letters and digits, joined by `-`, `_` or `.`")]
AlertName = Annotated[str, *_named(ALERT_NAME, "letters, digits and underscores, UpperCamel by custom", 100)]
MetricName = Annotated[str, *_named(METRIC_NAME, "letters, digits, underscores and colons", 200)]
LabelName = Annotated[
    str, AfterValidator(_label_name), WithJsonSchema({"type": "string", "pattern": f"^{LABEL_NAME}$"})
]
Text = Annotated[str, AfterValidator(_text)]
Line = Annotated[str, AfterValidator(_line)]
LabelValue = Annotated[str, AfterValidator(_label_value)]
Template = Annotated[str, AfterValidator(_template)]
LabelTemplate = Annotated[str, AfterValidator(_label_template)]
PromQL = Annotated[str, AfterValidator(_text)]


def _kind_of(value: object) -> str:
    names = {
        bool: "true or false",
        int: "a number",
        Decimal: "a number",
        str: "text",
        list: "a list",
        dict: "a mapping",
    }
    return names.get(type(value), "nothing")


D = TypeVar("D", int, Decimal)


def _parsed(value: object, parse: Callable[[str], D]) -> D:
    if not isinstance(value, str):
        hint = (
            f"give it a unit: `{value}s`, `{value}m`, ..." if isinstance(value, int) else "such as 5m or 30d"
        )
        refuse("bad-duration", f"expected a duration, found {_kind_of(value)}", hint)
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


def _target(value: object) -> Fraction:
    percent = _percentage(value)
    if percent is None:
        refuse("wrong-type", f"expected a percentage, found {_kind_of(value)}", "write it as 99.9%")
    if percent < 1:
        hint = f"did you mean {(percent * 100).normalize():f}%?" if percent > 0 else "write it as 99.9%"
        refuse("target-range", f"the target is {percent}, which reads as {percent}%", hint)
    if percent > 100:
        refuse(
            "target-range",
            f"a target of {percent}% is above 100%",
            "write it as 99.9%; 100% is zero tolerance",
        )
    if -int(percent.as_tuple().exponent) > 12:
        refuse("target-range", f"a target of {percent}% is finer than can be measured", "use fewer decimals")
    return Fraction(percent) / 100


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
    Fraction,
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
            "wrong-type", f"expected a number, found {_kind_of(value)}", "write a plain number such as 0.95"
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


_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~/%-]*)?", re.ASCII)


def _url(value: str) -> str:
    if "@" in value:
        refuse("bad-value", "the URL holds user information", "credentials never belong into a spec")
    if not _URL.fullmatch(value):
        refuse(
            "bad-value",
            f"`{shown(value)}` is not a base URL",
            "write it as https://host/path, without a query",
        )
    return value.rstrip("/")


BaseUrl = Annotated[
    str, AfterValidator(_url), WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://"})
]
