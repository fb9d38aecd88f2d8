"""Finds the line and column of a value in YAML text, the first time that somebody asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, TypeAlias

import yaml

from slosmith.origin import Path
from slosmith.source.document import Locator
from slosmith.yaml_loader import LOADER

_Pairs: TypeAlias = dict[str, tuple[yaml.Node, yaml.Node]]


class Positions:
    """The places in one file that its reader has found to be sound."""

    def __init__(self, text: str) -> None:
        self._text = text
        # By identity: the nodes live as long as this object.
        self._mappings: dict[int, _Pairs] = {}

    def locator(self, number: int) -> Locator:
        """Of the document of that number; the empty ones count."""
        return partial(self._locate, number)

    @cached_property
    def _roots(self) -> list[yaml.Node]:
        # Untyped in the stubs.
        compose: Callable[..., Any] = yaml.compose_all
        return list(compose(self._text, Loader=LOADER))

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.splitlines()

    def _locate(self, number: int, path: Path, key: bool) -> tuple[int, int, int]:
        node, name = self._roots[number], None
        for part in path:
            found = self._child(node, part)
            if found is None:
                return self._place(node)
            name, node = found
        return self._place(name if key and name is not None else node)

    def _child(self, node: yaml.Node, part: str | int) -> tuple[yaml.Node | None, yaml.Node] | None:
        """The node of a key (if it has one) and of its value."""
        if isinstance(node, yaml.MappingNode):
            return self._pairs(node).get(str(part))
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
            return None, node.value[part]
        return None

    def _pairs(self, node: yaml.MappingNode) -> _Pairs:
        """By key; of two equal ones the last, as in the data. Kept, for a mapping may be asked about each of its keys."""
        known = self._mappings.get(id(node))
        if known is None:
            named = (pair for pair in node.value if isinstance(pair[0], yaml.ScalarNode))
            known = self._mappings[id(node)] = {pair[0].value: pair for pair in named}
        return known

    def _place(self, node: yaml.Node) -> tuple[int, int, int]:
        if isinstance(node, yaml.MappingNode) and node.value:
            node = node.value[0][0]
        start, end = node.start_mark, node.end_mark
        width = 1
        if isinstance(node, yaml.ScalarNode):
            stop = end.column if end.line == start.line else len(self._lines[start.line])
            width = max(stop - start.column, 1)
        return start.line + 1, start.column + 1, width
