"""Pieces of a plan that people have a name for, with flat fields, so that two plans can be laid side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

# What plan.json holds at its leaves; a list of such is one value, since people read it as one.
Value: TypeAlias = "str | int | bool | tuple[Value, ...] | None"
Field: TypeAlias = "tuple[str | int, ...]"
Fields: TypeAlias = Mapping[Field, Value]


@dataclass(frozen=True, slots=True)
class Node:
    """`id` is unique among those of its kind and `within`, which names what it belongs to. `traits` are what it is
    recognised by under another name; without any it never is."""

    kind: str
    id: str
    fields: Fields
    within: str = ""
    title: str = ""
    traits: frozenset[str] = frozenset()
    parts: tuple[Node, ...] = ()

    def text(self, *field: str | int) -> str:
        value = self.fields.get(field)
        return value if isinstance(value, str) else ""


def flat(tree: Mapping[str, Any], *without: str) -> dict[Field, Value]:
    """Every leaf by its path. What is left out must be taken apart by somebody else."""
    return dict(_leaves({key: value for key, value in tree.items() if key not in without}, ()))


def _leaves(tree: Any, path: Field) -> Iterator[tuple[Field, Value]]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(tree, list) and any(isinstance(each, dict) for each in tree):
        for index, value in enumerate(tree):
            yield from _leaves(value, (*path, index))
    else:
        yield path, _value(tree)


def _value(leaf: Any) -> Value:
    return tuple(map(_value, leaf)) if isinstance(leaf, list) else leaf


def numbered(names: Collection[str]) -> Iterator[str]:
    """The names; the second that is called `x` is `x #2`."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} #{seen[name]}"
