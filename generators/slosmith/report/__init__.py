"""How diagnostics are shown: for people, for programs, and for the servers that run checks. One module a format."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from slosmith.diagnostics import Diagnostic
from slosmith.report.data import as_json
from slosmith.report.github import as_github
from slosmith.report.gitlab import as_gitlab
from slosmith.report.junit import as_junit
from slosmith.report.markdown import as_markdown
from slosmith.report.sarif import as_sarif
from slosmith.report.text import as_text
from slosmith.report.words import counted

__all__ = ["REPORTERS", "Reporter", "as_text", "counted"]

Reporter = Callable[[Sequence[Diagnostic]], str]

# Without diagnostics text and workflow commands are empty; all others are a document all the same.
REPORTERS: dict[str, Reporter] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
    "junit": as_junit,
    "markdown": as_markdown,
}
