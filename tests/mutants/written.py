"""Faults in PromQL that somebody wrote. It stays text, and is changed word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from slosmith.promql.parsed import Parsed, parse

COMPARISONS = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "!=", "!=": "=="}
OPPOSITES = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
OTHERS = {"sum": "max", "max": "sum", "min": "max", "avg": "max", "count": "sum"}
_WORD = re.compile(
    r"""
    (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`)
    |(?P<comment>\#[^\n]*)
    |(?P<duration>(?:\d+(?:ms|[smhdwy]))+(?![\w.]))
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![\w.]))
    |(?P<name>[A-Za-z_:][\w:.]*)
    |(?P<operator>=~|!~|!=|==|>=|<=|[=<>+\-*/%^])
    |(?P<other>[^\s])
    """,
    re.VERBOSE,
)


class Word(NamedTuple):
    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def replaced(self, source: str, text: str) -> str:
        return source[: self.start] + text + source[self.end :]


def words(source: str) -> list[Word]:
    """Without comments."""
    found = (Word(str(each.lastgroup), each[0], each.start()) for each in _WORD.finditer(source))
    return [each for each in found if each.kind != "comment"]


def matchers(source: str) -> Iterator[tuple[str, str]]:
    """One matcher gone, or turned into its opposite."""
    found = words(source)
    for place, (operator, value) in enumerate(pairwise(found)):
        if operator.text in OPPOSITES and value.kind == "string":
            label, opposite = found[place - 1], OPPOSITES[operator.text]
            printed = source[label.start : value.end]
            yield f"{printed} is {opposite}", operator.replaced(source, opposite)
            last = found[place + 2] if found[place + 2].text == "," else value
            yield f"{printed} is gone", source[: label.start] + source[last.end :]


def metrics(source: str) -> Iterator[tuple[str, str]]:
    """Another metric that nobody exports."""
    parsed = parse(source)
    read = {each.metric for each in parsed.reads} if isinstance(parsed, Parsed) else set()
    for word in words(source):
        if word.text in read:
            yield f"{word.text} is another metric", word.replaced(source, f"{word.text}_x")


def aggregations(source: str) -> Iterator[tuple[str, str]]:
    for word, following in pairwise(words(source)):
        if word.text in OTHERS and following.text in ("(", "by", "without"):
            other = OTHERS[word.text]
            yield f"{word.text} is {other}", word.replaced(source, other)


def comparisons(source: str) -> Iterator[tuple[str, str]]:
    for word, following in pairwise(words(source)):
        if word.text in COMPARISONS and following.kind != "string":
            turned = COMPARISONS[word.text]
            yield f"`{word.text} {following.text}` is `{turned}`", word.replaced(source, turned)
