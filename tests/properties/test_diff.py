"""`diff` overlooks nothing: it is silent exactly when plan.json is the same, whichever leaf of it is another."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slosmith.diff import difference
from slosmith.diff.anatomy import nodes_of
from slosmith.diff.compare import changes
from slosmith.diff.model import Change
from slosmith.diff.renames import match
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.targets import plan_json
from tests.plans import plan_of, written
from tests.properties.specs import Document, specs
from tests.properties.test_oncall import plans as oncall_plans

ROOT = Path(__file__).parents[2]
SETTINGS: dict[str, Any] = {
    "derandomize": True,
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}


def _plan(documents: list[Document]) -> Plan | None:
    """None if these documents do not get along."""
    with TemporaryDirectory() as folder:
        for number, document in enumerate(documents):
            Path(folder, f"{number}.yaml").write_text(
                json.dumps(document, ensure_ascii=False), encoding="utf-8"
            )
        return plan_specs(Path(folder)).plan


def _text(plan: Plan) -> str:
    [artifact] = written(plan, plan_json.TARGET)
    return artifact.text


@given(specs(), specs(), st.sets(st.integers(0, 5)), st.randoms(use_true_random=False))
@settings(max_examples=40, **SETTINGS)
def test_empty_exactly_when_the_plan_is_the_same(
    documents: list[Document], others: list[Document], replaced: set[int], random: Any
) -> None:
    """Some documents are others, often none; and where a document stands is irrelevant."""
    changed = [
        others[at] if at in replaced and at < len(others) else each for at, each in enumerate(documents)
    ]
    random.shuffle(changed)
    before, after = _plan(documents), _plan(changed)
    assert before is not None
    assume(after is not None)
    assert after is not None
    assert difference(before, after).empty == (_text(before) == _text(after))
    assert difference(after, before).empty == (_text(before) == _text(after))


@given(oncall_plans(), oncall_plans())
@settings(max_examples=40, **SETTINGS)
def test_on_call_as_well(before: Plan, after: Plan) -> None:
    assert difference(before, after).empty == (_text(before) == _text(after))
    assert difference(before, before).empty


# Every single leaf


def _mutations(tree: Any) -> Iterator[tuple[list[str | int], Any]]:
    """(path, what stands there instead), for each leaf, each member of a list and each two neighbours in it."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from (([key, *path], other) for path, other in _mutations(value))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield [], [*tree[:index], *tree[index + 1 :]]
            if index and tree[index - 1] != value:
                yield [], [*tree[: index - 1], value, tree[index - 1], *tree[index + 1 :]]
            yield from (([index, *path], other) for path, other in _mutations(value))
    elif isinstance(tree, bool):
        yield [], not tree
        yield [], int(tree)
    else:
        yield [], 1_000_003 if isinstance(tree, int) else f"{tree or ''}mutated"


def _with(tree: Any, path: list[str | int], value: Any) -> Any:
    if not path:
        return value
    changed = copy.copy(tree)
    changed[path[0]] = _with(tree[path[0]], path[1:], value)
    return changed


def _told(path: list[str | int], other: Any) -> str:
    return f"{path}: {json.dumps(other)[:500]}"


def _changes(before: Any, after: Any) -> tuple[Change, ...]:
    return changes(match(nodes_of(before), nodes_of(after)))


FOLDERS = (
    "everything-added/after",
    "routes/after",
    "playbook-lost/before",
    "escalation/after",
    "metrics/after",
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_leaf_is_overlooked(folder: str) -> None:
    plan = plan_specs(ROOT / "tests" / "golden" / "diff" / folder).plan
    assert plan is not None
    tree = json.loads(_text(plan))
    assert _changes(tree, tree) == ()
    mutations = list(_mutations(tree))
    assert len(mutations) > 300
    for path, other in mutations:
        found = _changes(tree, _with(tree, path, other))
        assert found, _told(path, other)
        if isinstance(other, str):
            assert "mutated" in repr(found), _told(path, other)


@pytest.fixture(scope="module")
def virtengine() -> Any:
    plan = plan_specs(ROOT / "specs").plan
    assert plan is not None
    tree = json.loads(_text(plan))
    return tree, list(_mutations(tree))


@given(st.data())
@settings(max_examples=150, **SETTINGS)
def test_no_leaf_of_a_large_plan_is_overlooked(virtengine: Any, data: st.DataObject) -> None:
    tree, mutations = virtengine
    path, other = mutations[data.draw(st.integers(0, len(mutations) - 1))]
    assert _changes(tree, _with(tree, path, other)), _told(path, other)


def test_what_nobody_knows_yet_is_compared_as_well() -> None:
    """A field that plan.json gets tomorrow is a field that changed."""
    tree = json.loads(_text(plan_of("apiVersion: slosmith/v1\nkind: Service\nname: shop\n")))
    for place in (tree, tree["project"], tree["oncall"], tree["services"][0], tree["oncall"]["teams"][0]):
        place["news"] = {"deep": [{"x": 1}]}
        after = copy.deepcopy(tree)
        place["news"] = {"deep": [{"x": 2}]}
        [change] = _changes(tree, after)
        assert [each.name for each in change.fields] == ["news.deep[0].x"]
        del place["news"]
