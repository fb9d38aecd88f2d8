"""Strings that a regular expression accepts, written from its parts and then tried with RE2."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from slosmith.matching.regex import accepts, readable

# Enough to meet a second matcher on the same label, few enough to stay quick on any pattern.
_CANDIDATES = 50
_CLASSES = {"d": "0", "w": "a", "s": " ", "D": "a", "W": "-", "S": "a"}
# The last four stand for places and not for characters.
_CONTROL = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "f": "\f",
    "v": "\v",
    "a": "\a",
    "A": "",
    "z": "",
    "b": "",
    "B": "",
}
_PLAINEST = "a0A-_./ "
# Latin with an accent, Greek, Cyrillic, Hebrew, Arabic, Han, an emoji: for classes that want no plain character.
_OTHERS = "\u00e9\u03b1\u0430\u05d0\u0627\u4e00\U0001f600"
# Halves of characters, which no text holds.
_SURROGATES = range(0xD800, 0xE000)
_GROUP = re.compile(r"\((?:\?P<\w+>|\?[imsU-]*:)?")
_FLAGS = re.compile(r"\(\?[imsU-]+\)")
_LITERAL = re.compile(r"\\Q(.*?)\\E", re.DOTALL)
_UNICODE = re.compile(r"\\[pP](?:\{\^?\w+\}|\w)")
_NUMBERED = re.compile(r"\\(?:x\{?([0-9a-fA-F]+)\}?|([0-7]{1,3}))")
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d+)(?:,\d*)?\})\??")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]", re.DOTALL)


@lru_cache(maxsize=4096)
def samples(pattern: str) -> tuple[str, ...]:
    """Different values that the pattern accepts, the plainest first; empty if none could be written."""
    if not readable(pattern):
        return ()
    try:
        written, end = _alternatives(pattern, 0)
    except _Beyond:
        return ()
    if end != len(pattern):
        return ()
    return tuple(dict.fromkeys(each for each in written if accepts(pattern, each)))


class _Beyond(Exception):
    """A part for which no string is written here."""


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
    if flags := _FLAGS.match(pattern, at):
        return _Piece(("",), flags.end())
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
    if literal := _LITERAL.match(pattern, at):
        return _Piece((literal[1],), literal.end())
    if named := _UNICODE.match(pattern, at):
        return _Piece(_members(named[0], ""), named.end())
    if number := _NUMBERED.match(pattern, at):
        return _numbered(number)
    char = pattern[at + 1 : at + 2]
    if char in _CLASSES:
        return _Piece((_CLASSES[char],), at + 2)
    if not char or (char.isalnum() and char not in _CONTROL):
        raise _Beyond
    return _Piece((_CONTROL.get(char, char),), at + 2)


def _numbered(found: re.Match[str]) -> _Piece:
    """By its code: `\\x{1F600}`, `\\x41`, or `\\101`."""
    hexadecimal, octal = found.groups()
    if hexadecimal and not found[0].endswith("}"):
        return _Piece((chr(int(hexadecimal[:2], 16)),), found.start() + len("\\x41"))
    code = int(hexadecimal, 16) if hexadecimal else int(octal, 8)
    if code in _SURROGATES:
        raise _Beyond
    return _Piece((chr(code),), found.end())


def _char_class(pattern: str, at: int) -> _Piece:
    whole = _CLASS.match(pattern, at)
    if whole is None:
        raise _Beyond
    return _Piece(_members(whole[0], whole[0]), whole.end())


def _members(of: str, inside: str) -> tuple[str, ...]:
    """What a class of characters accepts is easier tried than read: a few plain ones, and those that stand in it."""
    for tried in (_PLAINEST + inside, _OTHERS):
        accepted = (char for char in dict.fromkeys(tried) if accepts(of, char))
        if found := tuple(islice(accepted, 3)):
            return found
    raise _Beyond
