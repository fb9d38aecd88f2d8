"""Makes many changes one: they are staged, a journal commits them, and whoever comes next can finish them.

    .slosmith.staging/staged/...    the new files; without a journal they are discarded
    .slosmith.journal               the paths to remove; from here on the new output stands
    .slosmith.staging/placing/...   the new files once all that is in their way is removed
    .slosmith.staging/removing/...  nothing, once all of them are in place: what else goes is removed now
    .slosmith.staging/removed/N     what was removed, as the N-th path of the journal

New files come before old ones go, so that a change that cannot be finished leaves too much and not too little. What is
in the way of a new file goes before: a file where a folder comes, a folder where a file comes, and where case is
ignored `Chain.md`, which is the same file as `chain.md`. No removal is repeated: by then somebody else may have put a
file there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from slosmith.output.disk import Disk, is_file, is_folder, is_link, status
from slosmith.output.paths import JOURNAL, MANIFEST, STAGING, fold, folders, is_linked, is_reserved, refusal

_STAGED = "staged"
_PLACING = "placing"
_REMOVING = "removing"
_REMOVED = "removed"


class _Removals(NamedTuple):
    """The paths to remove before new files are placed, and those to remove after."""

    before: Sequence[str]
    after: Sequence[str]

    @staticmethod
    def of(paths: Iterable[str], new: Iterable[str]) -> _Removals:
        """In the way is what is, for a file system without case, a new file, a folder on the way to one, or below one."""
        files = {fold(path) for path in new}
        ways = files.union(*(folders(path) for path in files))
        blocking = {path for path in paths if fold(path) in ways or not files.isdisjoint(folders(fold(path)))}
        return _Removals(sorted(blocking), sorted(set(paths) - blocking))

    @staticmethod
    def read(journal: str) -> _Removals:
        before, _, after = f"\n{journal}".partition("\n\n")
        return _Removals(before.split("\n")[1:], after.split("\n"))

    def written(self) -> str:
        """A path a line, with an empty line between the two."""
        return "\n".join((*self.before, "", *self.after)) + "\n"


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
    disk.mkdir(staging / _REMOVED)
    draft = staging / "journal"
    # Only the journal is synced. The promise is about interrupts, kills and a full disk, none of which lose what
    # was written; thousands of syncs would cost minutes. After a power cut the next run rewrites what differs.
    disk.write_synced(draft, _Removals.of(removed, new).written().encode())
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
    # Anyone may have put a journal there.
    removals = _Removals.read((root / JOURNAL).read_bytes().decode(errors="replace"))
    if is_folder(staging / _STAGED):
        _remove(removals.before, root, staging / _REMOVED, 0, disk)
        disk.rename(staging / _STAGED, staging / _PLACING)
    if is_folder(staging / _PLACING):
        _place(staging / _PLACING, root, disk)
        disk.rename(staging / _PLACING, staging / _REMOVING)
    if is_folder(staging / _REMOVING):
        _remove(removals.after, root, staging / _REMOVED, len(removals.before), disk)


def _remove(paths: Sequence[str], root: Path, removed: Path, first: int, disk: Disk) -> None:
    """Removes files, and the folders that this leaves empty; `first` is the number of the first of them."""
    if not is_folder(removed):
        disk.mkdir(removed)
    ours = [(number, path) for number, path in enumerate(paths, first) if _is_ours(path, root)]
    for number, path in ours:
        kept = removed / str(number)
        if status(kept) is None and status(root / path) is not None and not is_folder(root / path):
            disk.rename(root / path, kept)
    # In reverse, a folder comes after those within it.
    for folder in sorted({folder for _, path in ours for folder in folders(path)}, reverse=True):
        if is_folder(root / folder) and not any((root / folder).iterdir()):
            disk.rmdir(root / folder)


def _is_ours(path: str, root: Path) -> bool:
    """Whether it may be removed: no path out of the folder is believed."""
    return not refusal(path) and not is_linked(root, path) and (path == MANIFEST or not is_reserved(path))


def _place(source: Path, target: Path, disk: Disk) -> None:
    """Moves what is staged into place; a new folder moves whole, which needs no room on a full disk."""
    pending = [(source, target)]
    while pending:
        source, target = pending.pop()
        for each in sorted(source.iterdir()):
            if is_link(each):
                # No run stages one.
                disk.remove(each)
            elif is_folder(each) and is_folder(target / each.name):
                pending.append((each, target / each.name))
            else:
                disk.rename(each, target / each.name)


def _discard(path: Path, disk: Disk) -> None:
    if not is_folder(path):
        if status(path) is not None:
            disk.remove(path)
        return
    # Not by calling itself: what somebody else put there may be deep.
    below = [path]
    for folder in below:
        for each in sorted(folder.iterdir()):
            if is_folder(each):
                below.append(each)
            else:
                disk.remove(each)
    for folder in reversed(below):
        disk.rmdir(folder)
