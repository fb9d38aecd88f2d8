"""`$window` in what a user wrote: found where PromQL would see it, and replaced by a duration."""

from __future__ import annotations

import re

from slosmith.promql.strings import QUOTED
from slosmith.units import duration

WINDOW = "$window"

# Strings and comments are skipped whole; what is left over in them is not ours to touch.
_TOKEN = re.compile(rf"{QUOTED}|`[^`]*`|\#[^\n]*|(?P<window>\$window\b)")
_COMMENT = re.compile(rf"({QUOTED}|`[^`]*`)|\#[^\n]*")


def has_window(source: str) -> bool:
    return any(match["window"] for match in _TOKEN.finditer(source))


def is_bare(source: str) -> bool:
    """Without `$window` it must be a selector; the checks refuse everything else."""
    return not has_window(source)


def fill_window(source: str, seconds: int) -> str:
    """`source` with each `$window` outside strings and comments replaced; surrounding space is dropped."""
    if "$" not in source:
        return source.strip()
    spelled = duration(seconds)
    return _TOKEN.sub(lambda match: spelled if match["window"] else match[0], source).strip()


def without_comments(source: str) -> str:
    return _COMMENT.sub(lambda match: match[1] or "", source).strip()


def count_windows(source: str) -> int:
    return sum(1 for match in _TOKEN.finditer(source) if match["window"])
