"""Folders within the output that cannot be changed: the run is refused before anything is, and says which and why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.output import apply, plan_changes, recover
from slosmith.output.within import obstacles

from .test_atomicity import NEW, in_child, needs_fork, old_output, tree

NOBODY = 65534
ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that everybody may look into, as those of pytest are not."""
    path = Path(tempfile.mkdtemp(prefix="slosmith-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def without_privileges(act: Callable[[], None]) -> None:
    """In a process that permissions hold for; what it asserts is asserted here."""

    def run() -> None:
        if ROOT:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        act()

    assert in_child(run) == 0


def given_away(root: Path) -> None:
    if ROOT:
        for each in (root, *root.rglob("*")):
            os.chown(each, NOBODY, NOBODY)


# By the folder that may not be written to: why anything would be.
CHANGES = {
    "rules": "one file there changes and one is new",
    "shared": "one file there goes",
    "emptied/deep": "the only file there goes",
    "emptied": "a folder there is left empty",
    "folder-then-file": "the only file there goes, and the folder",
}


@needs_fork
@pytest.mark.parametrize("within", CHANGES)
def test_a_folder_that_may_not_be_written_to(folder: Path, within: str) -> None:
    root = old_output(folder / "output")
    given_away(root)
    before = tree(root)
    (root / within).chmod(0o555)

    def refused() -> None:
        for _ in range(2):
            found = apply(NEW, root).diagnostics
            assert [each.span.file for each in found] == [f"{root}/{within}"]
            assert found[0].code == "write-failed" and "nothing was changed" in found[0].hint
            assert recover(root) == ()

    without_privileges(refused)
    assert tree(root) == before
    (root / within).chmod(0o755)
    assert not apply(NEW, root).diagnostics


@needs_fork
def test_a_folder_in_which_nothing_changes_may_be_read_only(folder: Path) -> None:
    artifacts = [Artifact("kept/a.md", "a\n"), Artifact("b.md", "b\n")]
    root = folder / "output"
    apply(artifacts, root)
    given_away(root)
    (root / "kept").chmod(0o555)

    def changed() -> None:
        assert apply([artifacts[0], Artifact("c/d.md", "d\n")], root).removed == ("b.md",)

    without_privileges(changed)


MOUNTED = """
import sys
from pathlib import Path
from slosmith.output import apply, recover
from tests.unit.output.test_atomicity import NEW, tree
root = Path(sys.argv[1])
before = tree(root)
for _ in range(2):
    for each in apply(NEW, root).diagnostics:
        print(each.code, each.message.split("`")[1])
    assert recover(root) == ()
assert tree(root) == before
"""


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode != 0,
    reason="mounting takes more rights than these",
)
@pytest.mark.parametrize(
    ("within", "mount"),
    [
        ("rules", "mount --bind"),
        ("rules", "mount -t tmpfs none"),
        ("rules/changed.yaml", "mount --bind"),
        ("emptied", "mount --bind"),
    ],
)
def test_a_mount(tmp_path: Path, within: str, mount: str) -> None:
    """Of a folder of the same file system too, which the number of the device does not tell."""
    root = old_output(tmp_path / "out put")
    place = root / within
    source = tmp_path / "mounted"
    if place.is_dir():
        shutil.copytree(place, source)
    else:
        shutil.copy(place, source)
    mounted = f'{mount} "{place}"' if "tmpfs" in mount else f'{mount} "{source}" "{place}"'
    files = f'cp -r "{source}/." "{place}/" && ' if "tmpfs" in mount else ""
    program = f'{mounted} && {files}exec "{sys.executable}" -c "$0" "{root}"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", program, MOUNTED],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"write-failed {within}"] * 2


def test_nothing_in_the_way(tmp_path: Path) -> None:
    root = old_output(tmp_path / "output")
    assert list(obstacles(plan_changes(NEW, root), root)) == []
