"""Holds rule files against their JSON Schema, and says in plain words where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from jsonschema import Draft202012Validator, ValidationError

from slosmith.diagnostics import Diagnostic
from slosmith.origin import path_text
from slosmith.schemas import load
from slosmith.verify.rulefile import Rule, RuleFile, complain

_TYPES = {"array": "a list", "object": "a mapping", "string": "text", "integer": "a whole number"}
_RULE_DEPTH = len(("groups", 0, "rules", 0))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(load("prometheus-rules"))


def shape(files: Sequence[RuleFile]) -> Iterator[Diagnostic]:
    """One diagnostic for each way in which the first document of a file is not what the schema says."""
    for file in files:
        if file.documents and file.documents[0] is not None:
            errors = sorted(_validator().iter_errors(file.documents[0]), key=_path)
            rules = {rule.place: rule for rule in file.rules()} if errors else {}
            for error in errors:
                yield _diagnostic(file, rules, error)


def _path(error: ValidationError) -> str:
    return path_text(tuple(error.absolute_path))


def _diagnostic(file: RuleFile, rules: dict[str, Rule], error: ValidationError) -> Diagnostic:
    path = tuple(error.absolute_path)
    rule = rules.get(path_text(path[:_RULE_DEPTH]))
    if rule is None:
        return complain("rule-shape", said(error, path_text(path) or "the rule file"), file.artifact)
    inside = path_text(path[_RULE_DEPTH:])
    return complain("rule-shape", f"{rule.title}: {said(error, inside or 'the rule')}", file.artifact, rule)


def said(error: ValidationError, subject: str) -> str:
    """What is wrong with `subject`, in words that need no knowledge of JSON Schema."""
    schema = cast(dict[str, Any], error.schema)
    match error.validator:
        case "type":
            return f"`{subject}` is {_shown(error.instance)}, not {_TYPES[schema['type']]}"
        case "pattern":
            return f"`{subject}`: {_shown(error.instance)} is not {schema['description']}"
        case "minItems" | "minLength":
            return f"`{subject}` is empty"
        case "required":
            missing = [key for key in schema["required"] if error.message.startswith(repr(key))]
            return f"{schema['title']} needs the key `{missing[0]}`"
        case "additionalProperties":
            unknown = [
                f"`{key}`" for key in cast(dict[Any, Any], error.instance) if key not in schema["properties"]
            ]
            verb = "is not a key" if len(unknown) == 1 else "are not keys"
            return f"{', '.join(unknown)} {verb} of {schema['title']}"
        case _:
            return f"`{subject}`: {error.message}"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:57]}..."
