"""A large run keeps its texts in a temporary file, and writes the same bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.origin import Origin
from slosmith.output import apply, plan_changes
from slosmith.output.shelf import Shelf, Texts, paths_of, shelved

ARTIFACTS = (
    Artifact("b.yaml", "ünï\n" * 1000, {"g": (Origin("specs/a.yaml"),)}),
    Artifact("a/c.md", "# c\n"),
    Artifact("a/empty.txt", ""),
)


def test_few_stay_in_memory() -> None:
    assert shelved(iter(ARTIFACTS)) == ARTIFACTS


@pytest.mark.parametrize("room", [-1, 0, 3999, 4003])
def test_many_are_read_again_as_they_were(room: int) -> None:
    found = shelved(iter(ARTIFACTS), room)
    assert isinstance(found, Shelf)
    assert tuple(found) == ARTIFACTS
    assert [each.origins for each in found] == [each.origins for each in ARTIFACTS]
    assert found[1:] == ARTIFACTS[1:]
    assert found[-1] == ARTIFACTS[-1]
    assert list(paths_of(found)) == list(paths_of(ARTIFACTS)) == [each.path for each in ARTIFACTS]


def test_the_output_is_the_same(tmp_path: Path) -> None:
    changes = apply(shelved(iter(ARTIFACTS), 0), tmp_path)
    assert changes.created == (".slosmith", "a/c.md", "a/empty.txt", "b.yaml")
    assert plan_changes(ARTIFACTS, tmp_path).empty
    assert (tmp_path / "b.yaml").read_text("utf-8") == ARTIFACTS[0].text


def test_without_a_place_for_the_file_all_stay_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert shelved(iter(ARTIFACTS), 0) == ARTIFACTS


def test_on_a_full_disk_the_rest_stays_in_memory() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no disk that is always full here")
    shelf = Shelf(full.open("w+b", buffering=0))
    for each in ARTIFACTS:
        shelf.put(each)
    assert tuple(shelf) == ARTIFACTS


def test_texts_are_merged_and_chosen() -> None:
    texts = Texts.of(shelved(iter(ARTIFACTS), 0)).below("env/prod") | Texts({"x": "y"})
    assert texts["env/prod/a/c.md"] == "# c\n"
    assert list(texts.chosen(["x", "env/prod/b.yaml"])) == ["x", "env/prod/b.yaml"]
    with pytest.raises(KeyError):
        texts.chosen(["gone"])
