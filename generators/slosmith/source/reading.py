"""What a reader is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from slosmith.diagnostics import Diagnostic
from slosmith.source.document import Document


class Source(NamedTuple):
    """A file that could be read: `file` is its name as people know it, `root` the specs folder it lies in."""

    file: str
    text: str
    path: Path
    root: Path


class Reading(NamedTuple):
    documents: tuple[Document, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


class Reader(NamedTuple):
    """`waits` marks a reader that spends its time waiting for a process of its own, so several may run."""

    read: Callable[[Source], Reading]
    waits: bool = False
