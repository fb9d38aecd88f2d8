"""What is created, updated, removed and left alone, and what is in the way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.output import Changes, apply, plan_changes

A = Artifact("rules/a.yaml", "a\n")
B = Artifact("rules/b.yaml", "b\n")
PAGE = Artifact("page.md", "text\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "output"


def faults(changes: Changes) -> list[tuple[str, str]]:
    return [(each.code, Path(each.span.file).name) for each in changes.diagnostics]


def test_everything_is_created_in_a_folder_that_does_not_exist(root: Path) -> None:
    changes = plan_changes([B, A], root)
    assert changes == Changes(created=(".slosmith", "rules/a.yaml", "rules/b.yaml"))
    assert not changes.empty
    assert not root.exists()


def test_created_updated_removed_unchanged(root: Path) -> None:
    apply([A, B, PAGE], root)
    changes = plan_changes([PAGE, Artifact(A.path, "other\n"), Artifact("rules/c.yaml", "c\n")], root)
    assert changes == Changes(("rules/c.yaml",), (".slosmith", "rules/a.yaml"), ("rules/b.yaml",), 1)


def test_a_change_that_keeps_the_size_is_seen(root: Path) -> None:
    apply([A], root)
    assert plan_changes([Artifact(A.path, "b\n")], root).updated == (A.path,)


def test_nothing_to_do(root: Path) -> None:
    apply([A, B], root)
    assert plan_changes([B, A], root) == Changes(unchanged=3)
    assert plan_changes([B, A], root).empty


def test_no_artifacts_and_no_folder(root: Path) -> None:
    assert plan_changes([], root) == Changes()


def test_a_file_deleted_by_hand_is_created_again(root: Path) -> None:
    apply([A, B], root)
    (root / A.path).unlink()
    assert plan_changes([A, B], root) == Changes(created=(A.path,), unchanged=2)


def test_an_artifact_may_be_as_foreign_as_it_likes_if_it_is_identical(root: Path) -> None:
    root.mkdir()
    (root / "page.md").write_bytes(b"text\n")
    changes = apply([PAGE], root)
    assert changes == Changes(created=(".slosmith",), unchanged=1)
    assert apply([], root).removed == (".slosmith", "page.md"), "adopted, so it is ours to remove"


@pytest.mark.parametrize("content", ["other\n", "mine\n"], ids=["of another size", "of the same size"])
def test_a_foreign_file_is_in_the_way(root: Path, content: str) -> None:
    root.mkdir()
    (root / "page.md").write_text(content)
    changes = apply([PAGE, A], root)
    assert faults(changes) == [("not-ours", "page.md")]
    assert "move or delete" in changes.diagnostics[0].hint
    assert "restore it from git" in changes.diagnostics[0].hint
    assert [each.name for each in root.iterdir()] == ["page.md"], "all or nothing"
    assert (root / "page.md").read_text() == content


def test_the_hint_speaks_of_a_lost_manifest_only_when_it_is_lost(root: Path) -> None:
    apply([A], root)
    (root / "page.md").write_text("by hand\n")
    assert "restore" not in plan_changes([A, PAGE], root).diagnostics[0].hint


def test_a_folder_is_in_the_way(root: Path) -> None:
    (root / "page.md").mkdir(parents=True)
    assert faults(plan_changes([PAGE], root)) == [("not-ours", "page.md")]


def test_a_folder_that_only_held_what_is_removed_is_not_in_the_way(root: Path) -> None:
    apply([Artifact("page.md/deep/a.md", "a\n")], root)
    assert not apply([PAGE], root).diagnostics
    assert (root / "page.md").read_text() == "text\n"


@pytest.mark.parametrize("foreign", ["page.md/mine.md", "page.md/empty/"])
def test_a_folder_that_also_holds_something_foreign_is_in_the_way(root: Path, foreign: str) -> None:
    apply([Artifact("page.md/deep/a.md", "a\n")], root)
    (root / foreign).mkdir() if foreign.endswith("/") else (root / foreign).write_text("by hand\n")
    assert faults(plan_changes([PAGE], root)) == [("not-ours", "page.md")]


def test_a_foreign_file_where_a_folder_is_needed(root: Path) -> None:
    root.mkdir()
    (root / "rules").write_text("by hand\n")
    changes = plan_changes([A, B], root)
    assert faults(changes) == [("not-ours", "a.yaml"), ("not-ours", "b.yaml")]
    assert "`rules` is a file where a folder is needed" in changes.diagnostics[0].message


def test_the_root_is_a_file(root: Path) -> None:
    root.write_text("by hand\n")
    for changes in (plan_changes([A], root), apply([A], root)):
        assert faults(changes) == [("not-ours", "output")]
    assert root.read_text() == "by hand\n"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("../out.md", "leads out"),
        ("a/../../out.md", "leads out"),
        ("/etc/out.md", "is absolute"),
        ("C:/out.md", "is absolute"),
        ("C:out.md", "is absolute"),
        ("a\\out.md", "backslash"),
        ("a\0.md", "cannot be seen"),
        ("a\n.md", "cannot be seen"),
        ("a\x7f.md", "cannot be seen"),
        ("a\u202e.md", "cannot be seen"),
        ("a//out.md", "empty part"),
        ("./out.md", "empty part"),
        ("a/", "empty part"),
        ("", "empty part"),
    ],
)
def test_a_path_that_is_no_place_below_the_folder(tmp_path: Path, root: Path, path: str, says: str) -> None:
    changes = apply([A, Artifact(path, "out\n")], root)
    assert [each.code for each in changes.diagnostics] == ["not-ours"]
    assert says in changes.diagnostics[0].message
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("paths", [
    ("page.md", "page.md"),
    ("page.md", "Page.md"),
    ("caf\u00e9.md", "cafe\u0301.md"),
    ("rules", "rules/a.yaml"),
    ("Rules/a/b", "rules/a"),
    (".slosmith",),
    (".slosmith.journal",),
    (".Slosmith.staging/a",),
])  # fmt: skip
def test_artifacts_that_clash_are_a_bug(root: Path, paths: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"two artifacts|a folder of|keeps for itself"):
        plan_changes([Artifact(path, "text\n") for path in paths], root)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
class TestLinks:
    @pytest.fixture
    def outside(self, tmp_path: Path) -> Path:
        folder = tmp_path / "outside"
        folder.mkdir()
        (folder / "a.yaml").write_text("by hand\n")
        return folder

    @pytest.mark.parametrize("path", ["rules/a.yaml", "rules/new.yaml", "rules/deep/new.yaml"])
    def test_a_folder_that_leads_out(self, root: Path, outside: Path, path: str) -> None:
        root.mkdir()
        (root / "rules").symlink_to(outside)
        changes = apply([Artifact(path, "text\n")], root)
        assert [each.code for each in changes.diagnostics] == ["not-ours"]
        assert "`rules` is a link" in changes.diagnostics[0].message
        assert [each.name for each in outside.iterdir()] == ["a.yaml"]
        assert (outside / "a.yaml").read_text() == "by hand\n"

    def test_a_folder_of_ours_that_became_a_link(self, root: Path, outside: Path) -> None:
        apply([A, PAGE], root)
        (root / A.path).unlink()
        (root / "rules").rmdir()
        (root / "rules").symlink_to(outside)
        assert apply([PAGE], root) == Changes(updated=(".slosmith",), unchanged=1)
        assert (outside / "a.yaml").read_text() == "by hand\n"

    def test_a_file_that_leads_out_is_in_the_way_even_if_identical(self, root: Path, outside: Path) -> None:
        root.mkdir()
        (root / "page.md").symlink_to(outside / "a.yaml")
        (outside / "a.yaml").write_text(PAGE.text)
        assert faults(apply([PAGE], root)) == [("not-ours", "page.md")]

    def test_a_file_of_ours_that_became_a_link_is_replaced_not_followed(
        self, root: Path, outside: Path
    ) -> None:
        apply([PAGE], root)
        (root / "page.md").unlink()
        (root / "page.md").symlink_to(outside / "a.yaml")
        assert apply([PAGE], root).updated == ("page.md",)
        assert not (root / "page.md").is_symlink()
        assert (outside / "a.yaml").read_text() == "by hand\n"

    def test_a_link_of_ours_is_removed_and_not_what_it_leads_to(self, root: Path, outside: Path) -> None:
        apply([PAGE, A], root)
        (root / "page.md").unlink()
        (root / "page.md").symlink_to(outside / "a.yaml")
        assert apply([A], root).removed == ("page.md",)
        assert (outside / "a.yaml").read_text() == "by hand\n"
        assert not (root / "page.md").is_symlink()

    def test_the_root_may_be_a_link(self, root: Path, outside: Path) -> None:
        root.symlink_to(outside)
        assert not apply([PAGE], root).diagnostics
        assert (outside / "page.md").read_text() == PAGE.text

    def test_a_pipe_is_not_read(self, root: Path) -> None:
        root.mkdir()
        os.mkfifo(root / "page.md")
        assert faults(plan_changes([PAGE], root)) == [("not-ours", "page.md")]

    def test_a_change_of_case_where_case_is_ignored(self, root: Path) -> None:
        """A hard link stands for the one file that both names mean on such a disk."""
        apply([Artifact("Page.md", PAGE.text)], root)
        (root / "page.md").hardlink_to(root / "Page.md")
        changes = apply([PAGE], root)
        assert "page.md" in changes.updated and changes.removed == ("Page.md",)
        assert (root / "page.md").read_text() == PAGE.text


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read(root: Path) -> None:
    apply([PAGE], root)
    (root / "page.md").chmod(0)
    changes = plan_changes([PAGE], root)
    assert faults(changes) == [("unreadable", "page.md")]
    assert "Permission denied" in changes.diagnostics[0].message
