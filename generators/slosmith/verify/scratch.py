"""What is said when there is no room for temporary files, where all tools get what they judge."""

from __future__ import annotations

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.tools.scratch import NoScratch


def no_scratch(fault: NoScratch) -> Diagnostic:
    message = f"cannot write the temporary files that tools read: {fault.reason}"
    hint = "make that folder, or let TMPDIR name one that exists, with room in it"
    return diagnose("write-failed", message, Span(fault.folder), hint)
