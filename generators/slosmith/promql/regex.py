"""The regular expressions of label matchers: what they accept, and a string that does, found by writing and not by
searching.

Prometheus reads them as RE2 (https://github.com/google/re2/wiki/Syntax). Python's are close enough, once the classes
of POSIX are spelled out, and refuses most of what only RE2 knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

# Enough to meet a second matcher on the same label, few enough to stay quick on any pattern.
_CANDIDATES = 50
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_GROUP = re.compile(r"\((?:\?P?<\w+>|\?:|\?[imsU]*:)?")
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d+)(?:,\d*)?\})\??")


# A class in brackets, and the parts of one that mean something else to Python.
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)
_IN_CLASS = re.compile(r"\\.|\[:(?P<posix>\^?\w+):\]|(?P<set>[\[&~|])", re.DOTALL)
_OUTSIDE = re.compile(rf"\\.|(?P<class>{_CLASS.pattern})", re.DOTALL)
_POSIX = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "ascii": r"\x00-\x7f",
    "blank": r"\t ",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\v\f\r ",
    "upper": "A-Z",
    "word": "0-9A-Za-z_",
    "xdigit": "0-9A-Fa-f",
}


def readable(pattern: str) -> bool:
    """Whether anything can be said of what it accepts."""
    return _compiled(pattern) is not None


@lru_cache(maxsize=4096)
def accepts(pattern: str, value: str) -> bool:
    """As Prometheus does it: the whole value must match. A pattern that is not readable accepts nothing."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.fullmatch(value) is not None


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        spelled = _OUTSIDE.sub(
            lambda found: _spelled(found["class"]) if found["class"] else found[0], pattern
        )
        return re.compile(spelled, re.DOTALL | re.ASCII)
    except (re.error, KeyError, OverflowError):
        return None


def _spelled(inside: str) -> str:
    """Raises KeyError for a class that is not known, or one that is turned around."""
    # A bracket that closes nothing since it comes first.
    head = "[^" if inside.startswith("[^") else "["
    rest = inside[len(head) :]
    if rest.startswith("]"):
        head, rest = f"{head}\\]", rest[1:]
    return head + _IN_CLASS.sub(_in_class, rest)


def _in_class(found: re.Match[str]) -> str:
    if found["posix"]:
        return _POSIX[found["posix"]]
    return f"\\{found[0]}" if found["set"] else found[0]


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
