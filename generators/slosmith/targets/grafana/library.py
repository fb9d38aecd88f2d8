"""Our Jsonnet as one program: each file that is imported takes Jsonnet ten milliseconds, whatever is in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "jsonnet"
_IMPORT = re.compile(r"\bimport '([a-z]+)\.(?:lib|j)sonnet'")


@cache
def bundled(name: str) -> str:
    """The text of a file of ours, with every file that it imports, each once and before whoever imports it."""
    parts: dict[str, str] = {}
    main = _collect(FOLDER / name, parts)
    return "".join(f"local {part} = (\n{text});\n" for part, text in parts.items()) + main


def _collect(file: Path, parts: dict[str, str]) -> str:
    """The text of the file with names of parts for its imports, which are added to the parts."""

    def replaced(match: re.Match[str]) -> str:
        part = f"file_{match[1]}"
        if part not in parts:
            [imported] = FOLDER.glob(f"{match[1]}.*sonnet")
            parts[part] = _collect(imported, parts)
        return part

    return _IMPORT.sub(replaced, file.read_text(encoding="utf-8"))
