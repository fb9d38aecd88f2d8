"""Diagnostics as SARIF 2.1.0, which code scanning services and editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from slosmith.codes import CODES, Severity
from slosmith.diagnostics import Diagnostic, Related, Span
from slosmith.report.words import fingerprints, with_hint
from slosmith.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES = {code: index for index, code in enumerate(sorted(CODES))}
_ADVICE = {
    Severity.ERROR: "An error stops the command; it cannot be accepted.",
    Severity.WARNING: "Where it is right as it is, accept it on the object that it is about, or on one that holds that"
    " object, with the reason: `accept: [{{code: {code}, reason: ...}}]`.",
    Severity.NOTE: "A note is for information and never fails a command.",
}


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """One run, with all rules of slosmith, so that whoever reads an empty one knows what was looked for."""
    results = zip(diagnostics, fingerprints(diagnostics), strict=True)
    run = {
        "tool": {"driver": {"name": "slosmith", "semanticVersion": __version__, "rules": list(_rules())}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, fingerprint) for each, fingerprint in results],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rules() -> Iterator[dict[str, Any]]:
    for name in _RULES:
        severity, meaning = CODES[name]
        advice = _ADVICE[severity].format(code=name)
        yield {
            "id": name,
            "shortDescription": {"text": meaning},
            "fullDescription": {"text": meaning},
            "help": {"text": f"{meaning}\n\n{advice}", "markdown": f"{meaning}\n\n{advice}"},
            "defaultConfiguration": {"level": severity.value},
        }


def _result(each: Diagnostic, fingerprint: str) -> dict[str, Any]:
    # What GitHub goes by is `primaryLocationLineHash`. It computes that itself, and complains of any other, save
    # for a file as a whole.
    keys = ("slosmith/v1",) if each.span.line else ("slosmith/v1", "primaryLocationLineHash")
    result = {
        "ruleId": each.code,
        "ruleIndex": _RULES[each.code],
        "level": each.severity.value,
        "message": _message(with_hint(each)),
        "locations": [{"physicalLocation": _place(each.span)}],
        "partialFingerprints": dict.fromkeys(keys, fingerprint),
    }
    if each.related:
        result["relatedLocations"] = [_related(index, place) for index, place in enumerate(each.related, 1)]
    return result


def _related(index: int, related: Related) -> dict[str, Any]:
    return {
        "id": index,
        "physicalLocation": _place(related.span),
        "message": _message(related.message),
    }


def _message(text: str) -> dict[str, str]:
    """SARIF makes a link of `[text](target)`, and no text of a spec may be one."""
    return {"text": text.replace("](", "] (")}


def _place(span: Span) -> dict[str, Any]:
    """A file as a whole has no region; a region ends before `endColumn`."""
    place: dict[str, Any] = {"artifactLocation": _artifact(span.file)}
    if span.line:
        place["region"] = {
            "startLine": span.line,
            "startColumn": span.column,
            "endColumn": span.column + max(1, span.width),
        }
    return place


def _artifact(file: str) -> dict[str, str]:
    """Relative to the root of the repository, where slosmith is meant to run, unless the specs are elsewhere."""
    path = quote(file.encode("utf-8", "replace"))
    return {"uri": f"file://{path}"} if file.startswith("/") else {"uri": path, "uriBaseId": "%SRCROOT%"}
