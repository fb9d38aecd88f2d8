"""What the library does with a result besides compiling it."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from slosmith.output import Changes, apply
from slosmith.pipeline import Result


def write(result: Result, folder: str | PathLike[str]) -> Changes:
    """Makes the folder hold the artifacts of a result, all at once or not at all, and nothing else of slosmith's.

    Files that slosmith did not write are left alone. What stood in the way is in the diagnostics of the changes, and
    nothing was changed then. Raises ValueError for a result with errors.
    """
    if result.failed:
        raise ValueError("the specs have errors, which are in the diagnostics of the result")
    return apply(result.artifacts, Path(folder))
