"""Reads Jsonnet: a program that yields one document, or an array of documents."""

from __future__ import annotations

import json
from decimal import Decimal

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.origin import Path
from slosmith.source.document import Document, Value
from slosmith.source.jsonnet_process import DEFAULT_LIMITS, Limits, Program, evaluate
from slosmith.source.reading import Reading, Source
from slosmith.source.yaml_builder import MAX_DEPTH, MAX_VALUES

_TOO_DEEP = f"the program yields values that are nested deeper than {MAX_DEPTH} levels"


def read(source: Source, limits: Limits = DEFAULT_LIMITS) -> Reading:
    program = Program(source.file, source.path, source.text, (source.root,))
    result = evaluate(program, limits)
    if isinstance(result, Diagnostic):
        return Reading((), (result,))
    data, problem = _parse(result)
    if problem:
        return Reading((), (diagnose("too-large", problem, Span(source.file)),))
    parts = [part for part in (data if isinstance(data, list) else [data]) if part is not None]
    wrong = next((part for part in parts if not isinstance(part, dict)), None)
    if wrong is not None:
        message = f"the program yields {_called(wrong)} where a document is expected"
        hint = "a program yields one object, or an array of objects"
        return Reading((), (diagnose("jsonnet", message, Span(source.file), hint),))
    return Reading(
        tuple(Document(source.file, source.text, part, _unknown, number) for number, part in enumerate(parts))
    )


def _parse(text: str) -> tuple[Value, str]:
    """The data, or the reason why they are too large."""
    try:
        data: Value = json.loads(text, parse_float=_number)
    except RecursionError:
        return None, _TOO_DEEP
    return data, excess(data)


def excess(data: Value) -> str:
    """Why the data are too large, or nothing."""
    level, values = [data], 0
    for _ in range(MAX_DEPTH):
        children = [child for value in level for child in _children(value)]
        values += len(children)
        if values > MAX_VALUES:
            return f"the program yields more than {MAX_VALUES} values"
        level = [child for child in children if isinstance(child, dict | list)]
        if not level:
            return ""
    return _TOO_DEEP


def _children(value: Value) -> list[Value]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _number(text: str) -> Decimal:
    """The shortest number that Jsonnet cannot tell from this one: it prints 0.1 as 0.10000000000000001."""
    return Decimal(repr(float(text)))


def _called(value: Value) -> str:
    names = {bool: "a boolean", int: "a number", Decimal: "a number", str: "text", list: "an array"}
    return names[type(value)]


def _unknown(path: Path, key: bool) -> tuple[int, int, int]:
    """A program's values stand in no line."""
    return 0, 0, 1
