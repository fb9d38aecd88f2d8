"""What a run leaves on the disk, what it does not touch, and how it gets on with others."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.output import Changes, Disk, apply, lock, recover
from slosmith.output.lock import locked

A = Artifact("rules/a.yaml", "a\n")
PAGE = Artifact("page.md", "text\n")

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "output"


class Forbidden(Disk):
    """A disk on which nothing may be changed."""

    def mkdir(self, path: Path, *more: object) -> None:
        raise AssertionError(path)

    write = write_synced = rename = remove = rmdir = mkdir  # type: ignore[assignment]


def test_the_bytes_are_utf8_with_plain_line_ends(root: Path) -> None:
    apply([Artifact("page.md", "Gr\u00fc\u00dfe\n\u2713\n")], root)
    assert (root / "page.md").read_bytes() == b"Gr\xc3\xbc\xc3\x9fe\n\xe2\x9c\x93\n"


def test_the_order_of_the_artifacts_changes_nothing(tmp_path: Path) -> None:
    apply([A, PAGE], tmp_path / "one")
    apply([PAGE, A], tmp_path / "two")
    for path in (".slosmith", "page.md", "rules/a.yaml"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()


def test_it_says_what_it_did_and_leaves_nothing_else(root: Path) -> None:
    assert apply([A, PAGE], root) == Changes(created=(".slosmith", "page.md", "rules/a.yaml"))
    assert sorted(each.name for each in root.iterdir()) == [".slosmith", "page.md", "rules"]


def test_nothing_is_touched_when_nothing_changes(root: Path) -> None:
    apply([A, PAGE], root)
    everything = [root, *sorted(root.rglob("*"))]
    for each in everything:
        os.utime(each, (1, 1))
    assert apply([PAGE, A], root, Forbidden()).empty
    assert recover(root, Forbidden()) == ()
    assert [each.stat().st_mtime for each in everything] == [1] * len(everything)


def test_what_does_not_change_keeps_its_time_when_something_else_does(root: Path) -> None:
    apply([A, PAGE], root)
    os.utime(root / "page.md", (1, 1))
    assert apply([Artifact(A.path, "other\n"), PAGE], root).updated == (A.path,)
    assert (root / "page.md").stat().st_mtime == 1


def test_no_artifacts_make_no_folder(root: Path) -> None:
    assert apply([], root, Forbidden()) == Changes()
    assert recover(root, Forbidden()) == ()


def test_folders_that_hold_something_foreign_stay(root: Path) -> None:
    apply([A, PAGE, Artifact("runbooks/deep/x.md", "x\n"), Artifact("runbooks/gone/y.md", "y\n")], root)
    (root / "runbooks" / "deep" / "mine.md").write_text("by hand\n")
    (root / "empty").mkdir()
    apply([PAGE], root)
    left = sorted(each.relative_to(root).as_posix() for each in root.rglob("*"))
    assert left == [".slosmith", "empty", "page.md", "runbooks", "runbooks/deep", "runbooks/deep/mine.md"]


def test_a_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("by hand\n")
    changes = apply([A], tmp_path / "file" / "output")
    assert [each.code for each in changes.diagnostics] == ["write-failed"]
    assert "still stands" in changes.diagnostics[0].hint


def test_a_failed_first_run_leaves_no_folder(tmp_path: Path) -> None:
    long = Artifact("a" * 300, "text\n")
    changes = apply([A, long], tmp_path / "deep" / "output")
    assert "File name too long" in changes.diagnostics[0].message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(root: Path) -> None:
    apply([PAGE], root)
    root.chmod(0o555)
    changes = apply([A, PAGE], root)
    root.chmod(0o755)
    assert [each.code for each in changes.diagnostics] == ["write-failed"]
    assert "Permission denied" in changes.diagnostics[0].message
    assert not (root / "rules").exists()


def left_behind(root: Path, journal: str) -> Path:
    """A folder in which a committed change waits to be finished; gives the folder of its new files."""
    apply([PAGE], root)
    staged = root / ".slosmith.staging" / "staged"
    staged.mkdir(parents=True)
    (root / ".slosmith.journal").write_text(journal)
    return staged


@pytest.mark.parametrize(
    "path", ["../outside.md", "link/outside.md", "{outside}", ".slosmith.staging/staged/new.md"]
)
def test_a_hostile_journal_removes_nothing_outside(tmp_path: Path, root: Path, path: str) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("by hand\n")
    staged = left_behind(root, path.format(outside=outside) + "\n")
    (root / "link").symlink_to(tmp_path)
    (staged / "new.md").write_text("new\n")
    assert recover(root) == ()
    assert outside.read_text() == "by hand\n"
    assert (root / "new.md").read_text() == "new\n"


def test_a_hostile_staging_folder_takes_nothing_from_outside(tmp_path: Path, root: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.md").write_text("by hand\n")
    staged = left_behind(root, "")
    (root / "rules").mkdir()
    (staged / "rules").symlink_to(outside)
    assert recover(root) == ()
    assert [each.name for each in outside.iterdir()] == ["kept.md"]
    assert not (root / "rules").is_symlink()
    assert not (root / ".slosmith.staging").exists()


def test_a_hostile_staging_folder_may_be_deep(root: Path) -> None:
    """Deeper than Python calls functions, and discarded all the same."""
    apply([PAGE], root)
    folder = root / ".slosmith.staging"
    for _ in range(1100):
        folder.mkdir()
        folder /= "d"
    assert recover(root) == ()
    assert not (root / ".slosmith.staging").exists()


@pytest.mark.parametrize("placed", ["staged", "placing"])
def test_who_cannot_finish_a_hostile_journal_is_told_what_to_delete(root: Path, placed: str) -> None:
    staged = left_behind(root, "")
    (staged / "notes").write_text("theirs\n")
    staged.rename(staged.with_name(placed))
    (root / "notes").mkdir()
    (root / "notes" / "mine.md").write_text("by hand\n")
    for _ in range(2):
        (found,) = apply([A, PAGE], root).diagnostics
        assert "half done" in found.hint
        assert "delete `.slosmith.journal` and `.slosmith.staging`" in found.hint
    (root / ".slosmith.journal").unlink()
    assert not apply([A, PAGE], root).diagnostics
    assert (root / "notes" / "mine.md").read_text() == "by hand\n"


def test_a_folder_in_place_of_the_journal_is_refused(root: Path) -> None:
    apply([PAGE], root)
    (root / ".slosmith.journal").mkdir()
    (found,) = apply([A, PAGE], root).diagnostics
    assert found.span.file.endswith(".slosmith.journal")
    assert "move or delete it" in found.hint
    assert not (root / "rules").exists()


@pytest.mark.parametrize("journal", [True, False])
def test_a_staging_folder_that_is_a_link_is_unlinked(tmp_path: Path, root: Path, journal: bool) -> None:
    outside = tmp_path / "outside"
    (outside / "staged").mkdir(parents=True)
    (outside / "staged" / "kept.md").write_text("by hand\n")
    apply([PAGE], root)
    (root / ".slosmith.staging").symlink_to(outside)
    if journal:
        (root / ".slosmith.journal").write_text("page.md\n")
    assert recover(root) == ()
    assert (outside / "staged" / "kept.md").read_text() == "by hand\n"
    assert sorted(each.name for each in root.iterdir()) == [".slosmith", "page.md"]


def test_it_does_not_write_through_a_link_made_after_the_commit(tmp_path: Path, root: Path) -> None:
    staged = left_behind(root, "")
    (staged / "rules").mkdir()
    (staged / "rules" / "a.yaml").write_text("new\n")
    (tmp_path / "outside").mkdir()
    (root / "rules").symlink_to(tmp_path / "outside")
    (diagnostic,) = recover(root)
    assert diagnostic.code == "write-failed"
    assert "next slosmith command finishes it" in diagnostic.hint
    assert list((tmp_path / "outside").iterdir()) == []
    (root / "rules").unlink()
    assert recover(root) == ()
    assert (root / "rules" / "a.yaml").read_text() == "new\n"


@needs_fork
def test_another_run_is_writing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    left_behind(root, "")
    with locked(root) as held:
        assert held
        changes = apply([A, PAGE], root, Forbidden())
        assert [each.message for each in changes.diagnostics] == [
            "another slosmith is writing to this folder"
        ]
        assert [each.code for each in recover(root, Forbidden())] == ["write-failed"]
    assert not apply([A, PAGE], root).diagnostics


@needs_fork
def test_a_run_waits_for_another_and_sees_what_that_wrote(root: Path) -> None:
    apply([PAGE], root)
    ready, go = os.pipe()
    child = os.fork()
    if child == 0:
        with locked(root):
            os.write(go, b"x")
            time.sleep(0.3)
            (root / "page.md").write_text("theirs\n")
            os._exit(0)
    os.read(ready, 1)
    started = time.monotonic()
    assert apply([A, PAGE], root) == Changes(created=(A.path,), updated=(".slosmith", "page.md"))
    assert time.monotonic() - started > 0.2
    os.waitpid(child, 0)


@needs_fork
def test_two_runs_at_once_do_not_mix(root: Path) -> None:
    sets = [[Artifact(f"{name}.md", f"{which}\n") for name in "abcdef"] for which in ("one", "two")]
    for _ in range(20):
        children = []
        for artifacts in sets:
            child = os.fork()
            if child == 0:
                try:
                    os._exit(1 if apply(artifacts, root).diagnostics else 0)
                except BaseException:
                    os._exit(2)
            children.append(child)
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
        assert len({each.read_text() for each in root.glob("*.md")}) == 1
