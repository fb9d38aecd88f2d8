"""Diagnostics as text for people: the place, what is wrong, the line with a caret below it, a hint."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from slosmith.diagnostics import Diagnostic, Span
from slosmith.printable import drawable
from slosmith.report.secrets import masked

_LONGEST = 120


def as_text(diagnostics: Sequence[Diagnostic]) -> str:
    """`file:line:column: error: message [code]`, the details, the line, a caret, a hint."""
    return "".join("\n".join(_drawn(each)) + "\n" for each in diagnostics)


def _drawn(each: Diagnostic) -> Iterator[str]:
    yield f"{each.span}: {each.severity}: {each.message} [{each.code}]"
    yield from (f"  {line}" for line in each.details.splitlines())
    yield from _excerpt(each.span)
    for related in each.related:
        yield f"  {related.span}: {related.message}"
    if each.hint:
        yield f"  hint: {each.hint}"


def _excerpt(span: Span) -> Iterator[str]:
    """The line and a caret below the place. Long lines are cut around it."""
    if not span.line:
        if span.path:
            yield f"  at {span.path}"
        return
    if not span.excerpt or span.excerpt.isspace():
        return
    before, meant, after = _cut(_shown(span.excerpt), span.column - 1, span.width)
    number = str(span.line)
    yield f"  {number} | {before}{meant}{after}"
    yield f"  {' ' * len(number)} | {' ' * _columns(before)}{'^' * max(1, _columns(meant))}"


# One long line may hold thousands of mistakes.
@lru_cache(maxsize=16)
def _shown(line: str) -> str:
    return drawable(masked(line))


def _cut(line: str, start: int, width: int) -> tuple[str, str, str]:
    """The text before what is meant, what is meant, and the text after it; … stands for what did not fit."""
    left = max(0, start - 80) if len(line) > _LONGEST else 0
    right = min(len(line), left + _LONGEST)
    before, meant, after = (
        line[left:start],
        line[start : min(start + width, right)],
        line[start + width : right],
    )
    return ("…" if left else "") + before, meant, after + ("…" if right < len(line) else "")


def _columns(text: str) -> int:
    """The room that a terminal needs: two columns for an ideograph, none for an accent on another character."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)
