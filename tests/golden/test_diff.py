"""Changes of every kind against what `diff` must say of them: a case is a folder with `before/`, `after/`, or one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.diagnostics import errors
from slosmith.diff import Against, Difference, difference
from slosmith.diff.data import as_data
from slosmith.diff.markdown import as_markdown
from slosmith.diff.text import as_text
from slosmith.emit import canonical_json
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan

HERE = Path(__file__).parent / "diff"
CASES = sorted(path.name for path in HERE.iterdir())
AGAINST = Against("0123456789abcdef0123456789abcdef01234567", "origin/main", merge_base=True)
VIEWS: dict[str, Callable[[Difference, Against], str]] = {
    "txt": as_text,
    "md": as_markdown,
    "json": lambda found, against: canonical_json(as_data(found, against)),
}


def plan_of(folder: Path) -> Plan | None:
    """A folder that is not there has no plan."""
    if not folder.exists():
        return None
    result = plan_specs(folder)
    assert [each.message for each in errors(result.diagnostics)] == []
    return result.plan


def found_in(case: str) -> Difference:
    return difference(plan_of(HERE / case / "before"), plan_of(HERE / case / "after"))


def test_there_are_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES)
def test_diff(case: str, request: pytest.FixtureRequest) -> None:
    found = found_in(case)
    for suffix, view in VIEWS.items():
        expected, text = HERE / case / f"expected.{suffix}", view(found, AGAINST)
        if request.config.getoption("--update-golden"):
            expected.write_text(text, encoding="utf-8", newline="\n")
        assert text == expected.read_text(encoding="utf-8"), "if this is meant, run `make golden`"


@pytest.mark.parametrize("case", CASES)
def test_the_way_back_is_a_difference_as_well(case: str) -> None:
    """And nothing differs from itself."""
    before, after = plan_of(HERE / case / "before"), plan_of(HERE / case / "after")
    assert difference(after, before).empty == difference(before, after).empty == (case == "nothing")
    assert difference(before, before).empty
    assert difference(after, after).cautions == ()
