"""Puts the Markdown that somebody wrote into a page of ours, so that it can neither break out of its place nor act."""

from __future__ import annotations

import re
from collections.abc import Callable

from slosmith.markdown.read import has_definitions, tokens

_CODE_OR_ESCAPE = re.compile(r"\\[^\w\s]|(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
# Links in angle brackets are no tags; with a backtick in them it would not be sure where code begins.
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?://|mailto:)[^\s<>`]*>)")
# Whoever renders the page should refuse these as well.
_ACTING = re.compile(r"(?<=\])\((?=\s*<?\s*(?:javascript|vbscript|data|file):)", re.IGNORECASE)
_TARGET = re.compile(r"(?<=\]\()(<?)([^\s()<>]+)")
_BRACKET = re.compile(r"(?<!\\)\[")
_DEFINITION = re.compile(r"^([\s>*+.)\d-]*)\[(?=[^\]]+\]:)")


def embedded(body: str, top: int, moved: Callable[[str], str] = str) -> list[str]:
    """The lines of the body with its highest headings at level `top`; `moved` gives the new target of a link."""
    lines = _without_definitions(body.rstrip().lstrip("\n").split("\n"))
    # Tags are read as text, since that is what they will be.
    found = tokens("\n".join(lines), html=False)
    shift = top - min((int(each.tag[1:]) for each in found if each.type == "heading_open"), default=top)
    unclosed = ""
    for token in found:
        if token.map is None:
            continue
        start, end = token.map[0], min(token.map[1], len(lines))
        if token.type == "heading_open":
            _set_heading(lines, start, end, token.markup, min(int(token.tag[1:]) + shift, 6))
        elif token.type == "inline":
            inert = _inert("\n".join(lines[start:end]), moved).split("\n")
            lines[start:end] = [*inert, *[""] * (end - start - len(inert))]
        elif token.type == "tr_open":
            # The row is cut at its bars before anything else, so no code span reaches over one.
            cells = re.split(r"(?<!\\)(\|)", lines[start])
            lines[start] = "".join(_inert(each, moved) for each in cells)
        elif token.type == "fence" and token.level == 0 and end == len(lines):
            unclosed = "" if _closes(token.markup, lines[-1]) and end - start > 1 else token.markup
    return [*lines, unclosed] if unclosed else lines


def _without_definitions(lines: list[str]) -> list[str]:
    """Text instead of names for links: the names of one body would hold in all others."""
    lines = _outside_blocks(lines, _DEFINITION, r"\1\\[")
    # A name may be written over several lines, which nobody does who means well.
    return _outside_blocks(lines, _BRACKET, r"\\[") if has_definitions("\n".join(lines)) else lines


def _outside_blocks(lines: list[str], pattern: re.Pattern[str], literal: str) -> list[str]:
    code = {
        line
        for token in tokens("\n".join(lines), html=False)
        if token.type in ("fence", "code_block") and token.map
        for line in range(*token.map)
    }
    return [line if at in code else pattern.sub(literal, line) for at, line in enumerate(lines)]


def _closes(fence: str, line: str) -> bool:
    return bool(re.fullmatch(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}\s*", line))


def _set_heading(lines: list[str], start: int, end: int, markup: str, level: int) -> None:
    """In place, line by line, so that what follows keeps its lines."""
    if markup.startswith("#"):
        lines[start] = re.sub(r"#+", "#" * level, lines[start], count=1)
        return
    lines[start] = f"{'#' * level} {' '.join(line.strip() for line in lines[start : end - 1])}"
    lines[start + 1 : end] = [""] * (end - start - 1)


def _inert(text: str, moved: Callable[[str], str]) -> str:
    pieces, end = [], 0
    for literal in _CODE_OR_ESCAPE.finditer(text):
        # On one line, for a tag at the start of a line ends any paragraph, and the code with it.
        pieces += [_outside_code(text[end : literal.start()], moved), literal[0].replace("\n", " ")]
        end = literal.end()
    return "".join((*pieces, _outside_code(text[end:], moved)))


def _outside_code(text: str, moved: Callable[[str], str]) -> str:
    text = _ACTING.sub(r"\\(", _TAG.sub("&lt;", text))
    return _TARGET.sub(lambda found: found[1] + moved(found[2]), text)
