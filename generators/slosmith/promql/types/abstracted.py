"""An expression without the values of its matchers, so that thousands that differ only in those are judged once."""

from __future__ import annotations

import re
from functools import lru_cache

from slosmith.matching.regex import accepts
from slosmith.promql.strings import QUOTED

# Strings outside of braces are skipped whole.
_BRACES = re.compile(rf"{QUOTED}|(?P<braces>\{{(?:{QUOTED}|[^{{}}\"'])*\}})")
_MATCHER = re.compile(rf"(?P<label>[\w.:]+|{QUOTED})(?P<operator>\s*(?:=~|!~|!=|=)\s*)(?P<value>{QUOTED})")
_MARK = "§"
# Their values mean something: bounds have an order, and metrics a kind.
_MEANINGFUL = frozenset({"le", "__name__"})
_PLAIN = frozenset({'""', "''", '".*"', '".+"'})


def abstracted(source: str) -> str:
    """Each value by a mark, the same values by the same mark; whether a regular expression accepts "" shows in the mark.

    What is known of the one is known of the other, as no rule looks at a value except to compare it with another.
    """
    if "{" not in source or "`" in source or _MARK in source:
        return source
    marks: dict[str, str] = {}
    try:
        return _BRACES.sub(lambda match: _braces(match[0], marks) if match["braces"] else match[0], source)
    except _Repeated:
        return source


class _Repeated(Exception):
    """Matchers of one label may contradict each other, and only their values say so."""


def _braces(text: str, marks: dict[str, str]) -> str:
    seen: set[str] = set()

    def replaced(match: re.Match[str]) -> str:
        label, operator, value = match["label"], match["operator"], match["value"]
        if label in seen:
            raise _Repeated
        seen.add(label)
        if label in _MEANINGFUL or label[0] in "\"'" or value in _PLAIN:
            return match[0]
        mark = marks.setdefault(value, f"{_MARK}{len(marks)}")
        return f'{label}{operator}"{mark}{"|" if "~" in operator and _accepts_nothing(value) else ""}"'

    return _MATCHER.sub(replaced, text)


@lru_cache(maxsize=65536)
def _accepts_nothing(quoted: str) -> bool:
    """Whether a quoted regular expression accepts the empty text; escapes of the string change nothing in that."""
    return accepts(quoted[1:-1].replace("\\\\", "\\"), "")
