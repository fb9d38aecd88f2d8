"""The manifest `.slosmith`: which files of the output folder slosmith generated, and so may change or remove.

A tree of its own below the folder, as an environment has, has a manifest of its own, which that of the folder lists:
so what it lists is ours as well, also after the environment is gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from slosmith.output.disk import is_file
from slosmith.output.paths import MANIFEST, is_reserved, refusal

_MARK = "# slosmith"
_HEADER = f"{_MARK}: the files below are generated; it changes and removes these here and no others"


def render(paths: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in (_HEADER, *sorted(paths)))


def read(root: Path) -> frozenset[str]:
    """The paths that this manifest lists, its own included; none when there is no manifest of ours.

    Lines that are no paths below the folder are passed over: they are hostile, or the marks of a merge
    conflict, whose two sides then both count, so that the next run mends the conflict.
    """
    file = root / MANIFEST
    if not is_file(file):
        return frozenset()
    first, *lines = file.read_bytes().decode(errors="replace").replace("\r\n", "\n").split("\n")
    if not first.startswith(_MARK):
        return frozenset()
    return frozenset({MANIFEST, *(line for line in lines if not refusal(line) and not is_reserved(line))})


def read_all(root: Path) -> frozenset[str]:
    """The paths that are ours, those of the trees below included."""
    own = read(root)
    return own.union(*(read_below(root, folder) for folder in folders_below(own)))


def read_below(root: Path, folder: str) -> frozenset[str]:
    """The paths that are ours in the tree at `folder`, as paths of `root`."""
    return frozenset(f"{folder}/{path}" for path in read(root / folder))


def folders_below(paths: Iterable[str]) -> list[str]:
    """The folders of the trees whose manifests are among the paths."""
    return [path.removesuffix(f"/{MANIFEST}") for path in paths if path.endswith(f"/{MANIFEST}")]
