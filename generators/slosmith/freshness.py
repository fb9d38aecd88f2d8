"""Is the output what the specs compile to?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.output import Changes

_MEND = "run `slosmith generate` (or `make generate`) and commit what it writes"


def stale(changes: Changes, output: Path) -> Iterator[Diagnostic]:
    """One diagnostic for each file that differs from what would be generated now; or for the folder, if it holds none."""
    if changes.created and not (changes.updated or changes.removed or changes.unchanged):
        missing = len(changes.created)
        yield diagnose(
            "stale",
            f"nothing is generated here yet: {missing} files are missing",
            Span(output.as_posix()),
            _MEND,
        )
        return
    reasons = {
        "is missing": changes.created,
        "is not what the specs compile to": changes.updated,
        "is no longer generated": changes.removed,
    }
    for reason, paths in reasons.items():
        for path in paths:
            place = Span((output / path).as_posix())
            yield diagnose("stale", f"{path} {reason}", place, _MEND)
