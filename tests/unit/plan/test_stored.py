"""A plan is plain data: it survives being stored and sent, and compiles to the same bytes afterwards."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from tests.plans import plan_of

from slosmith.pipeline import plan_specs
from slosmith.plan import stored
from slosmith.plan.model import Plan
from slosmith.targets import PACKAGES, TARGETS
from slosmith.targets.rendering import rendered

ROOT = Path(__file__).parents[3]
FOLDERS = {"virtengine": ROOT / "specs"} | {
    path.parent.name: path for path in sorted((ROOT / "tests" / "golden").glob("*/specs"))
}
SPEC = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - {id: A, title: Shop, target: 99.9%, group_by: [region], sli: {ratio: {bad: bad_total, total: all_total}}}
"""


def compiled(plan: Plan) -> list[object]:
    chosen = plan.project.targets
    targets = [each for each in TARGETS if each.name in chosen]
    return list(rendered(plan, targets, [each for each in PACKAGES if each.name in chosen]))


@pytest.mark.parametrize("case", FOLDERS)
def test_a_stored_plan_compiles_to_the_same_bytes(case: str) -> None:
    plan = plan_specs(FOLDERS[case]).plan
    assert plan is not None
    text = stored.dump(plan)
    loaded = stored.load(text)
    assert loaded == plan
    assert stored.dump(loaded) == text, "origins are no part of the comparison, and are stored all the same"
    sent = pickle.loads(pickle.dumps(plan))
    assert sent == plan
    before = compiled(plan)
    assert compiled(loaded) == before
    assert compiled(sent) == before


def test_a_plan_that_differs_is_another() -> None:
    plan = plan_of(SPEC)
    other = replace(plan, project=replace(plan.project, title="Another"))
    assert stored.load(stored.dump(other)) == other != plan


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        '{"!": "slosmith.plan.model.Plan", "of": []}',
        '{"!": "subprocess.Popen", "of": [["true"]]}',
        '{"!": "mapping", "of": [[1]]}',
        '{"!": "Path", "of": "x"}',
        '{"of": 1}',
        "[" * 100_000,
    ],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(stored.NotAPlan):
        stored.load(text)


def test_what_is_planted_makes_nothing_else() -> None:
    """A type that no plan holds is not even looked for."""
    data = json.loads(stored.dump(plan_of(SPEC)))
    data["of"][0] = {"!": "threading.Thread", "of": []}
    with pytest.raises(stored.NotAPlan):
        stored.load(json.dumps(data))
