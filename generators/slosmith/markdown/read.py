"""What Markdown says: its headings, its code blocks and its links, each with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


class Heading(NamedTuple):
    """`line` counts from 0, as all lines here do."""

    level: int
    text: str
    line: int


class Code(NamedTuple):
    """A fenced block; `line` is that of its first line of code."""

    language: str
    text: str
    line: int


class Link(NamedTuple):
    """`line` is where the paragraph of the link starts."""

    target: str
    line: int


@cache
def _parser(html: bool) -> MarkdownIt:
    # Not at the top: a run without playbooks has no use for it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": html}).enable("table")


def tokens(text: str, *, html: bool = True) -> list[Token]:
    """Without `html` a tag is text like any other."""
    return _parser(html).parse(text)


def has_definitions(text: str) -> bool:
    """Whether it gives names to links, as in `[name]: target`; they hold for a whole page and leave no token."""
    environment: dict[str, Any] = {}
    _parser(False).parse(text, environment)
    return bool(environment.get("references"))


def headings(text: str) -> Iterator[Heading]:
    found = tokens(text)
    for opened, inside in pairwise(found):
        if opened.type == "heading_open" and opened.map:
            yield Heading(int(opened.tag[1:]), plain(inside), opened.map[0])


def code_blocks(text: str) -> Iterator[Code]:
    for token in tokens(text):
        if token.type == "fence" and token.map:
            yield Code(token.info.strip().split(" ")[0].lower(), token.content, token.map[0] + 1)


def links(text: str) -> Iterator[Link]:
    for token in tokens(text):
        for child in token.children or ():
            target = child.attrs.get("href") or child.attrs.get("src")
            if isinstance(target, str) and token.map:
                yield Link(target, token.map[0])


def anchors(text: str) -> frozenset[str]:
    """Those that are written, and those that Git forges give to headings."""
    written = {name for token in tokens(text) for name in re.findall(r'<a id="([^"]*)">', _html(token))}
    slugs: dict[str, int] = {}
    found = set()
    for each in headings(text):
        slug = re.sub(r"[^\w\- ]", "", each.text.lower()).replace(" ", "-")
        count = slugs.get(slug, 0)
        slugs[slug] = count + 1
        found.add(f"{slug}-{count}" if count else slug)
    return frozenset(written | found)


def plain(token: Token) -> str:
    """The words of an inline token, without marks."""
    said = {"text", "code_inline"}
    return "".join(
        each.content if each.type in said else " " if each.type.endswith("break") else ""
        for each in token.children or ()
    )


def _html(token: Token) -> str:
    inside = "".join(each.content for each in token.children or () if each.type == "html_inline")
    return inside or (token.content if token.type == "html_block" else "")
