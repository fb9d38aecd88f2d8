"""Diagnostics as workflow commands, which GitHub shows at the line in the pull request."""

from __future__ import annotations

from collections.abc import Sequence

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic
from slosmith.report.words import with_hint

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Workflow commands, which GitHub shows at the line in the pull request."""
    return "".join(f"{_annotation(each)}\n" for each in diagnostics)


def _annotation(each: Diagnostic) -> str:
    place = {"file": each.span.file}
    if each.span.line:
        place |= {"line": str(each.span.line), "col": str(each.span.column)}
    place["title"] = f"slosmith: {each.code}"
    properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in place.items())
    return f"::{_COMMANDS[each.severity]} {properties}::{_escaped(with_hint(each))}"


def _escaped(text: str, more: str = "") -> str:
    """A value may not end the command it stands in: %, newlines and, in properties, `:` and `,` are encoded."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
