"""The JSON Schema that editors use: it explains every key, takes what slosmith takes, and refuses what has no shape."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from slosmith.emit import canonical_json
from slosmith.source import Document, read_environments, read_specs
from slosmith.source.readers import READERS
from slosmith.spec import ALL_KINDS, base_path
from slosmith.spec.json_schema import spec_schema
from slosmith.starter import starter

ROOT = Path(__file__).parents[2]
BAD = ROOT / "tests" / "bad"
FOLDERS = sorted([ROOT / "specs", *(ROOT / "tests" / "golden").glob("*/specs")])
# The codes of what an editor can tell from the shape of a document alone.
SHAPELESS = sorted(
    path
    for code in ("unknown-key", "missing-key", "wrong-type", "unknown-kind")
    for path in BAD.glob(f"{code}-*")
    if path.is_dir() or path.suffix in READERS
)
SCHEMA = spec_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def documents(folder: Path) -> tuple[Document, ...]:
    found, diagnostics = read_specs(folder)
    environments, faults = read_environments(folder)
    assert [str(each) for each in (*diagnostics, *faults)] == []
    return (*found, *(document for each in environments.values() for document in each))


def complaints(document: Document) -> list[str]:
    return [
        f"{document.file}: {error.json_path}: {error.message}"
        for error in VALIDATOR.iter_errors(document.data)
    ]


def properties(schema: Any, path: str = "$") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of every object, wherever it is nested."""
    if isinstance(schema, dict):
        # Below `if` stands what chooses a kind, which is described once, beside it.
        for key, value in schema.items():
            if key == "properties" and not path.endswith(".if"):
                yield from ((f"{path}.{name}", each) for name, each in value.items())
            yield from properties(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for index, each in enumerate(schema):
            yield from properties(each, f"{path}[{index}]")


def described(schema: dict[str, Any]) -> bool:
    """By itself, or by the object that it refers to, when both would say the same."""
    referred = SCHEMA["$defs"].get(schema.get("$ref", "").removeprefix("#/$defs/"), {})
    return bool(schema.get("description") or referred.get("description"))


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["kind"]["enum"] == list(ALL_KINDS)


def test_the_file_is_fresh() -> None:
    written = (ROOT / "schemas" / "slosmith.schema.json").read_text("utf-8")
    assert written == canonical_json(SCHEMA), "mend it with: make schemas"


def test_every_property_has_a_description() -> None:
    found = list(properties(SCHEMA))
    assert len(found) > 100
    assert [path for path, each in found if not described(each)] == []


def test_no_object_takes_unknown_keys() -> None:
    objects = [(name, each) for name, each in SCHEMA["$defs"].items() if "properties" in each]
    assert len(objects) > 15
    assert [name for name, each in objects if each.get("additionalProperties") is not False] == []


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_it_takes_every_spec(folder: Path) -> None:
    found = documents(folder)
    # An Alertmanager configuration that a Project names is no spec.
    bases = {base_path(each) for each in found}
    found = tuple(each for each in found if each.file not in bases)
    assert found
    assert [complaint for document in found for complaint in complaints(document)] == []


def test_it_takes_the_starter(tmp_path: Path) -> None:
    for place, text in starter("shop").items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, "utf-8")
    found = documents(tmp_path / "specs")
    assert len(found) == 5
    assert [complaint for document in found for complaint in complaints(document)] == []


def test_there_are_fixtures() -> None:
    assert len(SHAPELESS) > 15


@pytest.mark.parametrize("fixture", SHAPELESS, ids=lambda path: path.name)
def test_it_refuses_what_has_no_shape(fixture: Path, tmp_path: Path) -> None:
    copy = shutil.copytree if fixture.is_dir() else shutil.copy
    copy(fixture, tmp_path / fixture.name)
    assert any(complaints(document) for document in documents(tmp_path))


def overlay(**keys: object) -> dict[str, object]:
    return {"apiVersion": "slosmith/v1", "kind": "Environment", "name": "dev", **keys}


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"project": {"external_labels": {"cluster": "dev", "region": None}, "retention": None}},
        {"oncall": {"severities": {"high": {"notify": "ticket"}, "low": None}, "escalation": []}},
        {"oncall": {"teams": {"sre": {"page": {"slack": {"channel": "#dev"}}, "ticket": "pager"}}}},
        {"services": {"shop": {"owner": "sre", "alerting": {"mode": "observe"}}}},
        {"slos": {"A": {"target": "90%", "sli": {"latency": {"threshold": "1s"}}}}},
        {"slos": {"A": {"sli": {"ratio": None, "probe": {"metric": "up"}}}}},
        {"alerts": {"A": {"for": "1h", "levels": [{"severity": "low", "above": 1}]}}},
    ],
    ids=str,
)
def test_an_environment_may_say_a_part(keys: dict[str, object]) -> None:
    assert list(VALIDATOR.iter_errors(overlay(**keys))) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"owners": {}},
        {"project": {"kind": "Project"}},
        {"project": {"external_label": {}}},
        {"project": {"retention": 5}},
        {"oncall": None},
        {"oncall": {"teams": {"sre": {"page": {"slak": "#dev"}}}}},
        {"services": {"shop": {"slos": []}}},
        {"slos": {"A": None}},
        {"slos": {"A": {"id": "B"}}},
        {"slos": {"A": {"sli": {"latency": {"treshold": "1s"}}}}},
        {"slos": {"A": {"alerting": {"tiers": [{"severity": "page"}, {}]}}}},
        {"alerts": {"A": {"levels": [{"above": 1}]}}},
    ],
    ids=str,
)
def test_an_environment_has_the_keys_of_what_it_changes(keys: dict[str, object]) -> None:
    assert list(VALIDATOR.iter_errors(overlay(**keys))) != []


def test_numbers_in_it_are_plain_json() -> None:
    assert json.loads(canonical_json(SCHEMA)) == SCHEMA
