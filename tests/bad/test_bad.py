"""Bad input against the text that it must give: `<code>-<fault>` is a file, a folder of specs, or a scenario.

The text holds the diagnostics of that code and all errors. A warning or a note of another code has fixtures of its own,
so a new one leaves those that are here alone.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from slosmith.codes import CODES, Severity
from slosmith.diagnostics import Diagnostic
from slosmith.pipeline import compile_all
from slosmith.report import as_text
from slosmith.source.readers import READERS

from .diagnostics_page import diagnostics_page
from .scenarios import SCENARIOS, SPECS

HERE = Path(__file__).parent
FIXTURES = {
    path.stem: path
    for path in sorted(HERE.iterdir())
    if path.suffix in READERS or (path.is_dir() and not path.name.startswith("_"))
}
CASES = [*FIXTURES, *SCENARIOS]


def _code(case: str) -> str:
    """The longest code that the name starts with, since a code may be the start of another."""
    return max((code for code in CODES if case.startswith(f"{code}-")), key=len, default="")


def _found(case: str, request: pytest.FixtureRequest) -> Sequence[Diagnostic]:
    if case in SCENARIOS:
        return SCENARIOS[case](request)
    fixture = FIXTURES[case]
    if fixture.is_dir():
        shutil.copytree(fixture, SPECS)
    else:
        SPECS.mkdir()
        shutil.copy(fixture, SPECS)
    return compile_all(SPECS).diagnostics


@pytest.mark.parametrize("case", CASES)
def test_bad(
    case: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = _code(case)
    found = [each for each in _found(case, request) if each.code == own or each.severity is Severity.ERROR]
    assert own in {each.code for each in found}, "the name says what the case is about"
    expected, text = HERE / f"{case}.txt", as_text(found)
    if request.config.getoption("--update-golden"):
        expected.write_text(text, encoding="utf-8", newline="\n")
    assert text == expected.read_text(encoding="utf-8"), "if this is meant: pytest tests/bad --update-golden"


def test_every_code_has_a_case_and_every_case_a_code() -> None:
    assert {_code(case) for case in CASES} == set(CODES)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [path.stem for path in HERE.iterdir() if path.suffix in READERS or path.is_dir()]
    assert [name for name, count in Counter([*names, *SCENARIOS]).items() if count > 1] == []


def test_every_text_belongs_to_a_case() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(CASES)


def test_the_page_of_all_codes_is_fresh(request: pytest.FixtureRequest) -> None:
    page = HERE.parents[1] / "docs" / "diagnostics.md"
    if request.config.getoption("--update-golden"):
        page.parent.mkdir(exist_ok=True)
        page.write_text(diagnostics_page(), encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == diagnostics_page()
    for code in CODES:
        assert f"| `{code}` | " in diagnostics_page()
    assert not any("|" in code.meaning for code in CODES.values()), "it would end a cell of the table"
