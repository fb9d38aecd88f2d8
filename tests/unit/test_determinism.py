"""The same specs give the same bytes, whatever the hash seed, the folder, the language, the time zone or the disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from slosmith.pipeline import compile_all
from slosmith.source import files

ROOT = Path(__file__).parents[2]
SPECS = ROOT / "specs"
# Specs in several files, of every suffix, so that their order and their reader could make a difference.
SOURCES = ROOT / "tests" / "golden" / "sources" / "specs"
ENVIRONMENTS = ROOT / "tests" / "golden" / "environments" / "specs"


def generated(
    specs: Path | str, output: Path, environment: dict[str, str] | None = None, cwd: Path = ROOT
) -> dict[str, str]:
    """What a process of its own writes: the hash of each file."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG"))
    }
    done = subprocess.run(
        [sys.executable, "-m", "slosmith", "generate", "--specs", str(specs), "--output", str(output)],
        cwd=cwd,
        env={**clean, "PYTHONPATH": str(ROOT / "generators"), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return hashes(output)


def hashes(folder: Path) -> dict[str, str]:
    found = {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    assert found
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return generated(SPECS, tmp_path_factory.mktemp("expected") / "output", {"PYTHONHASHSEED": "0"})


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4294967295"},
        {"LANG": "C", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
        {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns"},
        {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0"},
        {"COLUMNS": "20", "TERM": "xterm-256color", "FORCE_COLOR": "1"},
    ],
    ids=lambda environment: next(iter(environment.items()))[1],
)
def test_the_environment_does_not_matter(
    environment: dict[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    assert generated(SPECS, tmp_path / "output", environment) == expected


def test_the_folder_does_not_matter(expected: dict[str, str], tmp_path: Path) -> None:
    elsewhere = tmp_path / "a b" / "ünïcode"
    shutil.copytree(SPECS, elsewhere / "specs")
    assert generated("specs", elsewhere / "output", cwd=elsewhere) == expected
    relative = Path(os.path.relpath(elsewhere / "specs", ROOT))
    assert generated(relative, tmp_path / "second") == expected


def test_a_second_run_writes_nothing(expected: dict[str, str], tmp_path: Path) -> None:
    output = tmp_path / "output"
    assert generated(SPECS, output) == expected
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    assert generated(SPECS, output) == expected
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def texts(specs: Path) -> dict[str, str]:
    results = compile_all(specs)
    assert not results.failed
    return {
        f"{folder}/{artifact.path}": artifact.text
        for folder, artifacts in results.trees().items()
        for artifact in artifacts
    }


@pytest.mark.parametrize(
    "specs", [SPECS, SOURCES, ENVIRONMENTS], ids=["virtengine", "sources", "environments"]
)
def test_the_order_of_files_does_not_matter(specs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ordered = texts(specs)
    find, seen = files.find, []

    def reversed_find(*arguments: object) -> object:
        found, diagnostics = find(*arguments)  # type: ignore[arg-type]
        seen.extend(found)
        return found[::-1], diagnostics

    monkeypatch.setattr("slosmith.source.find", reversed_find)
    assert texts(specs) == ordered
    assert len(seen) > 2


def test_the_names_of_files_do_not_matter(tmp_path: Path) -> None:
    for folder in ("playbooks", "templates", "environments"):
        shutil.copytree(SPECS / folder, tmp_path / "specs" / folder)
    named = [path for path in SPECS.rglob("*.yaml") if path.parent.name != "environments"]
    for number, path in enumerate(sorted(named, reverse=True)):
        shutil.copy(path, tmp_path / "specs" / f"{number:02}.yaml")
    assert texts(tmp_path / "specs") == texts(SPECS)
