"""`slosmith init`: a repository that works at once, and never over what is there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from slosmith.pipeline import compile_specs
from slosmith.starter import SCHEMA, starter
from slosmith.tools.run import Tool

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path, promtool: Tool) -> str:
    """A PATH whose `slosmith` is that of this checkout."""
    programs = tmp_path / "programs"
    programs.mkdir()
    wrapper = programs / "slosmith"
    source = f"PYTHONPATH={shlex.quote(str(ROOT / 'generators'))}"
    wrapper.write_text(f'#!/bin/sh\n{source} exec {shlex.quote(sys.executable)} -m slosmith "$@"\n')
    wrapper.chmod(0o755)
    return os.pathsep.join([str(programs), os.environ["PATH"]])


def run(path: str, folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    # These tests may themselves run under make, whose flags must not leak into the one started here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    environment["PATH"] = path
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def tree(folder: Path) -> dict[str, str]:
    return {
        each.relative_to(folder).as_posix(): each.read_text("utf-8")
        for each in folder.rglob("*")
        if each.is_file()
    }


def test_the_repository_works_at_once(path: str, tmp_path: Path) -> None:
    made = run(path, tmp_path, "slosmith", "init", "repo")
    assert (made.returncode, made.stderr) == (0, "")
    repo = tmp_path / "repo"
    assert tree(repo) == starter("shop")

    generated = run(path, repo, "make", "generate")
    assert (generated.returncode, generated.stderr) == (0, "")
    assert (repo / "output/prometheus/rules/shop.yaml").is_file()

    checked = run(path, repo, "make", "check")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("all is well: 1 services, 2 SLOs")
    assert "warning" not in checked.stdout
    assert "note" not in checked.stdout

    for target in ("generate", "check", "help"):
        assert f"make {target} " in run(path, repo, "make").stdout


def test_make_schema_mends_a_schema_that_is_stale(path: str, tmp_path: Path) -> None:
    run(path, tmp_path, "slosmith", "init")
    (tmp_path / SCHEMA).write_text("{}")
    assert run(path, tmp_path, "make", "schema").returncode == 0
    assert (tmp_path / SCHEMA).read_text("utf-8") == starter("shop")[SCHEMA]


@pytest.mark.parametrize("target", ["generate", "check"])
def test_without_slosmith_make_says_how_to_install_it(tmp_path: Path, path: str, target: str) -> None:
    run(path, tmp_path, "slosmith", "init")
    done = run("/usr/bin:/bin", tmp_path, "make", target)
    assert done.returncode == 2
    assert "slosmith is not installed" in done.stderr
    assert ".venv/bin/pip install slosmith" in done.stderr


def test_a_virtual_environment_comes_first(tmp_path: Path, path: str) -> None:
    run(path, tmp_path, "slosmith", "init")
    own = tmp_path / ".venv/bin/slosmith"
    own.parent.mkdir(parents=True)
    own.write_text('#!/bin/sh\necho "own $*"\n')
    own.chmod(0o755)
    assert run(path, tmp_path, "make", "check").stdout == "own check --strict\n"


@pytest.mark.parametrize("name", ["shop", "a", "payment-gateway", "x" * 63, "-".join(["ab1"] * 16), "on"])
def test_any_name_of_a_service_gives_specs_without_a_word_against_them(name: str, tmp_path: Path) -> None:
    for place, text in starter(name).items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    result = compile_specs(tmp_path / "specs")
    assert result.diagnostics == ()
    assert result.plan is not None
    assert [service.name for service in result.plan.services] == [name]


def test_every_mark_is_filled() -> None:
    assert [text for text in starter("shop").values() if re.search("@[A-Za-z]+@", text)] == []


def test_every_spec_names_the_schema_that_is_written_beside_it() -> None:
    files = starter("shop")
    assert json.loads(files[SCHEMA])["title"] == "slosmith spec"
    specs = [place for place in files if place.startswith("specs/") and place.endswith(".yaml")]
    assert len(specs) == 4
    for place in specs:
        first, _ = files[place].split("\n", 1)
        named = first.removeprefix("# yaml-language-server: $schema=")
        assert os.path.normpath(Path(place).parent / named) == SCHEMA


def test_the_workflow_is_yaml_and_the_readme_is_short() -> None:
    files = starter("shop")
    workflow = yaml.safe_load(files[".github/workflows/slosmith.yml"])
    commands = [step.get("run", "") for step in workflow["jobs"]["check"]["steps"]]
    assert [command.split()[:2] for command in commands[-2:]] == [["make", "check"], ["slosmith", "diff"]]
    assert workflow["permissions"] == {"contents": "read"}
    assert len(files["README.md"].splitlines()) == 10


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ("Makefile", "repo/Makefile"),
        ("specs/project.yaml", "repo/specs/project.yaml"),
        ("specs", "repo/specs"),
    ],
)
def test_nothing_is_written_where_something_is(path: str, tmp_path: Path, there: str, named: str) -> None:
    repo = tmp_path / "repo"
    (repo / there).parent.mkdir(parents=True)
    (repo / there).write_text("mine")
    done = run(path, tmp_path, "slosmith", "init", "repo")
    assert done.returncode == 1
    assert f"this would be overwritten: {named} [not-ours]" in done.stderr
    assert tree(repo) == {there: "mine"}


def test_all_that_is_in_the_way_is_listed(path: str, tmp_path: Path) -> None:
    assert run(path, tmp_path, "slosmith", "init").returncode == 0
    before = tree(tmp_path)
    again = run(path, tmp_path, "slosmith", "init")
    assert again.returncode == 1
    for place in starter("shop"):
        assert place in again.stderr
    assert tree(tmp_path) == before


def test_a_link_to_nowhere_is_in_the_way(path: str, tmp_path: Path) -> None:
    (tmp_path / "Makefile").symlink_to(tmp_path / "nowhere")
    assert run(path, tmp_path, "slosmith", "init").returncode == 1
    assert not (tmp_path / "nowhere").exists()


def test_a_file_is_no_folder(path: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run(path, tmp_path, "slosmith", "init", "file")
    assert done.returncode == 1
    assert "overwritten: file [not-ours]" in done.stderr


def test_what_was_begun_is_taken_back_when_it_cannot_be_finished(path: str, tmp_path: Path) -> None:
    # No file may grow beyond 8 kB, which the schema does, after others were written.
    done = run(path, tmp_path, "sh", "-c", "ulimit -f 16; exec slosmith init repo")
    assert done.returncode == 1
    assert "cannot write the starter repository: File too large [write-failed]" in done.stderr
    assert not (tmp_path / "repo").exists()


@pytest.mark.parametrize("name", ["Shop", "my_shop", "", "x" * 64, "slosmith", "../shop"])
def test_a_name_that_no_service_may_have_is_wrong_usage(path: str, tmp_path: Path, name: str) -> None:
    done = run(path, tmp_path, "slosmith", "init", "repo", "--name", name)
    assert done.returncode == 2
    assert "Invalid value for '--name'" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "repo").exists()
