"""Compares artifacts with the output folder: what is to be created, updated and removed, and what is in the way."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.output.disk import is_folder, status
from slosmith.output.paths import MANIFEST, fold, is_linked, refusal
from slosmith.output.wanted import Trees, Wanted

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Changes:
    """What makes the folder hold the artifacts, the manifests among them; nothing may be done if there are
    diagnostics."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.created or self.updated or self.removed)


def plan_changes(artifacts: Iterable[Artifact], root: Path) -> Changes:
    return compare(Wanted.of({"": artifacts}), root)


def plan_trees(trees: Trees, root: Path) -> Changes:
    return compare(Wanted.of(trees), root)


def compare(wanted: Wanted, root: Path) -> Changes:
    try:
        if status(root) is not None and not root.is_dir():
            hint = "move it away, or name another folder with --output"
            return Changes(diagnostics=(_not_ours(root, "this is not a folder", hint),))
        return _compare(wanted.files(root), wanted.owned(root), root)
    except OSError as error:
        place = Span(Path(error.filename or root).as_posix())
        message = f"cannot look at the output: {error.strerror or error}"
        hint = "slosmith must be able to read the output folder and the files that it generated there"
        return Changes(diagnostics=(diagnose("unreadable", message, place, hint),))


class _Fate(Enum):
    CREATED = auto()
    UPDATED = auto()
    UNCHANGED = auto()


def _compare(files: Mapping[str, str], owned: frozenset[str], root: Path) -> Changes:
    removed = sorted(path for path in owned - files.keys() if _is_removable(root, path))
    folder = _Folder(root, owned, {fold(path): path for path in removed})
    fates = {path: folder.fate(path, text.encode()) for path, text in files.items()}

    def having(fate: _Fate) -> tuple[str, ...]:
        return tuple(path for path, its in fates.items() if its is fate)

    return Changes(
        having(_Fate.CREATED),
        having(_Fate.UPDATED),
        tuple(removed),
        len(having(_Fate.UNCHANGED)),
        tuple(fate for fate in fates.values() if isinstance(fate, Diagnostic)),
    )


def _is_removable(root: Path, path: str) -> bool:
    return not is_linked(root, path) and status(root / path) is not None and not is_folder(root / path)


@dataclass(frozen=True, slots=True)
class _Folder:
    """The output folder as it is; `removed` maps what goes away from its folded path."""

    root: Path
    owned: frozenset[str]
    removed: Mapping[str, str]
    _obstacles: dict[str, str] = field(default_factory=lambda: {"": ""})

    def fate(self, path: str, data: bytes) -> _Fate | Diagnostic:
        if reason := refusal(path):
            return self._in_the_way(path, f"the path {path!r} {reason}")
        if obstacle := self._obstacle(path.rpartition("/")[0]):
            return self._in_the_way(path, obstacle)
        found = status(self.root / path)
        if found is None:
            return _Fate.CREATED
        if stat.S_ISDIR(found.st_mode):
            if self._goes_away(path):
                return _Fate.CREATED
            return self._in_the_way(path, "a folder is where slosmith would write a file")
        if self._is_renamed_in_case(path, found):
            return _Fate.UPDATED
        # The size tells most files that differ apart without reading them.
        comparable = stat.S_ISREG(found.st_mode) and found.st_size == len(data)
        if comparable and _holds(self.root / path, data):
            return _Fate.UNCHANGED
        if path in self.owned:
            return _Fate.UPDATED
        return self._in_the_way(
            path, "slosmith would write this file, and did not generate the one that is there"
        )

    def _obstacle(self, folder: str) -> str:
        """What keeps files from being written in `folder`; each folder is looked at once."""
        if folder not in self._obstacles:
            outer = self._obstacle(folder.rpartition("/")[0])
            self._obstacles[folder] = outer or self._look(folder)
        return self._obstacles[folder]

    def _look(self, folder: str) -> str:
        found = status(self.root / folder)
        if found is None or stat.S_ISDIR(found.st_mode):
            return ""
        if stat.S_ISLNK(found.st_mode):
            return f"`{folder}` is a link, and slosmith writes through none: it may lead out of the folder"
        return "" if self._is_removed(folder) else f"`{folder}` is a file where a folder is needed"

    def _goes_away(self, folder: str) -> bool:
        """Whether nothing is left in a folder once what is no longer generated is removed."""
        below = [(each, f"{folder}/{each.name}") for each in (self.root / folder).iterdir()]
        return bool(below) and all(
            self._goes_away(path) if is_folder(each) else self._is_removed(path) for each, path in below
        )

    def _is_removed(self, path: str) -> bool:
        return self.removed.get(fold(path)) == path

    def _is_renamed_in_case(self, path: str, found: os.stat_result) -> bool:
        """Where case is ignored, removing `Chain.md` would take the `chain.md` that looked unchanged with it."""
        former = self.removed.get(fold(path))
        return former is not None and os.path.samestat(found, (self.root / former).lstat())

    def _in_the_way(self, path: str, message: str) -> Diagnostic:
        hint = "move or delete what is there, then run `slosmith generate` again"
        if MANIFEST not in self.owned:
            hint += f"; if `{MANIFEST}`, the list of generated files, was lost, restore it from git instead"
        return _not_ours(self.root / path, message, hint)


def _holds(path: Path, data: bytes) -> bool:
    """Whether a file of that size holds just this; piece by piece, since a large one would not fit twice."""
    with path.open("rb") as file:
        return all(file.read(_PIECE) == data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


def _not_ours(place: Path, message: str, hint: str) -> Diagnostic:
    return diagnose("not-ours", message, Span(place.as_posix()), hint)
