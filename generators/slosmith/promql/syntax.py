"""PromQL text as the tree of promql-parser: the one place where that library is asked to parse."""

from __future__ import annotations

import re
from typing import Any

import promql_parser as pp

from slosmith.matching.matcher import quoted
from slosmith.promql.strings import QUOTED

# Strings of the other kinds and comments are skipped whole.
_RAW = re.compile(rf"({QUOTED}|\#[^\n]*)|`([^`]*)`")
_SELECTED = rf"\{{(?:{QUOTED}|`[^`]*`|[^{{}}\"'`])*\}}"
_DEEPER = re.compile(
    rf"{_SELECTED}|{QUOTED}|`[^`]*`|\#[^\n]*|(?P<deeper>[-+*/%^<>=!(\[]|\b(?:and|or|unless|atan2)\b)"
)
# The library descends once for each operator and parenthesis, and crashes when there are some thousands.
_DEEPEST = 250
TOO_DEEP = f"more than {_DEEPEST} operators and parentheses are more than slosmith takes"


class Unsupported(Exception):
    """A part of PromQL that is not computed with here; the reason is for people."""


def known_tree(source: str) -> Any:
    """As `syntax_tree`, for PromQL that only promtool has judged. Raises Unsupported."""
    try:
        return syntax_tree(source)
    except ValueError as fault:
        raise Unsupported("its PromQL is newer than what slosmith reads") from fault


def syntax_tree(source: str) -> Any:
    """Raises ValueError with the library's reason, or one that protects from it."""
    if len(source) > _DEEPEST and sum(1 for found in _DEEPER.finditer(source) if found["deeper"]) > _DEEPEST:
        raise ValueError(TOO_DEEP)
    return pp.parse(_RAW.sub(lambda match: match[1] or quoted(match[2]), source) if "`" in source else source)
