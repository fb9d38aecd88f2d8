"""What a document says, fact by fact: its cells, items, commands, lines and expressions, each with the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark").enable("table")


class Block(NamedTuple):
    """A row has several texts, everything else one. `kind` is heading, row, text, line (of code) or the language of a whole block."""

    path: tuple[str, ...]
    kind: str
    texts: tuple[str, ...]


def normal(text: str) -> str:
    """Without Markdown's marks, and all white space as one space."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*(?:[-*+]|\d+\.|#+)\s+(?:\[[ x]\]\s+)?", "", text)
    return " ".join(re.sub(r"[*`|]|&nbsp;", " ", text).split()).replace(" :", ":")


def blocks(document: str) -> list[Block]:
    """Section by section, since most sections of two handbooks are the same."""
    found: list[Block] = []
    path: tuple[str, ...] = ()
    for section in _sections(document):
        for block in _blocks(section):
            if block.kind == "heading":
                level = int(block.path[0])
                path = (*path[: level - 1], *("" for _ in range(level - 1 - len(path))), block.texts[0])
                found.append(Block(path[:-1], "heading", block.texts))
            else:
                found.append(block._replace(path=path))
    return found


def _sections(document: str) -> Iterator[str]:
    lines: list[str] = []
    fence = ""
    for line in document.splitlines():
        mark = re.match(r" *(`{3,})", line)
        if not fence and line.startswith("#") and lines:
            yield "\n".join(lines)
            lines = []
        if mark and (not fence or line.strip() == fence):
            fence = "" if fence else mark[1]
        lines.append(line)
    yield "\n".join(lines)


@lru_cache(maxsize=8192)
def _blocks(section: str) -> tuple[Block, ...]:
    found: list[Block] = []
    row: list[str] = []
    tokens = _PARSER.parse(section)
    cells = False
    for at, token in enumerate(tokens):
        match token.type:
            case "heading_open":
                found.append(Block((token.tag[1:],), "heading", (_plain(tokens[at + 1]),)))
            case "tr_open":
                row, cells = [], True
            case "tr_close":
                found.append(Block((), "row", tuple(row)))
                cells = False
            case "inline" if cells:
                row.append(_plain(token))
            case "inline" if tokens[at - 1].type != "heading_open":
                found += (Block((), "text", (normal(line),)) for line in _plain(token).split("\n"))
            case "fence" | "code_block":
                language = token.info.strip()
                # A quotation is told by where it stands; elsewhere `text` marks what is to be pasted.
                kind = {"": "code", "text": "quotation"}.get(language, language)
                found.append(Block((), kind, (token.content,)))
                found += (Block((), "line", (line,)) for line in _code_lines(token.content))
            case _:
                pass
    return tuple(found)


def _code_lines(text: str) -> Iterator[str]:
    return (" ".join(line.split()) for line in text.splitlines() if line.strip())


def _plain(token: Token) -> str:
    said = ""
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            said += child.content
        elif child.type.endswith("break"):
            said += "\n"
    return said


class Fact(NamedTuple):
    """Something that the document says, below these headings."""

    path: tuple[str, ...]
    kind: str
    texts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{' > '.join(self.path)}: {self.kind}: {' | '.join(self.texts)}"


def facts(document: str) -> Iterator[Fact]:
    """In the order of the document, as often as it says them."""
    seen: set[str] = set()
    for block in blocks(document):
        path = block.path[1:]
        match block.kind:
            case "promql":
                yield Fact(path, "expression", (" ".join(block.texts[0].split()),))
                seen.update(_code_lines(block.texts[0]))
            case "yaml":
                yield from _alerts(path, block.texts[0])
                seen.update(_code_lines(block.texts[0]))
            case "line" if block.texts[0] in seen:
                # A part of the expression or the alert that was just told.
                continue
            case "heading" | "row" | "text" | "line":
                yield Fact(path, block.kind, block.texts)
            case _:
                # The lines of a block are told one by one.
                continue


def _alerts(path: tuple[str, ...], text: str) -> Iterator[Fact]:
    for line in text.splitlines():
        if line.strip().startswith("#"):
            yield Fact(path, "comment", (line.strip(),))
    for group in yaml.safe_load(text)["groups"]:
        for rule in group["rules"]:
            where = (*path, rule["alert"])
            yield Fact(where, "group", (group["name"],))
            yield Fact(where, "alert", (rule["alert"],))
            yield Fact(where, "expr", (rule["expr"],))
            yield Fact(where, "for", (rule["for"],))
            for part in ("labels", "annotations"):
                for name, value in rule.get(part, {}).items():
                    yield Fact(where, part, (name, value))
