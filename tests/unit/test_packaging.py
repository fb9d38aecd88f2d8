"""Holds the files of the set-up against each other: pyproject.toml, requirements.txt, the Makefile, CI."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
REQUIREMENTS = (ROOT / "requirements.txt").read_text("utf-8")
RUN_REQUIREMENTS = (ROOT / "requirements-run.txt").read_text("utf-8")
TARGETS = re.findall(r"^([a-z0-9]+):", MAKEFILE, re.MULTILINE)
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"

NEWER_THAN_MAKE_3_81 = (
    ".ONESHELL",
    ".RECIPEPREFIX",
    ".EXTRA_PREREQS",
    "$(file ",
    "$(guile ",
    "$(let ",
    "$(intcmp ",
    "!=",
    "::=",
    "&:",
    "undefine ",
    "private ",
    "load ",
)


def pins(requirements: str = REQUIREMENTS) -> dict[str, tuple[Requirement, list[str]]]:
    """Each requirement by its canonical name, with the options that follow it."""
    logical_lines = requirements.replace("\\\n", " ").splitlines()
    found: dict[str, tuple[Requirement, list[str]]] = {}
    for line in logical_lines:
        if line and not line.startswith("#"):
            text, *options = re.split(r"\s+(?=--)", line.strip())
            requirement = Requirement(text)
            found[canonicalize_name(requirement.name)] = (requirement, options)
    return found


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups: dict[str, list[Any]] = project["dependency-groups"]
    texts = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    texts += [entry for group in groups.values() for entry in group if isinstance(entry, str)]
    return [Requirement(text) for text in texts]


def make(*arguments: str) -> str:
    # These tests may themselves run under make, whose flags must not leak into the one started here.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_requirement_is_pinned_and_hashed() -> None:
    assert pins()
    for requirement, options in pins().values():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert options, f"{requirement} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", option) for option in options), requirement


def test_requirements_name_no_address_and_no_path() -> None:
    assert "/" not in REQUIREMENTS + RUN_REQUIREMENTS
    assert all(requirement.url is None for requirement, _ in pins().values())


def test_what_the_action_installs_is_what_is_tested_and_no_more() -> None:
    run, all_of_them = pins(RUN_REQUIREMENTS), pins()
    assert run == {name: all_of_them[name] for name in run}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = {
        canonicalize_name(Requirement(text).name)
        for text in (*project["project"]["dependencies"], *project["dependency-groups"]["build"])
    }
    assert needed <= set(run)
    assert not {"pytest", "mypy", "ruff", "zizmor"} & set(run)


@pytest.mark.parametrize("wanted", declared(), ids=str)
def test_what_pyproject_asks_for_is_pinned_within_its_bounds(wanted: Requirement) -> None:
    requirement, _ = pins()[canonicalize_name(wanted.name)]
    [pin] = requirement.specifier
    assert wanted.specifier.contains(pin.version)


def test_help_lists_every_target() -> None:
    listed = re.findall(r"^  make ([a-z0-9]+)  +\S", make("help"), re.MULTILINE)
    assert listed == TARGETS
    [phony] = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony.split() == TARGETS


def test_help_is_what_make_alone_prints() -> None:
    assert make() == make("help")


@pytest.mark.parametrize("target", TARGETS)
def test_make_can_plan_every_target(target: str) -> None:
    assert make("-n", target)


@pytest.mark.parametrize("feature", NEWER_THAN_MAKE_3_81)
def test_the_makefile_keeps_to_make_3_81(feature: str) -> None:
    assert feature not in MAKEFILE


@pytest.mark.parametrize("script", sorted((ROOT / "scripts").glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_parse_as_posix_shell(script: Path) -> None:
    shell = shutil.which("dash") or "sh"
    done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("path", [".ci/run", "scripts/action.sh", "scripts/setup.sh", "scripts/tools.sh"])
def test_commands_are_executable(path: str) -> None:
    assert os.access(ROOT / path, os.X_OK)


def test_the_workflow_pins_its_actions_and_runs_make_alone() -> None:
    text = WORKFLOW.read_text("utf-8")
    workflow = yaml.safe_load(text)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert workflow["permissions"] == {"contents": "read"}
    used = [step["uses"] for step in steps if "uses" in step]
    assert all(re.fullmatch(r"\./|[\w-]+/[\w-]+@[0-9a-f]{40}", each) for each in used)
    foreign = len(used) - used.count("./")
    assert len(re.findall(r"uses: \S+ # v\d+\.\d+\.\d+$", text, re.MULTILINE)) == foreign
    commands = [step["run"].split() for step in steps if "run" in step]
    assert commands
    for program, *targets in commands:
        assert program == "make"
        assert set(targets) <= set(TARGETS)


def test_every_file_for_a_ci_server_is_linted() -> None:
    lint = make("-n", "lint")
    places = (
        "action.yml",
        ".github/workflows/*.yml",
        "templates/*.yml",
        "generators/slosmith/starter/files/workflow.yaml",
    )
    files = [path for place in places for path in ROOT.glob(place)]
    assert len(files) >= len(places)
    assert [path for path in files if path.relative_to(ROOT).as_posix() not in lint] == []


def test_the_hooks_of_pre_commit() -> None:
    """What pre-commit asks for, and that each runs once and on nothing but what it is about."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    keys = {"id", "name", "description", "entry", "language", "files", "pass_filenames", "require_serial"}
    assert [hook["id"] for hook in hooks] == ["slosmith-generate", "slosmith-check"]
    for hook in hooks:
        assert set(hook) == keys
        assert hook["entry"] == f"slosmith {hook['id'].removeprefix('slosmith-')}"
        assert (hook["language"], hook["pass_filenames"], hook["require_serial"]) == ("python", False, True)
        assert re.search(hook["files"], "specs/services/shop.yaml")
        assert not re.search(hook["files"], "docs/specs/x.yaml")
        assert f"id: {hook['id']}" in (ROOT / "docs/ci.md").read_text("utf-8")
