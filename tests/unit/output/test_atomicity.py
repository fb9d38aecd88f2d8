"""Cut off at any file operation, by an error, an interrupt or a kill: the old tree stands, or the new one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.output import Disk, apply, is_unfinished, recover

Tree = dict[str, bytes | None]

OLD = [
    Artifact("kept.md", "kept\n"),
    Artifact("rules/changed.yaml", "before\n"),
    Artifact("emptied/deep/old.md", "old\n"),
    Artifact("shared/old.md", "old\n"),
    Artifact("file-then-folder", "a file\n"),
    Artifact("folder-then-file/inner.md", "inner\n"),
]
NEW = [
    Artifact("kept.md", "kept\n"),
    Artifact("rules/changed.yaml", "after, and longer\n"),
    Artifact("rules/created.yaml", "created\n"),
    Artifact("fresh/sub/page.md", "page\n"),
    Artifact("file-then-folder/inner.md", "inner\n"),
    Artifact("folder-then-file", "a file\n"),
]
FOREIGN = {"README.md": b"by hand\n", "shared/notes.md": b"by hand\n", "rules/mine.yaml": b"by hand\n"}

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")


class CutOff(Disk):
    """Calls `strike` instead of doing the operations that `at` picks by number; a write is half done then."""

    def __init__(self, at: Callable[[int], bool], strike: Callable[[], None]) -> None:
        self.count = 0
        self.at = at
        self.strike = strike

    def step(self, tear: Callable[[], None] = lambda: None) -> None:
        self.count += 1
        if self.at(self.count):
            tear()
            self.strike()

    def mkdir(self, path: Path) -> None:
        self.step()
        super().mkdir(path)

    def rmdir(self, path: Path) -> None:
        self.step()
        super().rmdir(path)

    def write(self, path: Path, data: bytes) -> None:
        self.step(lambda: super(CutOff, self).write(path, data[: len(data) // 2]))
        super().write(path, data)

    def write_synced(self, path: Path, data: bytes) -> None:
        self.step(lambda: super(CutOff, self).write(path, data[: len(data) // 2]))
        super().write_synced(path, data)

    def rename(self, source: Path, target: Path) -> None:
        self.step()
        super().rename(source, target)

    def remove(self, path: Path) -> None:
        self.step()
        super().remove(path)


class FullDisk(CutOff):
    """Has no room for new files and folders from some operation on; renames and removals need none."""

    def rename(self, source: Path, target: Path) -> None:
        self.count += 1
        Disk.rename(self, source, target)

    def remove(self, path: Path) -> None:
        self.count += 1
        Disk.remove(self, path)

    def rmdir(self, path: Path) -> None:
        self.count += 1
        Disk.rmdir(self, path)


def no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def interrupt() -> None:
    raise KeyboardInterrupt


def die() -> None:
    os._exit(9)


def nowhere(number: int) -> bool:
    return False


def at(number: int) -> Callable[[int], bool]:
    return lambda count: count == number


def since(number: int) -> Callable[[int], bool]:
    return lambda count: count >= number


def tree(root: Path) -> Tree:
    """Every file and folder below `root`."""
    return {
        each.relative_to(root).as_posix(): None if each.is_dir() else each.read_bytes()
        for each in sorted(root.rglob("*"))
    }


def old_output(root: Path) -> Path:
    assert not apply(OLD, root).diagnostics
    for path, data in FOREIGN.items():
        (root / path).write_bytes(data)
    (root / "foreign-and-empty").mkdir()
    return root


def in_child(act: Callable[[], object]) -> int:
    """The exit status of a process that did it: 9 when it was killed, 0 when it came to its end."""
    child = os.fork()
    if child == 0:
        try:
            act()
            os._exit(0)
        except BaseException:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def trees(tmp_path: Path) -> tuple[Tree, Tree]:
    """The old and the new tree, as runs that nothing cuts off leave them."""
    root = old_output(tmp_path / "reference")
    old = tree(root)
    assert not apply(NEW, root).diagnostics
    return old, tree(root)


@pytest.fixture
def operations(tmp_path: Path) -> range:
    """The numbers of the operations that a whole run takes."""
    disk = CutOff(nowhere, die)
    assert not apply(NEW, old_output(tmp_path / "counted"), disk).diagnostics
    assert disk.count > 25
    return range(1, disk.count + 1)


def test_the_scenario_is_what_it_claims(trees: tuple[Tree, Tree]) -> None:
    old, new = trees
    ours = {each.path: each.text.encode() for each in NEW}
    files = {path: data for path, data in new.items() if data is not None and path != ".slosmith"}
    assert files == ours | FOREIGN
    assert {path for path in new if new[path] is None} == {
        "rules", "shared", "fresh", "fresh/sub", "file-then-folder", "foreign-and-empty",
    }  # fmt: skip
    assert old["emptied/deep"] is None and "emptied" not in new


def test_an_operation_fails(tmp_path: Path, trees: tuple[Tree, Tree], operations: range) -> None:
    old, new = trees
    outcomes = []
    for number in operations:
        root = old_output(tmp_path / str(number))
        changes = apply(NEW, root, CutOff(at(number), no_space))
        (said,) = changes.diagnostics or (None,)
        if said is None:
            outcomes.append("success")
        elif "still stands" in said.hint:
            outcomes.append("failure")
            assert tree(root) == old, f"operation {number} left something behind"
        else:
            outcomes.append("half done")
            assert "next slosmith command finishes it" in said.hint
        assert said is None or (said.code == "write-failed" and "No space left on device" in said.message)
        assert changes.empty == (said is not None)
        assert recover(root) == ()
        assert tree(root) == (old if outcomes[-1] == "failure" else new), number
    # What is told of a later failure is never less than of an earlier one.
    assert list(dict.fromkeys(outcomes)) == ["failure", "half done", "success"]


def test_every_operation_fails_from_some_moment_on(
    tmp_path: Path, trees: tuple[Tree, Tree], operations: range
) -> None:
    for number in operations:
        root = old_output(tmp_path / str(number))
        broken = CutOff(since(number), no_space)
        said = apply(NEW, root, broken).diagnostics
        assert said or tree(root).items() >= trees[1].items(), number
        if (root / ".slosmith.staging").exists():
            assert [each.code for each in recover(root, broken)] == ["write-failed"], number
        assert recover(root) == ()
        assert tree(root) in trees, number


def test_a_full_disk_hinders_no_recovery(tmp_path: Path, trees: tuple[Tree, Tree], operations: range) -> None:
    for number in operations:
        root = old_output(tmp_path / str(number))
        full = FullDisk(since(number), no_space)
        apply(NEW, root, full)
        assert recover(root, full) == ()
        assert tree(root) in trees, number


def test_an_interrupt(tmp_path: Path, trees: tuple[Tree, Tree], operations: range) -> None:
    for number in operations:
        root = old_output(tmp_path / str(number))
        with pytest.raises(KeyboardInterrupt):
            apply(NEW, root, CutOff(at(number), interrupt))
        assert recover(root) == ()
        assert tree(root) in trees, number


def test_an_interrupt_just_after_the_commit_does_not_discard_it(
    tmp_path: Path, trees: tuple[Tree, Tree]
) -> None:
    class Interrupted(Disk):
        def rename(self, source: Path, target: Path) -> None:
            super().rename(source, target)
            if target.name == ".slosmith.journal":
                raise KeyboardInterrupt

    root = old_output(tmp_path / "output")
    with pytest.raises(KeyboardInterrupt):
        apply(NEW, root, Interrupted())
    assert tree(root) == trees[1]


@needs_fork
def test_a_kill(tmp_path: Path, trees: tuple[Tree, Tree], operations: range) -> None:
    old, new = trees
    outcomes = []
    for number in operations:
        root = old_output(tmp_path / str(number))
        assert in_child(lambda: apply(NEW, root, CutOff(at(number), die))) == 9  # noqa: B023
        assert recover(root) == ()
        assert tree(root) in (old, new), number
        outcomes.append(tree(root) == new)
    assert outcomes == sorted(outcomes) and len(set(outcomes)) == 2


def test_a_kill_and_another_while_recovering(
    tmp_path: Path, trees: tuple[Tree, Tree], operations: range
) -> None:
    """The processes that die here are this one: what matters is that no operation comes after."""

    class Death(BaseException):
        pass

    def die_here() -> None:
        raise Death

    recoveries = 0
    for number in operations:
        cut = old_output(tmp_path / str(number))
        with pytest.raises(Death):
            apply(NEW, cut, CutOff(since(number), die_here))
        again, survived = 0, False
        while not survived:
            again += 1
            root = tmp_path / "again"
            shutil.copytree(cut, root)
            try:
                recover(root, CutOff(since(again), die_here))
                survived = True
            except Death:
                recoveries += 1
            assert recover(root) == ()
            assert tree(root) in trees, (number, again)
            shutil.rmtree(root)
    assert recoveries > 5 * len(operations)


@needs_fork
def test_generating_again_finishes_what_a_kill_cut_off(
    tmp_path: Path, trees: tuple[Tree, Tree], operations: range
) -> None:
    for number in operations:
        root = old_output(tmp_path / str(number))
        assert in_child(lambda: apply(NEW, root, CutOff(at(number), die))) == 9  # noqa: B023
        assert not apply(NEW, root).diagnostics
        assert tree(root) == trees[1], number


@needs_fork
def test_the_first_run_is_killed(tmp_path: Path) -> None:
    apply(NEW, tmp_path / "reference")
    new = tree(tmp_path / "reference")
    ended = 9
    number = 0
    while ended == 9:
        number += 1
        root = tmp_path / str(number) / "deep" / "output"
        ended = in_child(lambda: apply(NEW, root, CutOff(at(number), die)))  # noqa: B023
        assert recover(root) == ()
        assert tree(root) in ({}, new), number
    assert ended == 0 and number > 20


@needs_fork
def test_a_file_made_after_the_kill_is_not_removed_again(tmp_path: Path, operations: range) -> None:
    """A removal that was done is not repeated, whether or not the others are done."""
    kept = 0
    for number in operations:
        root = old_output(tmp_path / str(number))
        assert in_child(lambda: apply(NEW, root, CutOff(at(number), die))) == 9  # noqa: B023
        if is_unfinished(root) and not (root / "shared" / "old.md").exists():
            (root / "shared" / "old.md").write_text("by hand\n")
            assert recover(root) == ()
            assert (root / "shared" / "old.md").read_text() == "by hand\n"
            kept += 1
    assert kept > 2


def missing(root: Path, journal_written: bool) -> set[str]:
    """Files of the old output that are gone before all of the new ones are there, save those in the way of a new one."""
    if {each.path for each in NEW} <= tree(root).keys():
        return set()
    in_the_way = {"file-then-folder", "folder-then-file/inner.md"} if journal_written else set()
    return {each.path for each in OLD} - tree(root).keys() - in_the_way


@needs_fork
def test_a_kill_leaves_old_files_until_the_new_ones_are_there(tmp_path: Path, operations: range) -> None:
    for number in operations:
        root = old_output(tmp_path / str(number))
        assert in_child(lambda: apply(NEW, root, CutOff(at(number), die))) == 9  # noqa: B023
        assert missing(root, is_unfinished(root)) == set(), number


class Stubborn(CutOff):
    """Changes nothing in some folders within the output, although that looked possible before."""

    def __init__(self, *folders: Path) -> None:
        super().__init__(nowhere, die)
        self.folders = folders

    def rename(self, source: Path, target: Path) -> None:
        if any(each in path.parents for each in self.folders for path in (source, target)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        super().rename(source, target)


@pytest.mark.parametrize("folder", ["rules", "emptied/deep", "shared", "folder-then-file"])
def test_a_folder_within_cannot_be_changed_after_all(
    tmp_path: Path, trees: tuple[Tree, Tree], folder: str
) -> None:
    """What is said is true, nothing of the old is missing, and when the folder is repaired the change is finished."""
    root = old_output(tmp_path / "output")
    stubborn = Stubborn(root / folder)
    (said,) = apply(NEW, root, stubborn).diagnostics
    assert "half done" in said.hint and is_unfinished(root)
    assert missing(root, journal_written=True) == set()
    assert [each.hint for each in recover(root, stubborn)] == [said.hint]
    assert recover(root) == ()
    assert tree(root) == trees[1]
