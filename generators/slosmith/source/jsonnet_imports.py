"""What a Jsonnet program may import, read off its text: an import names its file in a literal, and nothing is run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from slosmith.source.files import SpecFile, load

_IMPORT = re.compile(r"""\bimport(?:str|bin)?\s*@?(?:"([^"\\]+)"|'([^'\\]+)')""")


def imported(path: Path, text: str, root: Path) -> tuple[str, ...]:
    """The texts of all files within the root that it imports, and those import, in the order of their paths.

    What only looks like an import does no harm, and what cannot be read is left to whoever evaluates the program.
    """
    found: dict[Path, str] = {}
    pending = [(path.parent, text)]
    while pending:
        folder, source = pending.pop()
        for file in _files(folder, source, root):
            if file in found:
                continue
            read = load(SpecFile(file.as_posix(), file))
            found[file] = read if isinstance(read, str) else ""
            pending.append((file.parent, found[file]))
    return tuple(found[file] for file in sorted(found))


def _files(folder: Path, source: str, root: Path) -> Iterator[Path]:
    """As the worker looks for them: relative to the importing file, then to the root."""
    for match in _IMPORT.finditer(source):
        places = (base / (match[1] or match[2]) for base in (folder, root))
        real = (place.resolve() for place in places if _is_file(place))
        yield from (place for place in real if place.is_relative_to(root.resolve()))


def _is_file(place: Path) -> bool:
    try:
        return place.is_file()
    except OSError:  # a name that no file can have
        return False
