"""Looks, before anything is changed, whether everything within the output folder can be changed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.output.changes import Changes
from slosmith.output.disk import is_folder, status
from slosmith.output.paths import JOURNAL, folders

_MOUNTS = Path("/proc/self/mountinfo")


def obstacles(changes: Changes, root: Path) -> Iterator[Diagnostic]:
    """A file is renamed into place, which takes write permission and one file system. What cannot be known before,
    such as a file that may not be replaced, is found while it is done."""
    if is_folder(root / JOURNAL):
        yield _obstacle(root / JOURNAL, "a folder is where slosmith keeps its journal", "move or delete it")
    new, removed = (*changes.created, *changes.updated), changes.removed
    paths = sorted((*new, *removed))
    ways = sorted({folder for path in paths for folder in folders(path)})
    mounted = _mounted(root, (*ways, *paths))
    for place in mounted:
        said = f"`{place}` is mounted into the output folder, and files cannot be renamed into another file system"
        yield _obstacle(root / place, said, "generate into a folder without mounts, and copy from there")
    if not mounted:
        yield from map(_not_writable, (root / folder for folder in _written(new, removed, root) if folder))


def _mounted(root: Path, paths: Iterable[str]) -> list[str]:
    """The outermost mount points among them. Linux lists them; elsewhere another device tells."""
    device, real = root.stat().st_dev, root.resolve()
    points = _mount_points()
    mounted = {
        path
        for path in paths
        if (found := status(root / path)) is not None
        and (found.st_dev != device or str(real / path) in points)
    }
    return sorted(path for path in mounted if mounted.isdisjoint(folders(path)))


def _mount_points() -> frozenset[str]:
    try:
        lines = os.fsdecode(_MOUNTS.read_bytes()).splitlines()
    except OSError:
        return frozenset()
    # Space, tab, newline and backslash are written as three octal digits.
    return frozenset(
        re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line.split(" ")[4]) for line in lines
    )


def _written(new: Sequence[str], removed: Sequence[str], root: Path) -> list[str]:
    """The folders in which something is made or removed, and which may not be written to."""
    nearest = {_nearest(path, root) for path in new}
    left = {path.rpartition("/")[0] for path in removed}
    # A folder that is left empty goes as well, out of the one that holds it.
    gone, kept = set(removed), {folder for path in new for folder in folders(path)}
    for folder in sorted({folder for path in removed for folder in folders(path)}, reverse=True):
        inside = {f"{folder}/{each.name}" for each in (root / folder).iterdir()}
        if inside <= gone and folder not in kept:
            gone.add(folder)
            left.add(folder.rpartition("/")[0])
    return sorted(folder for folder in nearest | left if not _is_writable(root / folder))


def _nearest(path: str, root: Path) -> str:
    """The innermost folder on the way to a file that is there already; "" is the output folder."""
    return next((folder for folder in reversed(folders(path)) if is_folder(root / folder)), "")


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _not_writable(folder: Path) -> Diagnostic:
    return _obstacle(folder, "this folder cannot be written to", "give yourself write permission for it")


def _obstacle(place: Path, message: str, way_out: str) -> Diagnostic:
    return diagnose("write-failed", message, Span(place.as_posix()), f"nothing was changed; {way_out}")
