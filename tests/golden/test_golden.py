"""Whole specs against the whole output that they must give: a case is a folder with `specs/` and `output/`."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from slosmith.codes import CODES, Severity
from slosmith.output import apply_trees
from slosmith.pipeline import Results, compile_all
from slosmith.tools.promtool import Verdict, check_rules
from slosmith.tools.run import Tool

HERE = Path(__file__).parent
CASES = sorted(specs.parent.name for specs in HERE.glob("*/specs"))
# The warnings that no case may give: as examples, all of them are clean of these. A new one need not be listed.
CLEAN_OF = frozenset(
    {
        "accept-unused",
        "alert-untested",
        "escalation-late",
        "inhibition-idle",
        "label-exported",
        "label-lost",
        "label-unknown",
        "label-unpromised",
        "ladder-compares",
        "metric-unpromised",
        "no-condition",
        "no-receiver",
        "overlay-idle",
        "page-muted",
        "placeholder",
        "playbook-orphan",
        "playbook-section",
        "playbook-unwritten",
        "promise-broken",
        "raw-buckets",
        "raw-counter",
        "receiver-unused",
        "retention-short",
        "route-unreachable",
        "target-idle",
        "tool-missing",
        "unmatched-division",
        "window-degenerate",
        "window-short",
    }
)


def _compiled(case: str) -> Results:
    results = compile_all(HERE / case / "specs")
    unclean = [
        each for each in results.diagnostics if each.severity is Severity.ERROR or each.code in CLEAN_OF
    ]
    assert [f"{each.span}: {each.message}" for each in unclean] == []
    return results


def _tree(folder: Path) -> dict[str, str]:
    """Every file below a folder, with its line ends as they are."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _differences(expected: dict[str, str], actual: dict[str, str]) -> Iterator[str]:
    for path in sorted(expected.keys() | actual.keys()):
        if path not in actual:
            yield f"--- {path} is no longer written\n"
        elif path not in expected:
            yield f"+++ {path} is new\n"
        else:
            old, new = (text.splitlines(keepends=True) for text in (expected[path], actual[path]))
            yield from unified_diff(old, new, f"expected/{path}", f"actual/{path}")


def test_there_are_cases() -> None:
    assert len(CASES) >= 10
    assert "minimal" in CASES
    assert {code for code in CLEAN_OF if CODES[code].severity is Severity.WARNING} == CLEAN_OF


@pytest.mark.parametrize("case", CASES)
def test_golden(case: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    output, trees = HERE / case / "output", _compiled(case).trees()
    if request.config.getoption("--update-golden"):
        assert apply_trees(trees, output).diagnostics == ()
        return
    assert apply_trees(trees, tmp_path).diagnostics == ()
    differences = "".join(_differences(_tree(output), _tree(tmp_path)))
    if differences:
        pytest.fail(f"if this is meant, run `make golden`\n{differences}", pytrace=False)


def test_promtool_accepts_all_of_it(promtool: Tool) -> None:
    found = sorted(HERE.glob("*/output/**/prometheus/rules/*"))
    rules = [path.relative_to(HERE).as_posix() for path in found]
    assert len(rules) > 30
    assert check_rules(promtool, HERE, rules) == Verdict()


def test_the_smallest_spec_is_ten_lines() -> None:
    [spec] = (HERE / "minimal" / "specs").iterdir()
    assert len(spec.read_text().splitlines()) <= 10
