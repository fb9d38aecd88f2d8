"""Diagnostics as Markdown, for the summary of a job: the text that people know, in a block that nothing gets out of."""

from __future__ import annotations

from collections.abc import Sequence

from slosmith.diagnostics import Diagnostic
from slosmith.markdown.write import fenced
from slosmith.report.text import as_text
from slosmith.report.words import counted


def as_markdown(diagnostics: Sequence[Diagnostic]) -> str:
    if not diagnostics:
        return "No findings.\n"
    return "\n".join([f"{counted(diagnostics)}:", "", *fenced(as_text(diagnostics), "text")]) + "\n"
