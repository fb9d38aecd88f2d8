"""What `import slosmith` offers, and that it costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import slosmith

GENERATORS = Path(__file__).parents[2] / "generators"
HEAVY = (
    "pydantic",
    "yaml",
    "promql_parser",
    "jsonschema",
    "slosmith.pipeline",
    "slosmith.spec",
    "slosmith.plan",
)


def loaded_after(code: str) -> set[str]:
    """The modules that a fresh interpreter holds after it ran `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        env={"PYTHONPATH": str(GENERATORS)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("name", slosmith.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(slosmith, name) is getattr(slosmith, name)
    assert name in dir(slosmith)


def test_names_are_those_of_their_modules() -> None:
    from slosmith.artifact import Artifact
    from slosmith.diagnostics import Diagnostic
    from slosmith.pipeline import Result, compile_specs
    from slosmith.targets import Target

    assert slosmith.compile_specs is compile_specs
    assert (slosmith.Artifact, slosmith.Diagnostic) == (Artifact, Diagnostic)
    assert (slosmith.Result, slosmith.Target) == (Result, Target)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'slosmith' has no attribute 'compile_spec'"):
        slosmith.compile_spec  # type: ignore[attr-defined]  # noqa: B018


def test_the_version_is_that_of_the_distribution() -> None:
    assert slosmith.__version__ == version("slosmith")


def test_it_compiles() -> None:
    result = slosmith.compile_specs(Path(__file__).parents[1] / "golden" / "minimal" / "specs")
    assert not result.failed
    assert all(isinstance(each, slosmith.Artifact) for each in result.artifacts)
    assert "prometheus/rules/shop.yaml" in {each.path for each in result.artifacts}


@pytest.mark.parametrize(
    "code",
    [
        "import slosmith",
        "import slosmith; slosmith.__version__",
        "import slosmith.cli",
        "import sys; sys.argv[1:] = ['--help']\nfrom slosmith.cli import slosmith\n"
        "slosmith.main(standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_used(code: str) -> None:
    assert loaded_after(code).isdisjoint(HEAVY)


def test_what_is_used_is_loaded() -> None:
    assert "slosmith.pipeline" in loaded_after("import slosmith; slosmith.compile_specs")
