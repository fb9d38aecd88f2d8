"""What Prometheus 2.42 does not parse and promql-parser does: spellings that came with Prometheus 2.52 to 3.

Source: generated_parser.y and lex.go of promql/parser in Prometheus 2.42.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from slosmith.promql.strings import QUOTED

_UNITS = r"[0-9]+(?:ms|[smhdwy])"
_NUMBER = r"0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf"""
    (?P<blank> \s+ | \#[^\n]* )
  | (?P<string> {QUOTED} | `[^`]*` )
  | \[ (?P<window> [^\]]* ) \]
  | (?P<duration> (?:{_UNITS})+ ) (?![\w.])
  | (?P<number> {_NUMBER} ) (?![\w.])
  | (?P<word> [a-zA-Z_:$][\w:]* )
  | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_UNITLESS = re.compile(rf"\s*[+-]?(?:{_NUMBER})\s*", re.ASCII)
_GROUPING = frozenset({"by", "without", "on", "ignoring", "group_left", "group_right"})


class Newer(NamedTuple):
    """`what` has a name for people; `text` is the spelling itself."""

    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.what} such as `{self.text}`"


_QUOTED_NAMES = "quoted names"


def newer_spelling(source: str) -> str:
    """The first of them, in words; empty if there is none. `source` is an expression that promql-parser takes."""
    return next(map(str, _newer(source)), "")


def quoted_name(source: str) -> str:
    """The first name of a metric or label that stands between quotes, with them; empty if there is none."""
    return next((each.text for each in _newer(source) if each.what == _QUOTED_NAMES), "")


def _newer(source: str) -> Iterator[Newer]:
    # The brackets that are open, each with the word before it; then the tokens just before this one.
    opened: list[tuple[str, str]] = []
    before, earlier = "", ""
    for found in _TOKEN.finditer(source):
        kind, text = found.lastgroup, found[0]
        if kind == "blank":
            continue
        after_offset = "offset" in (before.lower(), earlier.lower() if before in ("+", "-") else "")
        if kind == "string" and opened and _names(opened[-1]) and before in ("{", "(", ","):
            yield Newer(_QUOTED_NAMES, text)
        elif kind == "window" and any(_UNITLESS.fullmatch(part) for part in found["window"].split(":")):
            yield Newer("ranges without a unit,", text)
        elif kind == "number" and after_offset:
            yield Newer("offsets without a unit,", f"offset {text}")
        elif kind == "duration" and not after_offset:
            yield Newer("numbers written as durations,", text)
        elif text in ("(", "{"):
            opened.append((text, before.lower()))
        elif text in (")", "}") and opened:
            opened.pop()
        before, earlier = text, before


def _names(bracket: tuple[str, str]) -> bool:
    """Whether a string at the start of an item is the name of a label or metric: in braces and in groupings."""
    sign, word = bracket
    return sign == "{" or word in _GROUPING
