"""Trees below the output folder, as environments have them: together all or nothing, and alone nobody else's."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.output import Changes, Trees, apply, apply_trees, plan_trees, recover

from .test_atomicity import CutOff, Tree, at, die, in_child, needs_fork, no_space, nowhere, tree

A = Artifact("rules/a.yaml", "a\n")
PAGE = Artifact("page.md", "text\n")
BEFORE: Trees = {
    "": [PAGE, A],
    "environments/dev": [A, Artifact("only/dev.md", "dev\n")],
    "environments/old": [A, Artifact("deep/down/old.md", "old\n")],
}
AFTER: Trees = {
    "": [PAGE, Artifact("rules/a.yaml", "b, and longer\n")],
    "environments/dev": [Artifact("rules/a.yaml", "c\n")],
    "environments/new": [A],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "output"


def files(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in tree(root).items() if data is not None}


def listed(root: Path) -> list[str]:
    return (root / ".slosmith").read_text(encoding="utf-8").splitlines()[1:]


def without(trees: Trees, *folders: str) -> Trees:
    return {folder: each for folder, each in trees.items() if folder not in folders}


def test_each_has_a_manifest_of_its_own(root: Path) -> None:
    apply_trees(BEFORE, root)
    assert listed(root) == [
        "environments/dev/.slosmith", "environments/old/.slosmith", "page.md", "rules/a.yaml",
    ]  # fmt: skip
    assert listed(root / "environments/dev") == ["only/dev.md", "rules/a.yaml"]


def test_it_is_what_it_would_be_elsewhere(root: Path, tmp_path: Path) -> None:
    apply_trees(BEFORE, root)
    apply(BEFORE["environments/dev"], tmp_path / "alone")
    assert tree(root / "environments/dev") == tree(tmp_path / "alone")


def test_a_second_run_changes_nothing(root: Path) -> None:
    apply_trees(BEFORE, root)
    assert apply_trees(BEFORE, root) == Changes(unchanged=9)


def test_without_trees_the_manifest_is_as_it_was(root: Path, tmp_path: Path) -> None:
    apply_trees({"": [PAGE, A]}, root)
    apply([PAGE, A], tmp_path / "plain")
    assert tree(root) == tree(tmp_path / "plain")


def test_one_that_is_gone_goes_with_its_folder(root: Path) -> None:
    apply_trees(BEFORE, root)
    changes = apply_trees(without(BEFORE, "environments/old"), root)
    assert changes.removed == (
        "environments/old/.slosmith",
        "environments/old/deep/down/old.md",
        "environments/old/rules/a.yaml",
    )
    assert changes.updated == (".slosmith",)
    assert not (root / "environments/old").exists()
    apply_trees(without(BEFORE, "environments/old", "environments/dev"), root)
    assert sorted(each.name for each in root.iterdir()) == [".slosmith", "page.md", "rules"]


def test_what_is_not_ours_stays_when_it_goes(root: Path) -> None:
    apply_trees(BEFORE, root)
    (root / "environments/old/mine.md").write_text("by hand\n")
    (root / "environments/old/rules/mine.yaml").write_text("by hand\n")
    (root / "environments/theirs").mkdir()
    (root / "environments/theirs/rules.yaml").write_text("by hand\n")
    apply_trees(without(BEFORE, "environments/old"), root)
    assert sorted(files(root / "environments/old")) == ["mine.md", "rules/mine.yaml"]
    assert files(root / "environments/theirs") == {"rules.yaml": b"by hand\n"}


def test_the_output_of_other_specs_is_not_ours(root: Path, tmp_path: Path) -> None:
    """A folder beside the environments with a manifest that ours does not list."""
    apply([A], root / "environments/theirs")
    before = tree(root / "environments/theirs")
    apply_trees(BEFORE, root)
    apply_trees({"": [PAGE]}, root)
    assert tree(root / "environments/theirs") == before


def test_one_alone_leaves_all_others_as_they_are(root: Path) -> None:
    apply_trees(BEFORE, root)
    before = tree(root)
    changes = apply_trees({"environments/dev": AFTER["environments/dev"]}, root)
    assert (changes.created, changes.removed) == ((), ("environments/dev/only/dev.md",))
    assert changes.updated == ("environments/dev/.slosmith", "environments/dev/rules/a.yaml")
    others = [path for path in before if not path.startswith("environments/dev")]
    assert {path: tree(root)[path] for path in others} == {path: before[path] for path in others}


def test_one_alone_may_come_first(root: Path) -> None:
    """It is ours when the others come, and also if it is gone by then."""
    apply_trees({"environments/old": BEFORE["environments/old"]}, root)
    assert listed(root) == ["environments/old/.slosmith"]
    assert plan_trees(BEFORE, root).diagnostics == ()
    apply_trees(AFTER, root)
    assert not (root / "environments/old").exists()


def test_one_alone_that_holds_nothing_is_gone(root: Path) -> None:
    apply_trees(BEFORE, root)
    apply_trees({"environments/old": []}, root)
    assert "environments/old/.slosmith" not in listed(root)
    assert not (root / "environments/old").exists()
    assert (root / "page.md").exists()


def test_one_that_was_written_to_its_folder_by_name_is_ours(root: Path) -> None:
    apply(BEFORE["environments/dev"], root / "environments/dev")
    changes = apply_trees(AFTER, root)
    assert changes.diagnostics == ()
    assert changes.removed == ("environments/dev/only/dev.md",)


def test_a_lost_manifest_of_a_tree_is_told(root: Path) -> None:
    apply_trees(BEFORE, root)
    (root / "environments/dev/.slosmith").unlink()
    before = tree(root)
    changes = apply_trees(AFTER, root)
    assert [each.code for each in changes.diagnostics] == ["not-ours"]
    assert tree(root) == before


@pytest.mark.parametrize(
    "line", ["../out/.slosmith", "link/.slosmith", "{out}/.slosmith", "a/../../out/.slosmith", "loop/.slosmith"]
)
def test_a_hostile_line_removes_nothing(root: Path, tmp_path: Path, line: str) -> None:
    out = tmp_path / "out"
    apply([A], out)
    apply_trees(BEFORE, root)
    (root / "link").symlink_to(out)
    (root / "loop").symlink_to("loop")
    before = tree(out)
    with (root / ".slosmith").open("a") as file:
        file.write(line.format(out=out) + "\n")
    assert apply_trees(BEFORE, root).removed == ()
    assert tree(out) == before


@pytest.mark.parametrize("line", ["../../page.md", "../dev/only/dev.md", "../../.slosmith", "{root}/page.md"])
def test_a_tree_has_nothing_outside_of_its_folder(root: Path, line: str) -> None:
    apply_trees(BEFORE, root)
    with (root / "environments/old/.slosmith").open("a") as file:
        file.write(line.format(root=root) + "\n")
    removed = apply_trees(without(BEFORE, "environments/old"), root).removed
    assert all(path.startswith("environments/old/") for path in removed)
    assert (root / "page.md").exists() and (root / "environments/dev/only/dev.md").exists()


def test_a_tree_below_a_link_is_refused(root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root.mkdir()
    (root / "environments").symlink_to(tmp_path / "elsewhere")
    changes = apply_trees(BEFORE, root)
    assert {each.code for each in changes.diagnostics} == {"not-ours"}
    assert tree(tmp_path / "elsewhere") == {}


@pytest.mark.parametrize("folder", ["..", "../out", "/out", "a/../..", "environments/..", "a\\b"])
def test_a_folder_out_of_the_output_is_refused(root: Path, tmp_path: Path, folder: str) -> None:
    changes = apply_trees({"": [PAGE], folder: [A]}, root)
    assert {each.code for each in changes.diagnostics} == {"not-ours"}
    assert not root.exists() and tree(tmp_path) == {}


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("environments/dev/rules/a.yaml", "rules/a.yaml"), ("environments/dev", "a"), ("environments", "a")],
)
def test_two_trees_never_want_one_place(root: Path, outer: str, inner: str) -> None:
    trees: Mapping[str, list[Artifact]] = {
        "": [Artifact(outer, "x")],
        "environments/dev": [Artifact(inner, "y")],
    }
    with pytest.raises(ValueError, match="artifact"):
        apply_trees(trees, root)


@pytest.fixture
def states(tmp_path: Path) -> tuple[Tree, Tree]:
    """Before and after an environment is removed, another added and all others changed."""
    root = started(tmp_path / "reference")
    old = tree(root)
    assert not apply_trees(AFTER, root).diagnostics
    new = tree(root)
    assert "environments/old/mine.md" in new and "environments/new/.slosmith" in new
    return old, new


def started(root: Path) -> Path:
    assert not apply_trees(BEFORE, root).diagnostics
    (root / "environments/old/mine.md").write_text("by hand\n")
    return root


def counted(root: Path) -> range:
    disk = CutOff(nowhere, die)
    assert not apply_trees(AFTER, started(root), disk).diagnostics
    return range(1, disk.count + 1)


@needs_fork
def test_killed_at_any_moment(tmp_path: Path, states: tuple[Tree, Tree]) -> None:
    seen = set()
    for number in counted(tmp_path / "counted"):
        root = started(tmp_path / str(number))
        assert in_child(lambda r=root, n=number: apply_trees(AFTER, r, CutOff(at(n), die))) == 9  # type: ignore[misc]
        assert recover(root) == ()
        assert tree(root) in states, number
        seen.add(tree(root) == states[1])
        assert not apply_trees(AFTER, root).diagnostics
        assert tree(root) == states[1]
        shutil.rmtree(root)
    assert seen == {True, False}


def test_an_operation_fails(tmp_path: Path, states: tuple[Tree, Tree]) -> None:
    for number in counted(tmp_path / "counted"):
        root = started(tmp_path / str(number))
        apply_trees(AFTER, root, CutOff(at(number), no_space))
        assert recover(root) == ()
        assert tree(root) in states, number
        shutil.rmtree(root)


@needs_fork
def test_killed_while_one_alone_is_written(tmp_path: Path) -> None:
    """The next run of all of them finds the same journal."""
    part: Trees = {"environments/dev": AFTER["environments/dev"]}
    done = tree(applied(part, started(tmp_path / "reference")))
    old = tree(started(tmp_path / "old"))
    disk = CutOff(nowhere, die)
    apply_trees(part, started(tmp_path / "counted"), disk)
    for number in range(1, disk.count + 1):
        root = started(tmp_path / str(number))
        in_child(lambda r=root, n=number: apply_trees(part, r, CutOff(at(n), die)))  # type: ignore[misc]
        assert recover(root) == ()
        assert tree(root) in (old, done)


def applied(trees: Trees, root: Path) -> Path:
    assert not apply_trees(trees, root).diagnostics
    return root

