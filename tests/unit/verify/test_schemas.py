"""Schemas are found where they are, are schemas, and agree with the promtool they are stricter than."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from slosmith import schemas

CHECKOUT = Path(__file__).parents[3] / "schemas"


def test_every_schema_of_the_checkout_is_one() -> None:
    names = [path.name.removesuffix(".schema.json") for path in CHECKOUT.glob("*.schema.json")]
    assert "prometheus-rules" in names
    for name in names:
        Draft202012Validator.check_schema(schemas.load(name))


def test_the_checkout_wins() -> None:
    expected = json.loads((CHECKOUT / "prometheus-rules.schema.json").read_text(encoding="utf-8"))
    assert schemas.load("prometheus-rules") == expected


def test_an_installed_package_brings_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "site-packages" / "slosmith"
    shutil.copytree(CHECKOUT, installed / "_schemas")
    # A folder of this name beside site-packages is somebody else's.
    (tmp_path / "schemas").mkdir()
    monkeypatch.setattr(schemas, "__file__", str(installed / "schemas.py"))
    monkeypatch.setattr(schemas, "files", lambda package: tmp_path / "site-packages" / package)
    schemas.load.cache_clear()
    try:
        assert schemas.load("prometheus-rules")["title"] == "a rule file"
    finally:
        schemas.load.cache_clear()


def test_every_pattern_can_be_explained() -> None:
    """The diagnostics print the description of a pattern, and the title of what is closed to other keys."""
    text = json.dumps(schemas.load("prometheus-rules"))

    def look(schema: object) -> None:
        if isinstance(schema, dict):
            if "pattern" in schema:
                assert "description" in schema
            if schema.get("additionalProperties") is False or "required" in schema.get("then", {}):
                assert "title" in schema
            for each in schema.values():
                look(each)

    look(json.loads(text))
