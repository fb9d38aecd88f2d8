"""A folder for tools that read files: it holds what they are asked about, and is gone afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def laid_out(texts: Mapping[str, str]) -> Iterator[Path]:
    """The folder that holds each text at its relative path."""
    with TemporaryDirectory(prefix="slosmith-") as name:
        folder = Path(name)
        for path, text in texts.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        yield folder
