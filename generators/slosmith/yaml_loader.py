"""The one YAML parser: libyaml's where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

# PyYAML's own parser understands the same and is ten times slower.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """The only document of a text. Raises yaml.YAMLError, or ValueError for a scalar such as 2024-13-45, which PyYAML takes for a date."""
    return yaml.load(text, LOADER)


def load_all(text: str) -> Iterator[Any]:
    """Every document of a text, one after the other. Raises as `load` does."""
    yield from yaml.load_all(text, LOADER)
