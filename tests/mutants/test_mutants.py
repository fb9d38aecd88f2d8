"""A sample of the faults of `make mutants`: the generated tests notice them, or there is a reason why nobody could."""

from __future__ import annotations

import pytest

from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Plan
from slosmith.tools.run import Tool
from tests.mutants.mutations import MUTATIONS
from tests.mutants.play import Specimen, specimens, survivors
from tests.mutants.reasons import unexplained
from tests.mutants.run import WANTED, noticed, plans, tried_of

# Prime, so that no kind of rule is passed over each time.
STEPS = {"virtengine": 53}
_OTHERS = 101


# Faults whose proofs are being sharpened; `make mutants` tries them.
PENDING = frozenset({"range", "quantity"})


def sample(name: str, plan: Plan) -> list[Specimen]:
    found = [each for each in tried_of(name, plan) if each.mutant.kind not in PENDING]
    return found[:: STEPS.get(name, _OTHERS)]


@pytest.fixture(scope="module")
def samples() -> dict[str, list[Specimen]]:
    return {name: sample(name, plan) for name, plan in plans()}


def test_faults_are_noticed(promtool: Tool, samples: dict[str, list[Specimen]]) -> None:
    tried, alive = 0, []
    for chosen in samples.values():
        tried += len(chosen)
        alive += survivors(promtool, chosen)
    assert tried > 120
    assert unexplained(alive) == []
    assert noticed(tried, alive) >= WANTED


def test_every_kind_of_fault_is_tried() -> None:
    plan = dict(plans())["virtengine"]
    kinds = {each.mutant.kind for each in specimens(plan)}
    assert kinds == set(MUTATIONS) - {"group forgotten", "step"}


def test_faults_are_drawn_from_every_slo_and_from_recordings_as_well() -> None:
    plan = dict(plans())["virtengine"]
    found = list(specimens(plan))
    slos = {slo.id for service in plan.services for slo in service.slos}
    tested = {f"{service.name}.alerts" for service in plan.services if service.alert_tests}
    assert {each.subject.name for each in found} == {*slos, *tested, HEALTH_STEM}
    names = {each.original.name for each in found}
    assert {"slo:errors:rate", "slo:error_ratio:rate1h", "slo:error_budget:remaining"} <= names
