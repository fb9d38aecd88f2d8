"""How diagnostics are shown: as text for people, as JSON for programs, as annotations for GitHub."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, Span

_LONGEST = 120
Reporter = Callable[[Sequence[Diagnostic]], str]


def as_text(diagnostics: Sequence[Diagnostic]) -> str:
    """`file:line:column: error: message [code]`, the rest of a long message, the line, a caret, a hint."""
    return "".join("\n".join(_drawn(each)) + "\n" for each in diagnostics)


def _drawn(each: Diagnostic) -> Iterator[str]:
    message, *more = each.message.splitlines()
    yield f"{each.span}: {each.severity}: {message} [{each.code}]"
    yield from (f"  {line}" for line in more)
    yield from _excerpt(each.span)
    for related in each.related:
        yield f"  {related.span}: {related.message}"
    if each.hint:
        yield f"  hint: {each.hint}"


def _excerpt(span: Span) -> Iterator[str]:
    """The line and a caret below the place. Long lines are cut around it; what a terminal would obey is shown as ?."""
    if not span.line:
        if span.path:
            yield f"  at {span.path}"
        return
    if not span.excerpt.strip():
        return
    shown = "".join(char if char.isprintable() else " " if char == "\t" else "?" for char in span.excerpt)
    before, meant, after = _cut(shown, span.column - 1, span.width)
    number = str(span.line)
    yield f"  {number} | {before}{meant}{after}"
    yield f"  {' ' * len(number)} | {' ' * _columns(before)}{'^' * max(1, _columns(meant))}"


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


def as_json(diagnostics: Sequence[Diagnostic]) -> str:
    return json.dumps([_data(each) for each in diagnostics], indent=2, ensure_ascii=False) + "\n"


def _data(each: Diagnostic) -> dict[str, object]:
    return {
        "code": each.code,
        "severity": each.severity.value,
        "message": each.message,
        "hint": each.hint or None,
        **_place(each.span),
        "related": [{"message": related.message, **_place(related.span)} for related in each.related],
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "line": span.line or None,
        "column": span.column or None,
        "path": span.path or None,
    }


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def as_github(diagnostics: Sequence[Diagnostic]) -> str:
    """Workflow commands, which GitHub shows at the line in the pull request."""
    return "".join(f"{_annotation(each)}\n" for each in diagnostics)


def _annotation(each: Diagnostic) -> str:
    place = {"file": each.span.file}
    if each.span.line:
        place |= {"line": str(each.span.line), "col": str(each.span.column)}
    place["title"] = f"slosmith: {each.code}"
    properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in place.items())
    message = each.message + (f"\nhint: {each.hint}" if each.hint else "")
    return f"::{_COMMANDS[each.severity]} {properties}::{_escaped(message)}"


def _escaped(text: str, more: str = "") -> str:
    """A value may not end the command it stands in: %, newlines and, in properties, `:` and `,` are encoded."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


REPORTERS: dict[str, Reporter] = {"text": as_text, "json": as_json, "github": as_github}


def counted(diagnostics: Iterable[Diagnostic]) -> str:
    """`2 errors and 1 warning`; empty when there is nothing to count."""
    amounts = dict.fromkeys(Severity, 0)
    for each in diagnostics:
        amounts[each.severity] += 1
    parts = [f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in amounts.items() if n]
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
