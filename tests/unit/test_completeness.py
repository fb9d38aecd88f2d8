"""Nothing is added without its golden, its strategy in the property tests and its entry in the documentation.

For SLI types, targets and diagnostic codes. tests/bad demands the fixture of a code and its row in the documentation;
tests/unit/oncall and tests/properties do the same for notification channels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import find
from tests.properties.specs import SLIS_BY_TYPE
from tests.properties.specs import TARGETS as drawn_targets
from tests.properties.test_report import codes as drawn_codes

from slosmith.artifact import Artifact
from slosmith.codes import CODES
from slosmith.environments.sources import BASE, read_sources
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.spec.sli import SLI_TYPES
from slosmith.targets import PACKAGES, TARGET_NAMES, TARGETS
from slosmith.targets.rendering import rendered

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
README = (ROOT / "README.md").read_text(encoding="utf-8")
CASES = sorted(path.parent for path in GOLDEN.glob("*/specs"))


def services(case: Path) -> Iterator[Mapping[str, Any]]:
    for document in read_sources(case / "specs").variants[BASE].documents:
        if isinstance(document.data, Mapping) and document.data.get("kind") == "Service":
            yield document.data


@cache
def golden_sli_types() -> frozenset[str]:
    return frozenset(
        key
        for case in CASES
        for service in services(case)
        for slo in service.get("slos", ())
        for key in slo["sli"]
    )


@cache
def plans() -> tuple[Plan, ...]:
    found = [plan_specs(case / "specs").plan for case in CASES]
    return tuple(plan for plan in found if plan is not None)


def written(plan: Plan, name: str) -> Iterator[str]:
    """The paths of what a target writes."""
    targets = [each for each in TARGETS if each.name == name]
    packages = [each for each in PACKAGES if each.name == name]
    made = rendered(plan, targets, packages)
    return (each.path for each in made if isinstance(each, Artifact))


def listed_paths() -> list[re.Pattern[str]]:
    """The paths of the README's list of outputs: `<name>` and `*` stand for anything within a folder, `{a,b}` for either."""
    [block] = re.findall(r"^## Output\n+```\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    paths = [line.split()[0].removeprefix("output/") for line in block.splitlines()]
    assert all(line.startswith("output/") for line in block.splitlines())
    return [re.compile(_pattern(path)) for path in paths]


def _pattern(path: str) -> str:
    pattern = re.escape(path).replace(r"\*", "[^/]+")
    pattern = re.sub(r"<\w+>", "[^/]+", pattern)
    pattern = re.sub(r"\\{([^}]*)\\}", lambda found: f"(?:{found[1].replace(',', '|')})", pattern)
    return f"{pattern}.*" if path.endswith("/") else pattern


@pytest.mark.parametrize("name", SLI_TYPES)
def test_every_sli_type_has_its_golden_its_strategy_and_its_line(name: str) -> None:
    assert name in golden_sli_types(), "give it a folder in tests/golden/"
    assert name in SLIS_BY_TYPE, "give it a strategy in tests/properties/specs.py"
    assert f"sli: {{{name}: " in README, "show it in the README"


@pytest.mark.parametrize("name", TARGET_NAMES)
def test_every_target_has_its_golden_its_strategy_and_its_line(name: str) -> None:
    chosen = [plan for plan in plans() if name in plan.project.targets]
    paths = {path for plan in chosen[:3] for path in written(plan, name)}
    assert paths, "give it a folder in tests/golden/ for which it writes something"
    patterns = listed_paths()
    assert name in find(drawn_targets, lambda drawn: name in drawn)
    odd = [path for path in sorted(paths) if not any(each.fullmatch(path) for each in patterns)]
    assert odd == [], "list it in the README under Output"


@pytest.mark.parametrize("name", sorted(CODES))
def test_every_code_has_its_strategy(name: str) -> None:
    """Its fixture and its row in the documentation are demanded by tests/bad."""
    assert find(drawn_codes, lambda drawn: drawn == name) == name
