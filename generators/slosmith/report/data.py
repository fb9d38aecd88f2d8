"""Diagnostics as JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from slosmith.diagnostics import Diagnostic, Span


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    return json.dumps([_data(each) for each in diagnostics], indent=2, ensure_ascii=False) + "\n"


def _data(each: Diagnostic) -> dict[str, object]:
    return {
        "code": each.code,
        "severity": each.severity.value,
        "message": each.text,
        "hint": each.hint or None,
        **_place(each.span),
        "related": [{"message": related.message, **_place(related.span)} for related in each.related],
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "line": span.line or None,
        "column": span.column or None,
        "path": span.path or None,
    }
