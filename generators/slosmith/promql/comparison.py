"""Takes a comparison with a number apart, as text, so that a chart can draw both sides: `max(x) > 100`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from slosmith.promql.parsed import Parsed, parse


class Comparison(NamedTuple):
    """`left operator value`; `left` is as it was written."""

    left: str
    operator: str
    value: Decimal


_TOKEN = re.compile(
    r"""(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)
    |(?P<comment>\#[^\n]*)
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<operator>>=|<=|==|!=|>|<)
    |(?P<word>[A-Za-z_:][A-Za-z0-9_:]*)
    |(?s:.)""",
    re.VERBOSE,
)
# What binds more weakly than a comparison, or changes what it gives.
_WEAKER = frozenset({"and", "or", "unless", "bool", "on", "ignoring"})


def split_comparison(source: str) -> Comparison | None:
    """None if the expression as a whole is no comparison of a vector with a number that stands to its right."""
    found: list[re.Match[str]] = []
    depth = 0
    for token in _TOKEN.finditer(source):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif depth == 0 and token.lastgroup == "operator":
            found.append(token)
        elif depth == 0 and token.lastgroup == "word" and token[0].lower() in _WEAKER:
            return None
    return _split(source, found[0]) if len(found) == 1 else None


def _split(source: str, operator: re.Match[str]) -> Comparison | None:
    left = source[: operator.start()].strip()
    try:
        value = Decimal(source[operator.end() :].strip())
    except InvalidOperation:
        return None
    parsed = parse(left)
    if not value.is_finite() or not isinstance(parsed, Parsed) or parsed.kind != "vector":
        return None
    return Comparison(left, operator[0], value)
