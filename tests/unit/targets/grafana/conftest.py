"""Plans to draw, and what is drawn from them: VirtEngine's, and those of all golden cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.targets import grafana, prometheus

ROOT = Path(__file__).parents[4]
SPECS = {"virtengine": ROOT / "specs"} | {
    specs.parent.name: specs for specs in sorted((ROOT / "tests" / "golden").glob("*/specs"))
}


@cache
def plan_of(case: str) -> Plan:
    result = plan_specs(SPECS[case])
    assert result.plan is not None
    return result.plan


@cache
def artifacts_of(case: str) -> tuple[Artifact, ...]:
    """Dashboards and the rules that they read, whichever targets the case asks for."""
    plan = plan_of(case)
    rendered = [*grafana.render(plan), *prometheus.render(plan)]
    artifacts = tuple(each for each in rendered if isinstance(each, Artifact))
    assert len(artifacts) == len(rendered), "the programs of these cases are sound"
    return artifacts


@pytest.fixture(params=sorted(SPECS))
def case(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name
