"""What pydantic found, said in our words and at the place where it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from slosmith.codes import CODES
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Path
from slosmith.source.document import Document
from slosmith.spec.spelling import closest, did_you_mean
from slosmith.spec.types import kind_of, shown

_Location: TypeAlias = tuple[int | str, ...]
_EXPECTED = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "decimal_type": "a number",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def complaints(fault: ValidationError, document: Document, model: type[BaseModel]) -> list[Diagnostic]:
    errors = [each for each in fault.errors(include_url=False) if not _is_echo(each)]
    meant = {
        each["loc"]: _meant(each, document, model) for each in errors if each["type"] == "extra_forbidden"
    }
    misspelt = {(*location[:-1], key) for location, key in meant.items()}
    # A misspelt key is missing as well; saying so twice would look like two mistakes.
    told = [each for each in errors if each["type"] != "missing" or each["loc"] not in misspelt]
    return [_complaint(each, document, model, meant.get(each["loc"], "")) for each in told]


def _is_echo(error: ErrorDetails) -> bool:
    """A list is also called too short when its items were refused."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _complaint(error: ErrorDetails, document: Document, model: type[BaseModel], meant: str) -> Diagnostic:
    location = _without_tags(error["loc"])
    kind, path = error["type"], _real_path(location, document.data)
    context: dict[str, Any] = error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _keys_at(model, error["loc"][:-1])
        hint = did_you_mean(meant, known) or f"the keys are {', '.join(known)}"
        return diagnose("unknown-key", f"unknown key `{location[-1]}`", document.span(path, key=True), hint)
    if kind == "missing":
        key = str(location[-1])
        place = document.span_of_missing(path, key)
        return diagnose("missing-key", f"`{key}` is missing", place, f"add `{key}: ...` here")
    if kind in CODES:
        key_is_meant = location[-1:] == ("[key]",)
        path = _real_path((*path, *filter(None, context["at"].split("."))), document.data)
        return diagnose(kind, error["msg"], document.span(path, key=key_is_meant), context["hint"])
    if kind in _EXPECTED:
        message = f"expected {_EXPECTED[kind]}, found {kind_of(error['input'])}"
        return diagnose("wrong-type", message, document.span(path), _type_hint(kind, error["input"]))
    message, hint = _plain(kind, error, context)
    return diagnose("bad-value", message, document.span(path), hint)


def _type_hint(kind: str, value: object) -> str:
    match _EXPECTED[kind], value:
        case _, None:
            return "give it a value, or leave the key out"
        case "text", bool():
            return f'quote it: "{str(value).lower()}"'
        case "text", int() | Decimal():
            return f'quote it: "{value}"'
        case "text", dict() | list():
            return "text that starts with `{` or `[`, or holds `: `, must be quoted"
        case "true or false", str():
            return "write true or false, without quotes"
        case "a whole number", Decimal():
            return "write it without a fraction"
        case "a list", dict():
            return "start each item with `- `"
        case "a list", _:
            return f"write it as a list: [{shown(value)}]"
        case "a mapping", _:
            return "write `key: value`, a line for each key"
        case _:
            return ""


def _plain(kind: str, error: ErrorDetails, context: dict[str, Any]) -> tuple[str, str]:
    """Message and hint: pydantic's own wording where it is good, ours where it is not."""
    match kind:
        case "literal_error" | "enum":
            expected, value = str(context["expected"]).replace("'", "`"), shown(error["input"])
            known = re.findall(r"`(.*?)`", expected)
            return f"expected {expected}, found `{value}`", did_you_mean(value, known)
        case "too_short" if isinstance(error["input"], dict):
            return "the mapping is empty", "write at least one key, or leave this one out"
        case "too_short":
            return "the list is empty", "write at least one item, or leave the key out"
        case "too_long" if isinstance(error["input"], str):
            return f"the text is longer than {context['max_length']} characters", "shorten it"
        case "too_long":
            return f"the list holds more than {context['max_length']} items", "remove the others"
        case "string_too_long":
            return f"the text is longer than {context['max_length']} characters", "shorten it"
        case "greater_than_equal":
            return f"the number must be at least {context['ge']}", ""
        case "less_than_equal":
            return f"the number must be at most {context['le']}", ""
        case _:
            return error["msg"][:1].lower() + error["msg"][1:], ""


def _meant(error: ErrorDetails, document: Document, model: type[BaseModel]) -> str:
    """The key that an unknown one is probably a misspelling of: one that is not there already."""
    *outer, key = error["loc"]
    written = document.beside(_real_path(_without_tags(error["loc"]), document.data))
    return closest(str(key), [each for each in _keys_at(model, outer) if each not in written])


def _without_tags(location: Sequence[int | str]) -> _Location:
    """Without the tags of the SLI union, which stand behind its key and name nothing in the data."""
    return tuple(part for before, part in zip(("", *location), location, strict=False) if before != "sli")


def _real_path(location: _Location, data: object) -> Path:
    """The parts of pydantic's location that exist in the data; a missing key is at its parent."""
    path: list[str | int] = []
    here: Any = data
    for part in location:
        if _holds(here, part):
            here = here[part]
            path.append(part)
    return tuple(path)


def _holds(value: Any, part: int | str) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _keys_at(model: type[BaseModel], location: Sequence[int | str]) -> list[str]:
    """The keys of the object at a location, found by walking the models' fields."""
    current: list[type[BaseModel]] = [model]
    for before, part in zip(("", *location), location, strict=False):
        if before == "sli":
            # The tag of the SLI union: the one type that has this key.
            current = [each for each in current if part in each.model_fields]
        elif isinstance(part, str):
            current = [found for each in current for found in _models_of(each, part)] or current
    return sorted({_key(name, each) for each in current for name in each.model_fields})


def _key(name: str, model: type[BaseModel]) -> str:
    return model.model_fields[name].alias or name


def _models_of(model: type[BaseModel], key: str) -> list[type[BaseModel]]:
    for name, info in model.model_fields.items():
        if key in (name, info.alias):
            return list(_models_in(info.annotation))
    return []


def _models_in(annotation: Any) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
