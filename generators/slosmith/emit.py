"""YAML and JSON text, the same bytes everywhere, and read alike by YAML 1.1 and 1.2."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Tree: TypeAlias = "str | int | Decimal | bool | Sequence[Tree] | Mapping[str, Tree] | None"

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./:-]*", re.ASCII)
# Words that one YAML version or another does not read as text.
_RESERVED = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"})


@lru_cache(maxsize=65536)
def scalar(value: str) -> str:
    """A string on one line: plain where every reader agrees, else in double quotes, escaped as JSON is."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED and not value.endswith(":"):
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    """As JSON, and what is not printable escaped: beyond 16 bits as YAML does, since JSON's two halves are no character."""
    quoted = json.dumps(value, ensure_ascii=False)
    if quoted.isprintable():
        return quoted
    return "".join(char if char.isprintable() else _escape(ord(char)) for char in quoted)


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def text(value: str, indent: str) -> str:
    """A string where quotes or newlines are likely: a block scalar if it can be one. `indent` is that of its lines."""
    if ('"' not in value and "\n" not in value) or not _fits_block(value):
        return scalar(value)
    return "|-" + "".join(f"\n{indent}{line}" if line else "\n" for line in value.split("\n"))


def _fits_block(value: str) -> bool:
    """Only escapes can write what is not printable, space at the start, and ends of lines that nobody would see."""
    edges = value[0] in " \n" or value[-1] in " \n" or " \n" in value
    return not edges and value.replace("\n", "").isprintable()


class Inline(str):
    """Text on one line in which double quotes are usual, as in matchers and templates: in single quotes."""

    __slots__ = ()


class InlineList(list[str]):
    """Short words that read best on one line."""


def yaml(tree: Tree) -> str:
    """A document; mappings keep their order."""
    return "\n".join(_lines(tree, "")) + "\n"


def _takes_lines(tree: Tree) -> bool:
    return isinstance(tree, Mapping | Sequence) and not isinstance(tree, str | InlineList) and bool(tree)


def _lines(tree: Tree, indent: str) -> Iterator[str]:
    if not _takes_lines(tree):
        yield indent + _leaf(tree, indent + "  ")
    elif isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _entry(f"{indent}{scalar(key)}:", value, indent + "  ")
    elif isinstance(tree, Sequence):
        for item in tree:
            yield from _item(item, indent)


def _entry(head: str, value: Tree, indent: str) -> Iterator[str]:
    if _takes_lines(value):
        yield head
        yield from _lines(value, indent)
    else:
        yield f"{head} {_leaf(value, indent)}"


def _item(item: Tree, indent: str) -> Iterator[str]:
    lines = _lines(item, indent + "  ")
    yield f"{indent}- {next(lines).lstrip(' ')}"
    yield from lines


def _leaf(value: Tree, indent: str) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Inline() if '"' in value and value.isprintable():
            return "'" + value.replace("'", "''") + "'"
        case str():
            return text(value, indent)
        case int() | Decimal():
            return str(value)
        case InlineList():
            return f"[{', '.join(map(scalar, value))}]"
        case Mapping():
            return "{}"
        case _:
            return "[]"


def canonical_json(tree: object) -> str:
    """JSON for people and diffs: two spaces, keys as given, text as it is."""
    return json.dumps(tree, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def digest(text: str) -> str:
    """SHA-256, for what is too long to be repeated and must be seen to change."""
    return hashlib.sha256(text.encode()).hexdigest()


_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_NESTED = (dict, list, Iterator)


class Json(NamedTuple):
    """A part of a tree that is text already."""

    text: str


def json_part(tree: object, depth: int, level: int) -> Json:
    """What stands at a level of a tree, for `json_by_lines` with that depth."""
    return Json(_json(tree, depth - level, "\n" + "  " * level))


def json_by_lines(tree: object, depth: int) -> str:
    """JSON with one line for every value at `depth`, so that a diff shows what changed and no more.

    The lines are encoded by C, which json.dumps only does without indentation. Lists may be generators, so that
    a large tree is never there as a whole.
    """
    pieces: list[str] = []
    _add_json(pieces, tree, depth, "\n")
    pieces.append("\n")
    return "".join(pieces)


def _add_json(pieces: list[str], tree: object, depth: int, newline: str) -> None:
    if isinstance(tree, Json):
        pieces.append(tree.text)
        return
    if not depth or not isinstance(tree, _NESTED):
        pieces.append(_ENCODE(tree))
        return
    deeper, separator = newline + "  ", ""
    pieces.append("{" if isinstance(tree, dict) else "[")
    for each in tree:
        pieces.append(f"{separator}{deeper}")
        if isinstance(tree, dict):
            pieces.append(f"{_ENCODE(each)}: ")
            _add_json(pieces, tree[each], depth - 1, deeper)
        else:
            pieces.append(_json(each, depth - 1, deeper))
        separator = ","
    pieces.append((newline if separator else "") + ("}" if isinstance(tree, dict) else "]"))


def _json(tree: object, depth: int, newline: str) -> str:
    """One string for each entry of a list: millions of small ones would take more room than what they hold."""
    if not depth:
        return _ENCODE(tree)
    pieces: list[str] = []
    _add_json(pieces, tree, depth, newline)
    return "".join(pieces)
