"""Inputs that once showed a fault, and the fuzz target itself: it reaches what it is for, and finds what is planted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, settings

from slosmith.pipeline import Results, compile_all
from slosmith.tools.run import Tool
from tests.fuzz import judge, kept, run
from tests.fuzz.corpus import CASES
from tests.fuzz.inputs import INPUTS
from tests.fuzz.judge import Compiled, Fault, judged, refused, refused_together

FOUND = sorted(kept.FOUND.glob("*.json"))
QUICK: dict[str, Any] = {
    "derandomize": True,
    "database": None,
    "max_examples": 200,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_is_no_fault_any_more(path: Path, promtool: Tool) -> None:
    verdict = judged(json.loads(path.read_text(encoding="utf-8"))["files"])
    assert not isinstance(verdict, Fault), verdict.account
    if isinstance(verdict, Compiled):
        assert refused(verdict, played=True) is None


@pytest.mark.parametrize("kind", INPUTS)
def test_every_kind_has_inputs_that_compile_and_others_that_are_refused(kind: str) -> None:
    assert find(INPUTS[kind], lambda files: isinstance(judged(files), Compiled), settings=settings(**QUICK))
    assert find(INPUTS[kind], lambda files: judged(files) is None, settings=settings(**QUICK))


def test_a_crash_is_found_made_smaller_and_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fragile(folder: Path) -> Results:
        if any("[" in path.read_text("utf-8") for path in folder.rglob("notice.md")):
            raise ZeroDivisionError("planted")
        return compile_all(folder)

    monkeypatch.setattr(judge, "compile_all", fragile)
    arguments = [
        "--kind",
        "templates",
        "--mutants",
        "200",
        "--seed",
        "0",
        "--every",
        "0",
        "--found",
        str(tmp_path),
    ]
    assert run.main(arguments) == 1
    [path] = tmp_path.iterdir()
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["fault"].startswith("ZeroDivisionError")
    assert "[" in found["files"]["notice.md"]
    assert "1 faults found" in capsys.readouterr().out
    monkeypatch.undo()
    assert not isinstance(judged(found["files"]), Fault)


def test_an_error_without_a_line_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"specs.yaml": "apiVersion: slosmith/v1\nkind: Service\nname: ../x\n"}
    assert judged(files) is None
    monkeypatch.setattr(judge, "_WITHOUT_LINE", frozenset())
    missing = judged({"README.md": "no spec\n"})
    assert isinstance(missing, Fault)
    assert missing.signature == "no-specs at no line"


def test_what_a_tool_refuses_is_found_among_what_it_accepts(promtool: Tool) -> None:
    good = judged(CASES["ratio"])
    assert isinstance(good, Compiled)
    assert refused_together([good, good]) == []
    broken = {
        name: replace(
            result,
            artifacts=[replace(each, text=each.text.replace("sum", "sun")) for each in result.artifacts],
        )
        for name, result in good.each.items()
    }
    bad = good._replace(each=broken)
    [(one, fault)] = refused_together([good, bad, good])
    assert one is bad
    assert fault.signature.startswith("promtool: ")
