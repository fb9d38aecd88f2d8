"""Loads the JSON Schemas that travel with slosmith."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The schema of that name: `load("prometheus-rules")`. It is shared, so do not change it."""
    text = (_folder() / f"{name}.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _folder() -> Traversable:
    """`schemas/` of the checkout if this is one, for an editable install may hold a stale copy."""
    source_root = Path(__file__).parents[1]
    checkout = source_root.parent / "schemas"
    if source_root.name == "generators" and checkout.is_dir():
        return checkout
    return files("slosmith") / "_schemas"
