"""The wheel, in an environment that holds only what it asks for, serves a repository that has only specs/."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parents[2]

SPEC = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Checkout Availability
    target: 99.9%
    window: 30d
    sli:
      ratio: {bad: 'http_requests_total{code=~"5.."}', total: http_requests_total}
"""


class Installed(NamedTuple):
    """The wheel, the environment it is installed in, and an empty repository to use it in."""

    wheel: Path
    environment: Path
    repository: Path

    def run(self, program: str, *arguments: str) -> str:
        return run([self.environment / "bin" / program, *arguments], cwd=self.repository)


def run(command: list[str | Path], cwd: Path) -> str:
    # PYTHONPATH could lead back to the checkout, whose package must not be what is tested.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def runtime_distributions(of: Distribution, seen: set[str]) -> Iterator[Distribution]:
    """What a distribution needs to run, and in turn what that needs, as installed here."""
    for text in of.requires or ():
        requirement = Requirement(text)
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        name = canonicalize_name(requirement.name)
        if applies and name not in seen:
            seen.add(name)
            needed = distribution(name)
            yield needed
            yield from runtime_distributions(needed, seen)


def lend(needed: Distribution, site_packages: Path) -> None:
    """Make an installed distribution visible in another environment, without a network or a copy."""
    assert needed.files
    for top in {file.parts[0] for file in needed.files} - {"..", "__pycache__"}:
        (site_packages / top).symlink_to(Path(str(needed.locate_file(top))))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("wheel")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"], cwd=ROOT)
    [wheel] = (folder / "dist").iterdir()

    environment = folder / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    run([sys.executable, "-m", "pip", "--python", python, "install", *options, wheel], cwd=folder)

    [site_packages] = (environment / "lib").glob("python*/site-packages")
    [ours] = distributions(path=[str(site_packages)])
    for needed in runtime_distributions(ours, set()):
        lend(needed, site_packages)

    repository = folder / "repository"
    (repository / "specs").mkdir(parents=True)
    (repository / "specs" / "shop.yaml").write_text(SPEC, "utf-8")
    return Installed(wheel, environment, repository)


def test_the_wheel_holds_the_package_its_schemas_and_its_licence(installed: Installed) -> None:
    names = zipfile.ZipFile(installed.wheel).namelist()
    schemas = [path.relative_to(ROOT) for path in (ROOT / "schemas").rglob("*") if path.is_file()]
    assert schemas
    assert {f"slosmith/_{schema.as_posix()}" for schema in schemas} <= set(names)
    assert "slosmith/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"slosmith"}


def test_the_installed_package_is_the_one_of_the_wheel(installed: Installed) -> None:
    found = Path(installed.run("python", "-c", "import slosmith; print(slosmith.__file__)").strip())
    assert found.is_relative_to(installed.environment)
    assert not found.resolve().is_relative_to(ROOT)


def test_it_tells_its_version(installed: Installed) -> None:
    _, version, _, _ = parse_wheel_filename(installed.wheel.name)
    assert str(version) in installed.run("slosmith", "--version")


def test_it_prints_the_schema_of_this_version(installed: Installed) -> None:
    assert installed.run("slosmith", "schema") == (ROOT / "schemas" / "slosmith.schema.json").read_text(
        "utf-8"
    )


def test_its_rules_for_a_spec_of_ten_lines_satisfy_promtool(installed: Installed) -> None:
    assert len(SPEC.splitlines()) == 10
    installed.run("slosmith", "generate")
    rules = sorted((installed.repository / "output" / "prometheus" / "rules").glob("*.yaml"))
    assert rules
    promtool = os.environ.get("SLOSMITH_PROMTOOL") or shutil.which("promtool")
    assert promtool, "promtool is needed: make tools"
    done = run([promtool, "check", "rules", "--lint=all", "--lint-fatal", *rules], cwd=installed.repository)
    assert done.count("SUCCESS") == len(rules)


def test_what_it_generates_passes_its_own_check(installed: Installed) -> None:
    installed.run("slosmith", "generate")
    installed.run("slosmith", "check")
