"""YAML and JSON text, the same bytes everywhere, and read alike by YAML 1.1 and 1.2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

Tree: TypeAlias = "str | int | bool | Sequence[Tree] | Mapping[str, Tree] | None"

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./:-]*", re.ASCII)
# Words that one YAML version or another does not read as text.
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})
# A block scalar must not start with space, end in a newline, or hold what only escapes can write.
_BLOCK_UNSAFE = re.compile(
    r"^[ \t\n]|[ \t]$|[ \t]\n|\n\Z|[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


@lru_cache(maxsize=65536)
def scalar(value: str) -> str:
    """A string on one line: plain where every reader agrees, else in double quotes, escaped as JSON is."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED and not value.endswith(":"):
        return value
    return json.dumps(value, ensure_ascii=not value.isprintable())


def text(value: str, indent: str) -> str:
    """A string where quotes or newlines are likely: a block scalar if it can be one. `indent` is that of its lines."""
    if ('"' not in value and "\n" not in value) or _BLOCK_UNSAFE.search(value):
        return scalar(value)
    lines = value.split("\n")
    return "|-" + "".join(f"\n{indent}{line}" if line else "\n" for line in lines)


def yaml(tree: Tree) -> str:
    """A document; mappings keep their order."""
    return "\n".join(_lines(tree, "")) + "\n"


def _lines(tree: Tree, indent: str) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _entry(f"{indent}{scalar(key)}:", value, indent + "  ")
    elif isinstance(tree, Sequence) and not isinstance(tree, str):
        for item in tree:
            yield from _item(item, indent)
    else:
        yield indent + _leaf(tree, indent)


def _entry(head: str, value: Tree, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str):
        if value:
            yield head
            yield from _lines(value, indent)
        else:
            yield f"{head} {'{}' if isinstance(value, Mapping) else '[]'}"
    else:
        yield f"{head} {_leaf(value, indent)}"


def _item(item: Tree, indent: str) -> Iterator[str]:
    nested = isinstance(item, Mapping | Sequence) and not isinstance(item, str)
    if nested and not item:
        yield f"{indent}- {'{}' if isinstance(item, Mapping) else '[]'}"
        return
    if not nested:
        yield f"{indent}- {_leaf(item, indent + '  ')}"
        return
    lines = _lines(item, indent + "  ")
    yield f"{indent}- {next(lines).lstrip(' ')}"
    yield from lines


def _leaf(value: Tree, indent: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return text(value, indent) if isinstance(value, str) else str(value)


def canonical_json(tree: object) -> str:
    """JSON for people and diffs: two spaces, keys as given, text as it is."""
    return json.dumps(tree, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
