"""Situations from the field: a case is a folder with `specs/` and one or more `proof*.yaml`, promtool tests written by hand.

A proof names its rule files below `output/prometheus/rules/`, which is what the case's specs compile to. Its input series say
what happened, independently of the input series that slosmith makes up for its own tests; those are played as well. A spec
that slosmith refuses has its fixture in `tests/bad`; the case here holds the spec rewritten as the hint says.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import yaml

from slosmith.diagnostics import Diagnostic
from slosmith.output import apply
from slosmith.pipeline import Result, compile_specs
from slosmith.tools.promtool_tests import play
from slosmith.tools.run import Tool
from slosmith.verify import ruletests

HERE = Path(__file__).parent
PROOFS = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/proof*.yaml"))
CASES = sorted(specs.parent.name for specs in HERE.glob("*/specs"))


@cache
def _compiled(case: str) -> Result:
    """What `check --strict` would accept: no error, and no warning without a reason beside it."""
    result = compile_specs(HERE / case / "specs")
    assert [_said(each) for each in result.diagnostics if each.severity.value != "note"] == []
    return result


def _said(each: Diagnostic) -> str:
    return f"{each.span}: {each.severity.value}: {each.message} [{each.code}]"


def test_every_case_has_a_proof() -> None:
    assert CASES
    assert {proof.partition("/")[0] for proof in PROOFS} == set(CASES)


@pytest.mark.parametrize("proof", PROOFS)
def test_promtool_plays_the_proof(proof: str, promtool: Tool, tmp_path: Path) -> None:
    case, _, name = proof.partition("/")
    apply(_compiled(case).artifacts, tmp_path / "output")
    copyfile(HERE / proof, tmp_path / name)
    assert list(play(promtool, tmp_path, [name])) == []


@pytest.mark.parametrize("proof", PROOFS)
def test_the_proof_reads_rules_that_exist_in_their_order(proof: str, tmp_path: Path) -> None:
    """promtool evaluates groups that a proof does not order at random, and ignores names and files that do not exist."""
    data = yaml.safe_load((HERE / proof).read_text(encoding="utf-8"))
    apply(_compiled(proof.partition("/")[0]).artifacts, tmp_path / "output")
    files = [yaml.safe_load((tmp_path / file).read_text(encoding="utf-8")) for file in data["rule_files"]]
    groups = {group["name"] for file in files for group in file["groups"]}
    assert set(data.get("group_eval_order", ())) == groups
    assert all(_assertions(test) for test in data["tests"])


def _assertions(test: Any) -> int:
    return sum(len(test.get(kind, ())) for kind in ("promql_expr_test", "alert_rule_test"))


@pytest.mark.parametrize("case", CASES)
def test_the_generated_tests_of_the_case_pass(case: str, promtool: Tool) -> None:
    found = ruletests.verify(_compiled(case).artifacts)
    assert [_said(each) for each in found if each.severity.value != "note"] == []
