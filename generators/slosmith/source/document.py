"""What a reader makes of a file: plain data, and where each value of it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from slosmith.diagnostics import Span

Value: TypeAlias = "bool | int | Decimal | str | list[Value] | dict[str, Value] | None"
Path: TypeAlias = tuple[str | int, ...]
# A locator answers (line, column, width) of the value at a path, or of its key; lines and columns count
# from 1, and (0, 0, 1) means that this kind of file knows no positions.
Locator: TypeAlias = Callable[[Path, bool], tuple[int, int, int]]


def path_text(path: Path) -> str:
    """`("slos", 0, "target")` as `slos[0].target`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class Place(NamedTuple):
    """What a span tells of a value, save its line: the file, which document of it, and the path as text."""

    file: str
    document: int
    path: str

    def holds(self, span: Span) -> bool:
        """Whether the span is that of the value, or of something in it."""
        if (span.file, span.document) != (self.file, self.document):
            return False
        inside = not self.path or span.path.startswith((f"{self.path}.", f"{self.path}["))
        return inside or span.path == self.path


# A large file may be asked for thousands of spans.
@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return text.splitlines()


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file. `file` is the path as people know it; `text` is the whole file; `number` counts from 0."""

    file: str
    text: str
    data: Value
    locate: Locator
    number: int = 0

    def span(self, path: Path = (), *, key: bool = False) -> Span:
        """Where the value at `path` stands (or its key); the nearest parent if it is not there."""
        line, column, width = self.locate(path, key)
        if not line:
            return Span(self.file, path=path_text(path), document=self.number)
        lines = _lines(self.text)
        excerpt = lines[line - 1] if line <= len(lines) else ""
        return Span(self.file, line, column, path_text(path), excerpt, width, self.number)

    def span_of_missing(self, path: Path, key: str) -> Span:
        """Where the object at `path` lacks a key."""
        return self.span(path)

    def beside(self, path: Path) -> frozenset[str]:
        """The keys of the mapping that the key at the end of `path` was written into."""
        value = Origin(self, path[:-1]).value()
        return frozenset(value) if isinstance(value, dict) else frozenset()

    def places(self, path: Path) -> tuple[Place, ...]:
        """Everywhere that something of the value at `path` is written."""
        return (Place(self.file, self.number, path_text(path)),)


class Origin(NamedTuple):
    """A place in a document, resolved to a line only when somebody asks."""

    document: Document
    path: Path = ()

    def at(self, *more: str | int) -> Origin:
        return Origin(self.document, self.path + more)

    def span(self, *, key: bool = False) -> Span:
        return self.document.span(self.path, key=key)

    def value(self) -> Value:
        """What stands there, as it was read; None if there is nothing."""
        value = self.document.data
        for part in self.path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int):
                value = value[part]
            else:
                return None
        return value
