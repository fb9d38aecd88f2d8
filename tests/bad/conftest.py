"""A repository with good specs and their output, for tests that add something hostile to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slosmith.source import jsonnet_reader
from slosmith.source.jsonnet_process import Limits
from slosmith.source.readers import READERS
from slosmith.source.reading import Reader

from .repository import run
from .scenarios import GOOD, SPECS


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with good specs and what they compile to."""
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        SPECS.mkdir()
        (SPECS / "shop.yaml").write_text(GOOD)
        assert run(patch, "generate") == 0
    return folder


@pytest.fixture
def repository(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of it, and less patience with Jsonnet than usual."""
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    limits = Limits(seconds=2, memory=200_000_000)
    impatient = Reader(lambda source: jsonnet_reader.read(source, limits), waits=True)
    monkeypatch.setitem(READERS, ".jsonnet", impatient)
    Path("outside.libsonnet").write_text("{ secret: 1 }")
