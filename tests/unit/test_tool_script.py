"""scripts/tools.sh: which programs it takes for the Prometheus tools. Stand-ins play the versions we lack."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UTILITIES = ("sh", "dirname", "sed", "sort", "mkdir", "rm", "mv", "ln", "readlink")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a checkout"
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    return folder


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder for the PATH, without a package manager."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in UTILITIES:
        path = shutil.which(name)
        assert path
        (folder / name).symlink_to(path)
    return folder


def script(path: Path, body: str) -> Path:
    path.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    path.chmod(0o755)
    return path


def install(folder: Path, name: str, says: str) -> Path:
    return script(folder / name, f"echo '{says}'")


def tools(checkout: Path, machine: Path, *names: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(checkout / ".tools" / "bin"), str(machine)))
    command = ["sh", "scripts/tools.sh", *names]
    return subprocess.run(
        command, cwd=checkout, env={"PATH": path}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("tool", "name", "says"),
    [
        ("promtool", "promtool", "promtool, version 2.42.0+ds (branch: debian/sid)"),
        ("promtool", "promtool", "promtool, version 2.100.1"),
        ("promtool", "promtool", "promtool, version 3.5.3 (branch: HEAD)"),
        ("prometheus", "prometheus", "prometheus, version 3.0.0-rc.1"),
        ("amtool", "amtool", "amtool, version 0.25.0"),
        ("alertmanager", "alertmanager", "alertmanager, version v0.33.1"),
        ("alertmanager", "prometheus-alertmanager", "alertmanager, version 0.25.0"),
    ],
)
def test_a_tool_of_the_path_is_linked(checkout: Path, machine: Path, tool: str, name: str, says: str) -> None:
    program = install(machine, name, says)
    first, second = tools(checkout, machine, tool), tools(checkout, machine, tool)
    assert (first.returncode, first.stderr.count("\n")) == (0, 1)
    assert (second.returncode, second.stderr) == (0, "")
    assert (checkout / ".tools" / "bin" / tool).readlink() == program


@pytest.mark.parametrize(
    "says",
    [
        "promtool, version 2.41.9",
        "promtool, version 1.100.0",
        "promtool, version  (branch: , revision: unknown)",
        "amtool, version 3.0.0",
        "",
    ],
)
def test_what_is_old_or_something_else_is_refused(checkout: Path, machine: Path, says: str) -> None:
    install(machine, "promtool", says)
    done = tools(checkout, machine, "promtool")
    assert done.returncode == 1
    assert "promtool 2.42 or newer" in done.stderr
    assert "apt install prometheus prometheus-alertmanager" in done.stderr
    assert list((checkout / ".tools" / "bin").iterdir()) == []


def test_a_later_folder_of_the_path_serves_when_the_first_is_too_old(checkout: Path, machine: Path) -> None:
    old = checkout.parent / "old"
    old.mkdir()
    install(old, "amtool", "amtool, version 0.24.0")
    program = install(machine, "amtool", "amtool, version 0.28.1")
    done = subprocess.run(
        ["sh", "scripts/tools.sh", "amtool"], cwd=checkout, env={"PATH": f"{old}:{machine}"}, check=False
    )
    assert done.returncode == 0
    assert (checkout / ".tools" / "bin" / "amtool").readlink() == program


def test_a_link_whose_tool_was_removed_is_not_taken_for_the_tool(checkout: Path, machine: Path) -> None:
    program = install(machine, "promtool", "promtool, version 2.50.0")
    assert tools(checkout, machine, "promtool").returncode == 0
    program.unlink()
    assert tools(checkout, machine, "promtool").returncode == 1


def test_a_tool_unpacked_earlier_is_kept(checkout: Path, machine: Path) -> None:
    folder = checkout / ".tools" / "bin"
    folder.mkdir(parents=True)
    install(folder, "promtool", "promtool, version 2.42.0")
    done = tools(checkout, machine, "promtool")
    assert (done.returncode, done.stderr) == (0, "")


def test_debian_packages_are_unpacked_when_the_path_has_nothing(checkout: Path, machine: Path) -> None:
    package = checkout.parent / "package"
    package.mkdir()
    install(package, "promtool", "promtool, version 2.45.3")
    install(package, "prometheus", "prometheus, version 2.45.3")
    script(machine / "apt-get", ": >prometheus.deb")
    script(machine / "dpkg", f'mkdir -p "$3/usr"; mv "{package}" "$3/usr/bin"')
    done = tools(checkout, machine, "promtool")
    assert done.returncode == 0, done.stderr
    assert "tools: promtool 2.45.3" in done.stderr
    # The server came in the same package; a later call need not download it again.
    (machine / "apt-get").unlink()
    assert tools(checkout, machine, "promtool", "prometheus").returncode == 0
    assert {path.name for path in (checkout / ".tools").rglob("*")} == {"bin", "promtool", "prometheus"}


def test_a_package_that_is_too_old_is_named(checkout: Path, machine: Path) -> None:
    package = checkout.parent / "package"
    package.mkdir()
    install(package, "promtool", "promtool, version 2.31.2")
    script(machine / "apt-get", ": >prometheus.deb")
    script(machine / "dpkg", f'mkdir -p "$3/usr"; mv "{package}" "$3/usr/bin"')
    done = tools(checkout, machine, "promtool")
    assert done.returncode == 1
    assert "version 2.31.2, which is too old" in done.stderr
    assert [path.name for path in (checkout / ".tools").iterdir()] == ["bin"]


@pytest.mark.parametrize("body", ["exit 100", ": >prometheus.deb"], ids=["no download", "no package"])
def test_a_failed_download_leaves_nothing_behind(checkout: Path, machine: Path, body: str) -> None:
    script(machine / "apt-get", body)
    script(machine / "dpkg", "exit 2")
    (machine / "cat").symlink_to(shutil.which("cat") or "")
    done = tools(checkout, machine, "amtool")
    assert done.returncode == 1
    assert "amtool 0.25 or newer" in done.stderr
    assert [path.name for path in (checkout / ".tools").rglob("*")] == ["bin"]


def test_an_unknown_tool_is_wrong_usage(checkout: Path, machine: Path) -> None:
    done = tools(checkout, machine, "pint")
    assert done.returncode == 1
    assert "there is no tool pint" in done.stderr
