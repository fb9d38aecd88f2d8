"""What `import slosmith` offers, and that it costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import slosmith

GENERATORS = Path(__file__).parents[2] / "generators"
GOLDEN = Path(__file__).parents[1] / "golden"
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


def test_targets_are_chosen_by_name_or_given() -> None:
    specs = GOLDEN / "minimal" / "specs"
    own = slosmith.Target[object](
        "own", "a file", project=lambda plan, _: [slosmith.Artifact("own.txt", "x\n")]
    )
    result = slosmith.compile_specs(str(specs), targets=["plan", own])
    assert {each.path for each in result.artifacts} == {"plan.json", "own.txt"}
    assert result.plan is not None
    assert result.plan.project.targets == ("plan", "own")
    assert slosmith.compile_specs(specs, targets=[]).artifacts == ()


@pytest.mark.parametrize(
    ("targets", "fault", "said"),
    [
        (["promtheus"], slosmith.UnknownTarget, "did you mean `prometheus`"),
        (["ruletests"], ValueError, "`ruletests` needs `prometheus`"),
        (["plan", "plan"], ValueError, "named twice"),
        ([slosmith.Target[object]("plan", "mine")], ValueError, "give yours another name"),
        ([slosmith.Target[object]("own", "mine", needs=("plan",))], ValueError, "`own` needs `plan`"),
        ("plan", TypeError, "a list"),
    ],
)
def test_targets_that_do_not_go_together_are_refused(targets: Any, fault: type[Exception], said: str) -> None:
    with pytest.raises(fault, match=said):
        slosmith.compile_specs(GOLDEN / "minimal" / "specs", targets=targets)


def test_an_environment_is_chosen_by_name() -> None:
    specs = GOLDEN / "environments" / "specs"
    name = next(iter(slosmith.compile_specs(specs, targets=[]).environments))
    assert not slosmith.compile_specs(specs, environment=name).failed
    with pytest.raises(slosmith.NoSuchEnvironment):
        slosmith.compile_specs(specs, environment="nowhere")


def test_what_is_written_is_what_was_compiled(tmp_path: Path) -> None:
    result = slosmith.compile_specs(GOLDEN / "minimal" / "specs", targets=["plan"])
    changes = slosmith.write(result, str(tmp_path / "output"))
    assert set(changes.created) == {"plan.json", ".slosmith"}
    assert (tmp_path / "output" / "plan.json").read_text("utf-8") == result.artifacts[0].text


def test_a_result_with_errors_is_not_written(tmp_path: Path) -> None:
    broken = slosmith.compile_specs(tmp_path)
    assert broken.failed
    with pytest.raises(ValueError, match="have errors"):
        slosmith.write(broken, tmp_path / "output")
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(
    "code",
    [
        "import slosmith",
        "import slosmith; slosmith.Artifact, slosmith.Diagnostic, slosmith.Span, slosmith.Related",
        "import slosmith; slosmith.__version__",
        "import slosmith.cli",
        "import sys; sys.argv[1:] = ['--help']\nfrom slosmith.cli import slosmith\n"
        "slosmith.main(standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_used(code: str) -> None:
    assert loaded_after(code).isdisjoint(HEAVY)


def test_compiling_loads_nothing_that_only_checks() -> None:
    loaded = loaded_after(f"import slosmith; slosmith.compile_specs({str(GOLDEN / 'minimal' / 'specs')!r})")
    idle = {
        "click",
        "jinja2",
        "jsonschema",
        "slosmith.cli",
        "slosmith.diff",
        "slosmith.verify",
    }
    assert loaded.isdisjoint(idle)


def test_what_is_used_is_loaded() -> None:
    assert "slosmith.pipeline" in loaded_after("import slosmith; slosmith.compile_specs")
