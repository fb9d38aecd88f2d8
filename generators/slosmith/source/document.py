"""What a reader makes of a file: plain data, and where each value of it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from slosmith.diagnostics import Diagnostic
from slosmith.origin import Origin, Path, Span, path_text

Value: TypeAlias = "bool | int | Decimal | str | list[Value] | dict[str, Value] | None"
# A locator answers (line, column, width) of the value at a path, or of its key; lines and columns count
# from 1, and (0, 0, 1) means that this kind of file knows no positions.
Locator: TypeAlias = Callable[[Path, bool], tuple[int, int, int]]


class Place(NamedTuple):
    """What a span says of a value, except its line: the file, which document of it, and the path as text."""

    file: str
    document: int
    path: str


def enclosing(path: str, longest: int) -> Iterator[str]:
    """The path as text of a value and of all that hold it, from the whole document to itself; none beyond `longest`,
    since a key may be a million dots."""
    yield ""
    for index, char in enumerate(path[: longest + 1]):
        if char in ".[" and index:
            yield path[:index]
    if 0 < len(path) <= longest:
        yield path


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

    @property
    def origin(self) -> Origin:
        return Origin(self.file, self.number)

    def value(self, path: Path) -> Value:
        """What stands there, as it was read; None if there is nothing."""
        value = self.data
        for part in path:
            if isinstance(value, dict) and isinstance(part, str):
                value = value.get(part)
            elif isinstance(value, list) and isinstance(part, int):
                value = value[part]
            else:
                return None
        return value

    def beside(self, path: Path) -> Set[str]:
        """The keys of the mapping that the key at the end of `path` was written into: a view of them, no copy."""
        value = self.value(path[:-1])
        return value.keys() if isinstance(value, dict) else frozenset()

    def places(self, path: Path) -> tuple[Place, ...]:
        """Everywhere that something of the value at `path` is written."""
        return (Place(self.file, self.number, path_text(path)),)


class Documents:
    """The documents of one compilation, to look up lines in. Origins of other files are left as they are."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._known = {(each.file, each.number): each for each in documents}

    def span(self, origin: Origin, *, key: bool = False) -> Span:
        """Where a value stands, or its key."""
        return self._found(origin.span(key=key))

    def value(self, origin: Origin) -> Value:
        """What stands there, as it was read; None if there is nothing."""
        document = self._known.get((origin.file, origin.document))
        return None if document is None else document.value(origin.path)

    def located(self, diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
        """The diagnostics with all of their lines looked up."""
        for each in diagnostics:
            related = tuple(other._replace(span=self._found(other.span)) for other in each.related)
            yield replace(each, span=self._found(each.span), related=related)

    def _found(self, span: Span) -> Span:
        if span.sought is None:
            return span
        origin, key = span.sought
        document = self._known.get((origin.file, origin.document))
        return span._replace(sought=None) if document is None else document.span(origin.path, key=key)


NO_DOCUMENTS: Final = Documents()
