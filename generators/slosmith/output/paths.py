"""Which paths are places below the output folder where slosmith may write or remove."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path, PureWindowsPath

from slosmith.output.disk import is_link

MANIFEST = ".slosmith"
JOURNAL = ".slosmith.journal"
STAGING = ".slosmith.staging"
_RESERVED = {MANIFEST, JOURNAL, STAGING}


def refusal(path: str) -> str:
    """Why `path` is no place below the output folder, on any platform; empty when it is one."""
    parts = path.split("/")
    if not path.isprintable():
        return "holds a control character, or another that cannot be seen"
    if "\\" in path:
        return "holds a backslash"
    if PureWindowsPath(path).anchor:
        return "is absolute"
    if ".." in parts:
        return "leads out of the output folder"
    if "" in parts or "." in parts:
        return "has an empty part"
    return ""


def is_reserved(path: str) -> bool:
    return fold(path).split("/")[0] in _RESERVED


def folders(path: str) -> list[str]:
    """The folders on the way to `path`, outermost first: `a/b/c` gives `a` and `a/b`."""
    return list(accumulate(path.split("/")[:-1], lambda outer, name: f"{outer}/{name}"))


def is_linked(root: Path, path: str) -> bool:
    """Whether a folder on the way to `path` is a link: what lies behind it is not in the output folder."""
    return any(is_link(root / folder) for folder in folders(path))


def fold(path: str) -> str:
    """Equal for the paths that macOS and Windows take for the same."""
    return unicodedata.normalize("NFC", path.casefold())


def require_distinct(paths: Iterable[str]) -> None:
    """Every file has a path of its own on every platform. Earlier checks see to it, so a clash is a bug."""
    files: dict[str, str] = {}
    for path in paths:
        if is_reserved(path):
            raise ValueError(f"{path!r} is a name that slosmith keeps for itself")
        if first := files.get(fold(path)):
            raise ValueError(f"two artifacts at one place: {first!r} and {path!r}")
        files[fold(path)] = path
    for path in files.values():
        for folder in folders(path):
            if clash := files.get(fold(folder)):
                raise ValueError(f"{clash!r} is an artifact, and a folder of the artifact {path!r}")
