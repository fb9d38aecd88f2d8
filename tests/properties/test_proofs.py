"""The generated tests hold, whatever the spec says: what is foretold of the rules is what Prometheus makes of them."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings

from slosmith.codes import Severity
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.targets import prometheus, ruletests
from slosmith.tools.run import Tool
from slosmith.verify.ruletests import Played, prove
from tests.plans import written
from tests.properties.specs import Document, specs
from tests.properties.test_properties import SETTINGS

GOLDEN = Path(__file__).parents[1] / "golden"


def played(plan: Plan) -> Played:
    """Whatever targets the spec asks for."""
    return prove(written(plan, prometheus.TARGET, ruletests.TARGET))


def unproven(found: Played) -> list[str]:
    return [each.message for each in found.diagnostics if each.severity is not Severity.NOTE]


def test_any_spec(promtool: Tool) -> None:
    assertions = []

    @given(specs())
    # Each example is many calls of promtool: to make a failing one smaller would take all day.
    @settings(max_examples=25, phases=[Phase.explicit, Phase.generate], **SETTINGS)
    def prove_it(documents: list[Document]) -> None:
        with TemporaryDirectory() as folder:
            for number, each in enumerate(documents):
                text = json.dumps(each, ensure_ascii=False)
                Path(folder, f"{number}.yaml").write_text(text, encoding="utf-8")
            plan = plan_specs(Path(folder)).plan
        assert plan is not None
        found = played(plan)
        assert unproven(found) == []
        assertions.append(found.assertions)

    prove_it()
    assert sum(assertions) > 1000


@pytest.mark.parametrize("case", sorted(path.parent.name for path in GOLDEN.glob("*/specs")))
def test_golden_cases(case: str, promtool: Tool) -> None:
    plan = plan_specs(GOLDEN / case / "specs").plan
    assert plan is not None
    found = played(plan)
    assert unproven(found) == []
    assert found.assertions > 3
