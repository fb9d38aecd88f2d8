"""What pydantic found, said in our words and at the place where it was written."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from slosmith.codes import CODES
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.source.document import Document, Path

_FOUND = {
    bool: "true or false",
    int: "a number",
    Decimal: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
    type(None): "nothing",
}
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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""


def complaints(fault: ValidationError, document: Document, model: type[BaseModel]) -> list[Diagnostic]:
    return [_complaint(error, document, model) for error in fault.errors(include_url=False)]


def _complaint(error: ErrorDetails, document: Document, model: type[BaseModel]) -> Diagnostic:
    location = _without_tags(error["loc"])
    kind, path = error["type"], _real_path(location, document.data)
    context: dict[str, Any] = error.get("ctx", {})
    if kind == "extra_forbidden":
        key = str(location[-1])
        known = _keys_at(model, location[:-1])
        hint = did_you_mean(key, known) or (f"the keys are {', '.join(sorted(known))}" if known else "")
        return diagnose("unknown-key", f"unknown key `{key}`", document.span(path, key=True), hint)
    if kind == "missing":
        key = str(location[-1])
        return diagnose("missing-key", f"`{key}` is missing", document.span(path), f"add `{key}: ...` here")
    if kind in CODES:
        key_is_meant = location[-1:] == ("[key]",)
        return diagnose(kind, error["msg"], document.span(path, key=key_is_meant), context.get("hint", ""))
    if kind in _EXPECTED:
        found = _FOUND.get(type(error["input"]), "something else")
        number = kind == "string_type" and type(error["input"]) in (int, Decimal)
        hint = f'quote it: "{error["input"]}"' if number else ""
        return diagnose("wrong-type", f"expected {_EXPECTED[kind]}, found {found}", document.span(path), hint)
    return diagnose("bad-value", _plain(kind, error["msg"], context), document.span(path))


def _plain(kind: str, message: str, context: dict[str, Any]) -> str:
    """pydantic's own wording where it is good, ours where it is not."""
    match kind:
        case "literal_error" | "enum":
            return f"expected {context.get('expected', 'another value')}"
        case "too_short":
            return f"the list needs at least {context['min_length']}"
        case "too_long":
            return f"the list holds more than {context['max_length']}"
        case "string_too_long":
            return f"the text is longer than {context['max_length']} characters"
        case "string_pattern_mismatch":
            return f"the text does not match {context['pattern']}"
        case "greater_than_equal":
            return f"the number must be at least {context['ge']}"
        case "less_than_equal":
            return f"the number must be at most {context['le']}"
        case _:
            return message[:1].lower() + message[1:]


def _without_tags(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Without the tags of the SLI union, which stand behind its key and name nothing in the data."""
    return tuple(part for before, part in zip(("", *location), location, strict=False) if before != "sli")


def _real_path(location: tuple[int | str, ...], data: object) -> Path:
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


def _keys_at(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """The keys of the object at a location, found by walking the models' fields."""
    current: list[type[BaseModel]] = [model]
    for part in location:
        if not isinstance(part, str):
            continue
        deeper = [found for each in current for found in _models_of(each, part)]
        current = deeper or current
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
