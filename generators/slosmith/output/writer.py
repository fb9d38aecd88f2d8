"""Writes the output folder: the whole change or nothing of it, by one process at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.output import journal
from slosmith.output.changes import Changes, compare
from slosmith.output.disk import DISK, Disk
from slosmith.output.lock import locked
from slosmith.output.paths import JOURNAL, STAGING
from slosmith.output.wanted import Trees, Wanted
from slosmith.output.within import obstacles


def apply(artifacts: Iterable[Artifact], root: Path, disk: Disk = DISK) -> Changes:
    """Makes `root` hold the artifacts, and says what that changed; with diagnostics, nothing was changed
    (or, as they say then, the next command finishes it)."""
    return apply_trees({"": artifacts}, root, disk)


def apply_trees(trees: Trees, root: Path, disk: Disk = DISK) -> Changes:
    """The same for trees within each other: they change together, or not at all."""
    wanted = Wanted.of(trees)
    try:
        if not root.is_dir():
            changes = compare(wanted, root)
            if changes.empty or changes.diagnostics:
                return changes
        with _present(root, disk), locked(root) as held:
            # Compared only now: another run may have written since the caller last looked.
            return _apply(wanted, root, disk) if held else Changes(diagnostics=(_busy(root),))
    except OSError as error:
        return Changes(diagnostics=(_failed(root, error),))


def recover(root: Path, disk: Disk = DISK) -> tuple[Diagnostic, ...]:
    """Finishes or discards what a run that was cut off left behind; every command that looks at the output
    starts with this."""
    try:
        if not journal.is_pending(root):
            return ()
        with locked(root) as held:
            if not held:
                return (_busy(root),)
            journal.settle(root, disk)
            return ()
    except OSError as error:
        return (_failed(root, error),)


def is_unfinished(root: Path) -> bool:
    """Whether the folder is between two states: a change was decided for, and is not made yet."""
    try:
        return journal.is_committed(root)
    except OSError:
        # Whoever may not look at it will say so.
        return False


def _apply(wanted: Wanted, root: Path, disk: Disk) -> Changes:
    journal.settle(root, disk)
    changes = compare(wanted, root)
    if changes.empty or changes.diagnostics:
        return changes
    if found := tuple(obstacles(changes, root)):
        return Changes(diagnostics=found)
    files = wanted.files(root)
    new = files.chosen(sorted((*changes.created, *changes.updated)))
    try:
        journal.commit(new, changes.removed, root, disk)
    except BaseException:
        # An interrupt may come just after the commit; settling asks the disk whether it did.
        with suppress(OSError):
            journal.settle(root, disk)
        raise
    journal.settle(root, disk)
    return changes


@contextmanager
def _present(root: Path, disk: Disk) -> Iterator[None]:
    """Makes the folder if there is none, and takes it away again if nothing came of it."""
    made: list[Path] = []
    try:
        for folder in reversed((root, *root.parents)):
            if not folder.exists():
                disk.mkdir(folder)
                made.append(folder)
        yield
    except BaseException:
        for folder in reversed(made):
            with suppress(OSError):
                disk.rmdir(folder)
        raise


def _failed(root: Path, error: OSError) -> Diagnostic:
    place = f" ({Path(error.filename).as_posix()})" if error.filename else ""
    if journal.is_committed(root):
        hint = (
            "the change is half done; fix the cause, and the next slosmith command finishes it. If it cannot be"
            f" finished, delete `{JOURNAL}` and `{STAGING}` in there, and run `slosmith generate`"
        )
    else:
        hint = "what was there still stands; fix the cause and run the command again"
    return diagnose(
        "write-failed",
        f"cannot write the output: {error.strerror or error}{place}",
        Span(root.as_posix()),
        hint,
    )


def _busy(root: Path) -> Diagnostic:
    hint = "wait until it has finished, then run the command again"
    return diagnose("write-failed", "another slosmith is writing to this folder", Span(root.as_posix()), hint)
