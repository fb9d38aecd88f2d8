"""Pages that hold a text which somebody wrote: links that lead nowhere, shell blocks that no shell understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from posixpath import basename, dirname, join, normpath, relpath
from typing import NamedTuple, assert_never

from slosmith.artifact import Artifact, RuleKey
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.markdown.read import Code, Link, anchors, code_blocks, links
from slosmith.source.document import Documents
from slosmith.tools import shell
from slosmith.tools.run import Crashed, Found, Passed, Tool, Unavailable, find
from slosmith.verify.unanswered import unanswered

_BODY = RuleKey("body", 0)
_SHELLS = frozenset({"sh", "bash", "shell"})
_FOLDER = "runbooks"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


class _Page(NamedTuple):
    """`body` is the text as it was written; `span` where it starts."""

    artifact: Artifact
    body: str
    span: Span

    def place(self, line: int, needle: str = "") -> Span:
        """A line of the body, counted from 0, and in it the needle if it is there."""
        excerpt = self.body.split("\n")[line]
        column = excerpt.find(needle) + 1 or 1
        return self.span._replace(
            line=self.span.line + line, column=column, excerpt=excerpt, width=len(needle) or len(excerpt) or 1
        )


def verify(artifacts: Sequence[Artifact], documents: Documents) -> tuple[Diagnostic, ...]:
    """`documents` are those that the texts stand in."""
    pages = list(_pages(artifacts, documents))
    return (*_links(pages, {each.path: each for each in artifacts}), *_shells(pages))


def _pages(artifacts: Sequence[Artifact], documents: Documents) -> Iterator[_Page]:
    for each in artifacts:
        origin = each.origin(_BODY) if each.path.endswith(".md") else None
        body = documents.value(origin) if origin else None
        if origin and isinstance(body, str):
            yield _Page(each, body, documents.span(origin))


def _links(pages: Sequence[_Page], artifacts: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    @cache
    def anchors_of(path: str) -> frozenset[str]:
        return anchors(artifacts[path].text)

    for page in pages:
        for link in links(page.body):
            path, _, anchor = link.target.partition("#")
            target = normpath(join(dirname(page.artifact.path), path)) if path else page.artifact.path
            if _SCHEME.match(link.target):
                continue
            if target not in artifacts:
                yield _broken(page, link, f"there is no page `{path}`", _elsewhere(path, artifacts))
            elif anchor and anchor not in anchors_of(target):
                hint = f"it has these: {', '.join(sorted(anchors_of(target))[:12])}"
                yield _broken(page, link, f"`{target}` has no anchor `{anchor}`", hint)


def _broken(page: _Page, link: Link, message: str, hint: str) -> Diagnostic:
    """Markdown tells in which paragraph a link is, and the line is found by its text."""
    lines = enumerate(page.body.split("\n"))
    line = next((at for at, text in lines if at >= link.line and link.target in text), link.line)
    return diagnose("link-broken", message, page.place(line, link.target), hint)


def _elsewhere(path: str, artifacts: Mapping[str, Artifact]) -> str:
    same = (each for each in artifacts if basename(each) == basename(path))
    found = next(same, "")
    if found:
        return f"write `{relpath(found, _FOLDER)}`: links start at the folder of the page, {_FOLDER}/"
    return "link to a page that is generated, or give the whole URL"


def _shells(pages: Sequence[_Page]) -> Iterator[Diagnostic]:
    blocks = [
        (page, block) for page in pages for block in code_blocks(page.body) if block.language in _SHELLS
    ]
    if not blocks:
        return
    tool = find("bash", shell.MINIMUM)
    if isinstance(tool, Unavailable):
        said = "the shell blocks of the playbooks were not checked"
        yield unanswered("bash", tool, said, Span(_FOLDER))
        return
    for page, block in blocks:
        yield from _judge(tool, page, block)


def _judge(tool: Tool, page: _Page, block: Code) -> Iterator[Diagnostic]:
    match shell.parse(tool, block.text):
        case Passed():
            return
        case Found() as found:
            line, message = shell.complaint(found)
            last = max(block.text.count("\n") - 1, 0)
            yield diagnose(
                "shell-syntax",
                f"bash does not parse this block: {message}",
                page.place(block.line + min(line, last)),
                "mend it, or mark the block as ```text if it is no shell; what is to be filled in is written <like this>",
            )
        case Unavailable() | Crashed() as failure:
            yield unanswered("bash", failure, "a shell block was not checked", page.place(block.line))
        case other:
            assert_never(other)
