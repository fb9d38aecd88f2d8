"""What holds of every spec, whatever it says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slosmith.artifact import Artifact
from slosmith.codes import Severity
from slosmith.pipeline import compile_specs
from slosmith.tools.promtool import Verdict, check_rules
from slosmith.tools.run import Tool
from tests.properties.invariants import INVARIANTS, Files
from tests.properties.specs import TARGETS, Document, specs

GOLDEN = Path(__file__).parents[1] / "golden"
SETTINGS: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def _compiled(files: Sequence[str]) -> Sequence[Artifact]:
    """What the texts compile to, each as a file of its own."""
    with TemporaryDirectory() as folder:
        for number, text in enumerate(files):
            Path(folder, f"{number}.yaml").write_text(text, encoding="utf-8")
        result = compile_specs(Path(folder))
    wrong = [each.message for each in result.diagnostics if each.severity is Severity.ERROR]
    assert wrong == []
    return result.artifacts


def _written(document: Document) -> str:
    """JSON is YAML, as long as no character is split into two halves."""
    return json.dumps(document, ensure_ascii=False)


def _texts(artifacts: Sequence[Artifact]) -> dict[str, str]:
    return {artifact.path: artifact.text for artifact in artifacts}


def _outputs(documents: Sequence[Document]) -> dict[str, str]:
    return _texts(_compiled([_written(each) for each in documents]))


@given(specs())
@settings(max_examples=20, **SETTINGS)
def test_the_same_specs_give_the_same_bytes(documents: list[Document]) -> None:
    files = [_written(each) for each in documents]
    once, twice = _compiled(files), _compiled(files)
    assert [(each.path, each.text) for each in once] == [(each.path, each.text) for each in twice]


def _reads_native_histograms(documents: Sequence[Document]) -> bool:
    """VictoriaMetrics stores none, and its target says so."""
    return any('"native": true' in _written(each) for each in documents)


@given(specs(), TARGETS)
@settings(max_examples=40, **SETTINGS)
def test_every_target_writes_any_spec(documents: list[Document], targets: list[str]) -> None:
    """The same bytes twice; together with the others a target writes what it writes alone."""
    assume(not ("victoriametrics" in targets and _reads_native_histograms(documents)))
    project, *others = documents
    files = [_written(each) for each in (project | {"targets": targets}, *others)]
    once = _texts(_compiled(files))
    assert once == _texts(_compiled(files))
    # Alerts link runbooks if runbooks are written, which is the one thing that a target adds to rules.
    linked = project["targets"] + [each for each in targets if each == "runbooks"]
    alone = _outputs([project | {"targets": linked}, *others])
    assert {path: text for path, text in once.items() if path.startswith("prometheus/rules/")} == {
        path: text for path, text in alone.items() if path.startswith("prometheus/rules/")
    }


@given(specs(), st.randoms(use_true_random=False), st.integers(1, 4))
@settings(max_examples=30, **SETTINGS)
def test_where_a_document_stands_is_irrelevant(documents: list[Document], random: Any, count: int) -> None:
    """Files in any order, several documents a file, comments between them."""
    shuffled = list(documents)
    random.shuffle(shuffled)
    files = ["\n# a comment\n---\n".join(map(_written, shuffled[at::count])) for at in range(count)]
    moved = _compiled([f"# moved\n\n{text}\n" for text in files if text])
    assert _texts(moved) == _outputs(documents)


def _violations(files: Files) -> dict[str, list[str]]:
    return {each.__name__: found for each in INVARIANTS if (found := list(each(files)))}


@given(specs())
@settings(max_examples=100, **SETTINGS)
def test_invariants(documents: list[Document]) -> None:
    assert _violations(_outputs(documents)) == {}


WITH_RULES = sorted({path.relative_to(GOLDEN).parts[0] for path in GOLDEN.glob("*/output/**/*rules*")})


@pytest.mark.parametrize("case", WITH_RULES)
def test_golden_invariants(case: str) -> None:
    output = GOLDEN / case / "output"
    files = {path.relative_to(output).as_posix(): path.read_text("utf-8") for path in output.rglob("*.*")}
    assert any("rules" in path for path in files)
    assert _violations(files) == {}


def test_promtool_accepts_every_spec(promtool: Tool, tmp_path: Path) -> None:
    """Many specs, and one call: a process costs more than the rules do."""
    written: list[str] = []

    @given(specs())
    @settings(max_examples=40, **SETTINGS)
    def collect(documents: list[Document]) -> None:
        for path, text in _outputs(documents).items():
            if path.startswith("prometheus/rules/"):
                target = tmp_path / str(len(written)) / path
                target.parent.mkdir(parents=True)
                target.write_text(text, encoding="utf-8")
                written.append(target.relative_to(tmp_path).as_posix())

    collect()
    assert len(written) > 80
    assert check_rules(promtool, tmp_path, written) == Verdict()
