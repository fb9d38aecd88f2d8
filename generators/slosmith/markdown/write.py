"""Pieces of Markdown from text that may hold anything: what comes from a spec is escaped, and prints as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

# Backticks are taken as they are meant: people write `names` in the texts of a spec, and within them all is literal.
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
# An underscore within a word, a `<` before a number and an ampersand between spaces are what they look like.
_SPECIAL = re.compile(r"[\\`*\[\]|]|~~|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w+;)")
_AT_START = re.compile(r"(\d*)(?=[#>+=~-]|(?<=\d)[.)])")
_SPACE = re.compile(r"\s+")


def inline(text: str) -> str:
    """Text on one line; code spans stay what they are."""
    text = _SPACE.sub(" ", text).strip()
    pieces, end = [], 0
    for span in CODE_SPAN.finditer(text):
        pieces += [_escaped(text[end : span.start()]), span[0]]
        end = span.end()
    return "".join((*pieces, _escaped(text[end:])))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", text)


def paragraph(text: str) -> str:
    """Text that stands at the start of a line, where some characters begin a list, a heading or a quotation."""
    said = inline(text)
    start = _AT_START.match(said)
    return said if start is None else f"{start[0]}\\{said[start.end() :]}"


def code(text: str) -> str:
    """A code span, with as many backticks as it takes."""
    text = _SPACE.sub(" ", text).strip()
    if not text:
        return ""
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{fence}{space}{text}{space}{fence}"


def fenced(text: str, language: str = "") -> Iterator[str]:
    """The lines of a code block."""
    fence = "`" * max(3, _longest_run(text) + 1)
    yield f"{fence}{language}"
    yield from text.rstrip("\n").split("\n")
    yield fence


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def cell(markdown: str) -> str:
    """Markdown within a table: a bar would end the cell, also within a code span."""
    text = CODE_SPAN.sub(_code_with_bars, markdown.replace("\n", " "))
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text)


def _code_with_bars(span: re.Match[str]) -> str:
    """In a table `\\|` is a bar even in code, so that a backslash before a bar has no way to be written in it."""
    if "\\|" not in span[0]:
        return span[0]
    inside = re.sub(r"[^\w\s]|_", lambda sign: f"&#{ord(sign[0])};", span[2])
    return f"<code>{inside}</code>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table of Markdown texts, with an empty line around it. Without rows there is none."""
    lines = [f"| {' | '.join(map(cell, row))} |" for row in rows]
    if lines:
        yield ""
        yield f"| {' | '.join(map(cell, head))} |"
        yield "|" + "---|" * len(head)
        yield from lines
        yield ""


def heading(level: int, text: str, anchor: str = "") -> Iterator[str]:
    """A heading with an empty line around it; the anchor is a promise to those who link to it."""
    yield ""
    if anchor:
        yield f'<a id="{anchor}"></a>'
        yield ""
    yield f"{'#' * min(level, 6)} {inline(text)}"
    yield ""


def link(text: str, target: str) -> str:
    """`target` is one of our own: a path with an anchor, or a URL that the spec was checked for."""
    return f"[{inline(text)}](<{target}>)" if re.search(r"[\s()]", target) else f"[{inline(text)}]({target})"


def anchor_of(*names: str) -> str:
    """`slo-chain-001`, of names that hold letters, digits and `-_.` only."""
    return "-".join(names).lower()


def document(lines: Iterable[str]) -> str:
    """The text of a file: one empty line where there were several, none at either end."""
    text, blank, fence = [], True, ""
    for line in lines:
        marks = re.match(r" *(`{3,}|~{3,})", line)
        if fence or line.strip():
            text.append(line)
        elif not blank:
            text.append("")
        blank = not line.strip() and not fence
        if marks and not fence:
            fence = marks[1]
        elif fence and re.fullmatch(rf" *{fence[0]}{{{len(fence)},}}\s*", line):
            fence = ""
    return "\n".join(text).rstrip("\n") + "\n"
