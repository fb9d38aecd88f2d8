"""The regular expressions of label matchers: what they accept, and a string that does, found by writing and not by
searching.

They are read by RE2, as Prometheus reads them, and in time that is linear: no pattern hangs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import Any, NamedTuple

import re2

# Enough to meet a second matcher on the same label, few enough to stay quick on any pattern.
_CANDIDATES = 50
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_GROUP = re.compile(r"\((?:\?P?<\w+>|\?:|\?[imsU]*:)?")
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d+)(?:,\d*)?\})\??")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)


def _options() -> Any:
    options = re2.Options()
    # It would write to standard error.
    options.log_errors = False
    options.dot_nl = True
    return options


_OPTIONS = _options()


@lru_cache(maxsize=4096)
def expression(pattern: str) -> Any | None:
    """RE2's own, or None if that refuses the pattern, as it would in Prometheus."""
    try:
        return re2.compile(pattern, _OPTIONS)
    except re2.error:
        return None


def readable(pattern: str) -> bool:
    return expression(pattern) is not None


@lru_cache(maxsize=4096)
def accepts(pattern: str, value: str) -> bool:
    """As Prometheus does it: the whole value must match. A pattern that is not readable accepts nothing."""
    compiled = expression(pattern)
    return compiled is not None and compiled.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def samples(pattern: str) -> tuple[str, ...]:
    """Different values that the pattern accepts, the plainest first; empty if none could be written."""
    try:
        written, end = _alternatives(pattern, 0)
    except _Beyond:
        return ()
    if end != len(pattern):
        return ()
    return tuple(dict.fromkeys(each for each in written if accepts(pattern, each)))


class _Beyond(Exception):
    """A part of the syntax that is not written here, such as a look-ahead; RE2 does not have those either."""


class _Piece(NamedTuple):
    values: tuple[str, ...]
    end: int


def _alternatives(pattern: str, at: int) -> _Piece:
    """`a|b|c` up to the end or to the parenthesis that closes it."""
    values: list[str] = []
    while True:
        branch, at = _sequence(pattern, at)
        values += branch
        if at >= len(pattern) or pattern[at] != "|":
            return _Piece(tuple(values[:_CANDIDATES]), at)
        at += 1


def _sequence(pattern: str, at: int) -> _Piece:
    parts: list[tuple[str, ...]] = []
    while at < len(pattern) and pattern[at] not in "|)":
        atom, at = _atom(pattern, at)
        if repeat := _REPEAT.match(pattern, at):
            at = repeat.end()
            atom = _repeated(atom, repeat)
        parts.append(atom)
    joined = ("".join(each) for each in product(*parts))
    return _Piece(tuple(islice(joined, _CANDIDATES)), at)


def _repeated(atom: tuple[str, ...], repeat: re.Match[str]) -> tuple[str, ...]:
    """Each as often as it must at least occur, but once where that is not at all: an empty label is no label."""
    if repeat["least"] is not None:
        return tuple(each * int(repeat["least"]) for each in atom)
    return atom if repeat[0][0] == "+" else (*atom, "")


def _atom(pattern: str, at: int) -> _Piece:
    char = pattern[at]
    if char == "(":
        head = _GROUP.match(pattern, at)
        assert head is not None  # it begins with the parenthesis
        if pattern.startswith("?", head.end()):
            raise _Beyond
        values, end = _alternatives(pattern, head.end())
        if not pattern.startswith(")", end):
            raise _Beyond
        return _Piece(values, end + 1)
    if char == "[":
        return _char_class(pattern, at)
    if char == "\\":
        return _escape(pattern, at)
    if char in "^$":
        return _Piece(("",), at + 1)
    return _Piece(("0", "1") if char == "." else (char,), at + 1)


def _escape(pattern: str, at: int) -> _Piece:
    if at + 1 >= len(pattern):
        raise _Beyond
    char = pattern[at + 1]
    if char in _CLASSES:
        return _Piece((_CLASSES[char],), at + 2)
    if char.isalnum() and char not in _CONTROL:
        raise _Beyond
    return _Piece((_CONTROL.get(char, char),), at + 2)


def _char_class(pattern: str, at: int) -> _Piece:
    """What is in it is easier tried than read: a few plain characters, and those that stand in it."""
    whole = _CLASS.match(pattern, at)
    if whole is None:
        raise _Beyond
    found = tuple(char for char in _tried(whole[0]) if accepts(whole[0], char))
    if not found:
        raise _Beyond
    return _Piece(found[:3], whole.end())


def _tried(inside: str) -> Iterator[str]:
    yield from "a0A-_./ "
    yield from inside
