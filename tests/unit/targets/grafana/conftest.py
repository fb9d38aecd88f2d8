"""Plans to draw, and what is drawn from them: VirtEngine's, and those of all golden cases."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.targets import grafana, prometheus
from slosmith.targets.rendering import rendered

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
    made = tuple(rendered(plan_of(case), (grafana.TARGET, prometheus.TARGET)))
    artifacts = tuple(each for each in made if isinstance(each, Artifact))
    assert len(artifacts) == len(made), "the programs of these cases are sound"
    return artifacts


@pytest.fixture(params=sorted(SPECS))
def case(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name
