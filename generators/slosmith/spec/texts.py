"""Names and texts of the spec language: each parses strictly and refuses with a sentence and a way out.

Validators raise PydanticCustomError whose type is a code of slosmith.codes and whose context holds the hint.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, NoReturn

from pydantic import AfterValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError


def refuse(code: str, message: str, hint: str = "", *, at: str = "") -> NoReturn:
    """`at` is the key that is meant, where a validator looks at a whole mapping."""
    # Braces would be read as places for the context; what a user wrote must print as it is.
    raise PydanticCustomError(code, "{text}", {"text": message, "hint": hint, "at": at})


# Those that change the direction of writing as well: they show people another text than Prometheus gets.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSAFE_IN_LABEL = re.compile(r'["\\\n\t]|\{\{|\}\}')


def shown(value: object, limit: int = 60) -> str:
    """A value for a message: on one line, short, control characters visible."""
    text = ascii(value)[1:-1] if isinstance(value, str) and _CONTROL.search(value) else str(value)
    text = text.replace("\n", "\\n").replace("\t", "\\t")
    return text if len(text) <= limit else text[: limit - 3] + "..."


def checked_text(value: str) -> str:
    """Something, without control characters, and without space at its end."""
    if found := _CONTROL.search(value):
        refuse("bad-text", f"the text holds a control character ({ascii(found[0])[1:-1]})", "remove it")
    if not value.strip():
        refuse("bad-text", "the text is empty", "say something, or leave the key out")
    return value.rstrip()


def _line(value: str) -> str:
    value = checked_text(value)
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


# Names that Prometheus 3 takes between quotes; a check asks whether the servers do. What templates, printf and
# quotes give a meaning is left out, and so is space at the ends.
UTF8_NAME = r"(?![ ])[^\x00-\x1f\x7f-\x9f\"'`\\{}$%\[\]()|\u2028-\u202e\u2066-\u2069\ud800-\udfff]+(?<![ ])"


_UTF8_SCHEMA = WithJsonSchema(
    {"type": "string", "pattern": "^[^\"'`\\\\{}$%\\[\\]()|]+$", "minLength": 1, "maxLength": 200}
)


def _label_name(value: str) -> str:
    if value.startswith("__"):
        refuse(
            "bad-name",
            f"`{shown(value)}` starts with two underscores",
            "Prometheus keeps such labels for itself",
        )
    return _pattern(UTF8_NAME, "letters, digits and underscores, not starting with a digit", 200)(value)


def _named(regex: str, wanted: str, longest: int = 63) -> Any:
    return (
        StringConstraints(strict=True),
        AfterValidator(_pattern(regex, wanted, longest)),
        WithJsonSchema({"type": "string", "pattern": f"^{regex}$", "maxLength": longest}),
    )


def _free_name(value: str) -> str:
    """A label value of Prometheus, and the name of a receiver or time interval of Alertmanager: one line that needs no
    escape in matchers and templates, and that does not read as a path out of a folder."""
    if found := _CONTROL.search(value):
        refuse("bad-name", f"the name holds a control character ({ascii(found[0])[1:-1]})", "remove it")
    if not value.strip():
        refuse("bad-name", "the name is empty", "give it a name")
    if value != value.strip():
        refuse("bad-name", f"`{shown(value)}` begins or ends with space", "remove it")
    if found := _UNSAFE_IN_LABEL.search(value):
        hint = "it ends up in matchers, routes and texts; use letters, digits, spaces and - _ . : / # @ +"
        refuse("bad-name", f"a name may not hold `{shown(found[0])}`", hint)
    if {".", ".."} & set(value.split("/")):
        refuse("bad-name", f"`{shown(value)}` reads as a path", "leave out the dots between slashes")
    if len(value) > _LONGEST:
        refuse("bad-name", f"`{shown(value)}` has {len(value)} characters", f"use at most {_LONGEST}")
    return value


_LONGEST = 100
# Names of severities, teams, roles, receivers and time intervals.
FreeName = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_free_name),
    WithJsonSchema(
        {"type": "string", "pattern": r'^[^\s"\\](?:[^"\\\n\t]*[^\s"\\])?$', "maxLength": _LONGEST}
    ),
]
Word = Annotated[str, *_named(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", "lower-case words joined by `-`")]
Name = Annotated[str, *_named(NAME, "lower-case letters, digits and single `-` between them")]
Id = Annotated[str, *_named(ID, "letters and digits, joined by `-`, `_` or `.`")]
AlertName = Annotated[str, *_named(ALERT_NAME, "letters, digits and underscores, UpperCamel by custom", 100)]
MetricName = Annotated[
    str,
    StringConstraints(strict=True),
    AfterValidator(_pattern(UTF8_NAME, "letters, digits, underscores and colons", 200)),
    _UTF8_SCHEMA,
]
LabelName = Annotated[str, AfterValidator(_label_name), _UTF8_SCHEMA]
Text = Annotated[str, AfterValidator(checked_text)]
Line = Annotated[str, AfterValidator(_line)]
LabelValue = Annotated[str, AfterValidator(_label_value)]
PromQL = Annotated[str, AfterValidator(checked_text)]


def kind_of(value: object) -> str:
    """What people call the type of a value."""
    names = {
        bool: "true or false",
        int: "a number",
        Decimal: "a number",
        str: "text",
        list: "a list",
        dict: "a mapping",
    }
    return names.get(type(value), "nothing")


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
