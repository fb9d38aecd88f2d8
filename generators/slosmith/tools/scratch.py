"""A folder for tools that read files: it holds what they are asked about, and is gone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir


class NoScratch(Exception):
    """The folder for temporary files cannot be used, and why."""

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(folder, reason)
        self.folder = folder
        self.reason = reason


@contextmanager
def laid_out(texts: Mapping[str, str]) -> Iterator[Path]:
    """The folder that holds each text at its relative path. Raises NoScratch."""
    # Python would pass over a TMPDIR that cannot be used, and the tools would not: promtool panics then.
    parent = os.environ.get("TMPDIR") or _default()
    try:
        made = TemporaryDirectory(prefix="slosmith-", dir=parent, ignore_cleanup_errors=True)
    except OSError as fault:
        raise NoScratch(parent, fault.strerror or str(fault)) from None
    with made as name:
        folder = Path(name).absolute()
        try:
            for path, text in texts.items():
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
        except OSError as fault:
            raise NoScratch(parent, fault.strerror or str(fault)) from None
        yield folder


def _default() -> str:
    try:
        return gettempdir()
    except FileNotFoundError as fault:
        raise NoScratch("TMPDIR", fault.strerror or str(fault)) from None
