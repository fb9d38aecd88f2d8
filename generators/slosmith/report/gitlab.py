"""Diagnostics as a Code Quality report, which GitLab shows at the line in the merge request."""

from __future__ import annotations

import json
from collections.abc import Sequence

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic
from slosmith.report.words import fingerprints, with_hint

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def as_gitlab(diagnostics: Sequence[Diagnostic]) -> str:
    """A JSON array. What is about a file as a whole stands at its first line, for there must be one."""
    found = [
        {
            "description": with_hint(each),
            "check_name": each.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[each.severity],
            "location": {"path": each.span.file, "lines": {"begin": max(1, each.span.line)}},
        }
        for each, fingerprint in zip(diagnostics, fingerprints(diagnostics), strict=True)
    ]
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"
