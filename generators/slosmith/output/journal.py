"""Makes many changes one: they are staged, a journal commits them, and whoever comes next can finish them.

    .slosmith.staging/staged/...   the new files; no journal yet: they are discarded
    .slosmith.journal              the paths to remove; from here on the new output stands
    .slosmith.staging/placing/...  the new files once all removals are done

The last step has a name of its own because a removal must not be repeated after files were placed: where
case is ignored, `Chain.md` that goes and `chain.md` that comes are one file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from slosmith.output.disk import Disk, is_file, is_folder, status
from slosmith.output.paths import JOURNAL, MANIFEST, STAGING, folders, is_linked, is_reserved, refusal

_STAGED = "staged"
_PLACING = "placing"


def is_pending(root: Path) -> bool:
    """Whether a run left something behind, to finish or to discard."""
    return is_committed(root) or status(root / STAGING) is not None


def is_committed(root: Path) -> bool:
    return is_file(root / JOURNAL)


def commit(new: Mapping[str, str], removed: Iterable[str], root: Path, disk: Disk) -> None:
    """Stages the change and decides for it; `settle` makes it."""
    staging = root / STAGING
    disk.mkdir(staging)
    _stage(new, staging / _STAGED, disk)
    draft = staging / "journal"
    # Only the journal is synced. The promise is about interrupts, kills and a full disk, none of which lose what
    # was written; thousands of syncs would cost minutes. After a power cut the next run rewrites what differs.
    disk.write_synced(draft, "".join(f"{path}\n" for path in removed).encode())
    disk.rename(draft, root / JOURNAL)


def settle(root: Path, disk: Disk) -> None:
    """Finishes a change that was committed, discards one that was not; may itself be cut off anywhere."""
    staging = root / STAGING
    if not is_committed(root):
        _discard(staging, disk)
        return
    if is_folder(staging):
        _finish(root, staging, disk)
    disk.remove(root / JOURNAL)
    # The new output stands, so what cannot be cleared away now is no failure; the next run does it.
    with suppress(OSError):
        _discard(staging, disk)


def _stage(new: Mapping[str, str], staged: Path, disk: Disk) -> None:
    disk.mkdir(staged)
    made: set[str] = set()
    for path, text in new.items():
        for folder in folders(path):
            if folder not in made:
                disk.mkdir(staged / folder)
                made.add(folder)
        disk.write(staged / path, text.encode())


def _finish(root: Path, staging: Path, disk: Disk) -> None:
    if is_folder(staging / _STAGED):
        _remove(_read(root), root, disk)
        disk.rename(staging / _STAGED, staging / _PLACING)
    if is_folder(staging / _PLACING):
        _place(staging / _PLACING, root, disk)


def _read(root: Path) -> list[str]:
    """The paths to remove. Anyone may have put the journal there, so no path out of the folder is believed."""
    lines = (root / JOURNAL).read_bytes().decode(errors="replace").split("\n")
    inside = (path for path in lines if not refusal(path) and not is_linked(root, path))
    return [path for path in inside if path == MANIFEST or not is_reserved(path)]


def _remove(paths: list[str], root: Path, disk: Disk) -> None:
    """Removes files, and the folders that this leaves empty."""
    for path in paths:
        if status(root / path) is not None and not is_folder(root / path):
            disk.remove(root / path)
    # In reverse, a folder comes after those within it.
    for folder in sorted({folder for path in paths for folder in folders(path)}, reverse=True):
        if is_folder(root / folder) and not any((root / folder).iterdir()):
            disk.rmdir(root / folder)


def _place(source: Path, target: Path, disk: Disk) -> None:
    """Moves what is staged into place; a new folder moves whole, which needs no room on a full disk."""
    for each in sorted(source.iterdir()):
        if is_folder(each) and is_folder(target / each.name):
            _place(each, target / each.name, disk)
        else:
            disk.rename(each, target / each.name)


def _discard(path: Path, disk: Disk) -> None:
    if is_folder(path):
        for each in sorted(path.iterdir()):
            _discard(each, disk)
        disk.rmdir(path)
    elif status(path) is not None:
        disk.remove(path)
