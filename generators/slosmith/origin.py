"""Where something was written: an `Origin` names the value as plain data, a `Span` the line that a reader sees."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from slosmith.printable import printable

Path: TypeAlias = tuple[str | int, ...]


def path_text(path: Path) -> str:
    """`("slos", 0, "target")` as `slos[0].target`, printable whatever the keys hold."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return printable(text)


class Origin(NamedTuple):
    """A value of the specs: its file as people know it, which document of the file (from 0), and its path in there.

    A plan holds origins and no documents, so that it can be stored and sent. `source.Documents` finds the line.
    """

    file: str
    document: int = 0
    path: Path = ()

    def at(self, *more: str | int) -> Origin:
        return Origin(self.file, self.document, self.path + more)

    def span(self, *, key: bool = False) -> Span:
        """The place of the value, or of its key, in a file whose line is still to be looked up."""
        return Span(self.file, path=path_text(self.path), document=self.document, sought=Sought(self, key))


class Sought(NamedTuple):
    """What a span without a line stands for: a value, or its key."""

    origin: Origin
    key: bool


class Span(NamedTuple):
    """A place in a file. `line` and `column` count from 1; 0 means the file as a whole.

    `path` is the place in the data (`slos[0].target`), `excerpt` the text of the line, so that whoever draws a
    diagnostic needs no file, `width` how many characters of the line are meant, and `document` which document of the
    file it is. `sought` says what to look up; it is None once that is done.
    """

    file: str
    line: int = 0
    column: int = 0
    path: str = ""
    excerpt: str = ""
    width: int = 1
    document: int = 0
    sought: Sought | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file
