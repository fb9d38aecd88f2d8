"""The manifest says what is ours, and is believed no further than the output folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.output import Changes, apply, plan_changes

A = Artifact("rules/a.yaml", "a\n")
PAGE = Artifact("page.md", "text\n")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "output"


def listed(root: Path) -> list[str]:
    return (root / ".slosmith").read_text(encoding="utf-8").splitlines()[1:]


def append(root: Path, lines: bytes) -> None:
    with (root / ".slosmith").open("ab") as file:
        file.write(lines)


def test_it_lists_what_is_generated_and_says_what_it_is(root: Path) -> None:
    apply([PAGE, A, Artifact("Z\u00fcrich.md", "text\n")], root)
    data = (root / ".slosmith").read_bytes()
    assert data.startswith(b"# slosmith: ") and b"\r" not in data and data.endswith(b"\n")
    assert listed(root) == ["Z\u00fcrich.md", "page.md", "rules/a.yaml"]


def test_it_goes_with_the_last_file(root: Path) -> None:
    apply([PAGE, A], root)
    (root / "mine.md").write_text("by hand\n")
    assert apply([], root).removed == (".slosmith", "page.md", "rules/a.yaml")
    assert [each.name for each in root.iterdir()] == ["mine.md"]


@pytest.mark.parametrize(
    "line",
    [
        "../outside.md",
        "rules/../../outside.md",
        "{outside}",
        "link/outside.md",
        "..\\outside.md",
        "rules",
        "",
        ".",
        "/",
        ".slosmith.journal",
        ".slosmith.staging/a",
        "a" * 5000,
        "a/" * 3000 + "a",
        "page.md/below-a-file",
        "loop/a",
        "\0",
        "\udcff",
    ],
)
def test_a_hostile_line_removes_nothing(tmp_path: Path, root: Path, line: str) -> None:
    apply([PAGE, A], root)
    before = (root / ".slosmith").read_bytes()
    outside = tmp_path / "outside.md"
    outside.write_text("by hand\n")
    (root / "link").symlink_to(tmp_path)
    (root / "loop").symlink_to("loop")
    append(root, line.format(outside=outside).encode(errors="surrogateescape") + b"\n")
    assert apply([PAGE, A], root) == Changes(updated=(".slosmith",), unchanged=2)
    assert outside.read_text() == "by hand\n"
    assert (root / ".slosmith").read_bytes() == before


def test_after_a_merge_conflict_the_files_of_both_sides_are_ours(root: Path) -> None:
    apply([PAGE], root)
    (root / "ours.md").write_text("left over\n")
    (root / "theirs.md").write_text("left over\n")
    append(root, b"<<<<<<< HEAD\nours.md\n=======\ntheirs.md\n>>>>>>> branch\n")
    assert apply([PAGE], root) == Changes(
        updated=(".slosmith",), removed=("ours.md", "theirs.md"), unchanged=1
    )
    assert listed(root) == ["page.md"]


def test_line_ends_that_git_made_on_windows(root: Path) -> None:
    apply([PAGE, A], root)
    manifest = root / ".slosmith"
    manifest.write_bytes(manifest.read_bytes().replace(b"\n", b"\r\n"))
    assert plan_changes([PAGE], root) == Changes(
        updated=(".slosmith",), removed=("rules/a.yaml",), unchanged=1
    )


def test_a_file_of_that_name_that_is_not_a_manifest_is_not_ours(root: Path) -> None:
    root.mkdir()
    (root / ".slosmith").write_text("page.md\n")
    (root / "page.md").write_text("by hand\n")
    changes = apply([A], root)
    assert [Path(each.span.file).name for each in changes.diagnostics] == [".slosmith"]
    assert (root / "page.md").read_text() == "by hand\n"


def test_a_manifest_that_is_a_link_is_not_believed(tmp_path: Path, root: Path) -> None:
    apply([PAGE], tmp_path / "other")
    root.mkdir()
    (root / ".slosmith").symlink_to(tmp_path / "other" / ".slosmith")
    (root / "page.md").write_text("by hand\n")
    changes = apply([A], root)
    assert [each.code for each in changes.diagnostics] == ["not-ours"]
    assert (root / "page.md").read_text() == "by hand\n"
