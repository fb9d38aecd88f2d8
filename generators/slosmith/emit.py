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


@lru_cache(maxsize=65536)
def scalar(value: str) -> str:
    """A string on one line: plain where every reader agrees, else in double quotes, escaped as JSON is."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED and not value.endswith(":"):
        return value
    return json.dumps(value, ensure_ascii=not value.isprintable())


def text(value: str, indent: str) -> str:
    """A string where quotes or newlines are likely: a block scalar if it can be one. `indent` is that of its lines."""
    if ('"' not in value and "\n" not in value) or not _fits_block(value):
        return scalar(value)
    return "|-" + "".join(f"\n{indent}{line}" if line else "\n" for line in value.split("\n"))


def _fits_block(value: str) -> bool:
    """Only escapes can write what is not printable, space at the start, and ends of lines that nobody would see."""
    edges = value[0] in " \n" or value[-1] in " \n" or " \n" in value
    return not edges and value.replace("\n", "").isprintable()


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


_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def json_by_lines(tree: object, depth: int) -> str:
    """JSON with one line for every value at `depth`, so that a diff shows what changed and no more.

    The lines are encoded by C, which json.dumps only does without indentation. Lists may be generators, so that
    a large tree is never there as a whole.
    """
    return _json(tree, depth, "\n") + "\n"


def _json(tree: object, depth: int, newline: str) -> str:
    if not depth or not isinstance(tree, dict | list | Iterator):
        return _ENCODE(tree)
    deeper = newline + "  "
    if isinstance(tree, dict):
        entries = [f"{_ENCODE(key)}: {_json(value, depth - 1, deeper)}" for key, value in tree.items()]
        return f"{{{deeper}{f',{deeper}'.join(entries)}{newline}}}" if entries else "{}"
    entries = [_json(each, depth - 1, deeper) for each in tree]
    return f"[{deeper}{f',{deeper}'.join(entries)}{newline}]" if entries else "[]"
