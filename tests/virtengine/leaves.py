"""Takes a spec apart: each leaf of it, and the handbook of the spec without that leaf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from slosmith.checks import check_spec
from slosmith.diagnostics import errors
from slosmith.origin import Path, path_text
from slosmith.plan.build import build_plan
from slosmith.source import Document
from slosmith.spec import read_spec
from slosmith.targets import TARGET_NAMES, handbook
from tests.plans import written

# What a leaf that must be there is replaced with: the first that the spec language takes.
_OTHERS = ("Something Else", "something-else", "50%", "2h", "45d", "page", "code", "gauge", "1.2.3", "up", 7)


class Leaf(NamedTuple):
    """A scalar of a document, or a line of the text below its front matter."""

    document: Document
    path: Path
    line: int | None = None

    def __str__(self) -> str:
        line = "" if self.line is None else f", line {self.line}"
        return f"{self.document.file}: {path_text(self.path)}{line}"


class Part(NamedTuple):
    """A document reduced to one SLO or alert, which is quicker; each leaf of it with what it is in the whole document."""

    document: Document
    leaves: tuple[tuple[Leaf, Leaf], ...]


def parts(document: Document) -> Iterator[Part]:
    """Together they have every leaf once. What holds for a whole service is removed from the whole of it."""
    data: Any = document.data
    listed = [key for key in ("slos", "alerts") if key in data]
    yield Part(document, tuple((leaf, leaf) for leaf in leaves(document) if leaf.path[0] not in listed))
    for key in listed:
        for index, each in enumerate(data[key]):
            around = {name: value for name, value in data.items() if name not in listed}
            part = replace(document, data={**around, key: [each]})
            inside = (leaf for leaf in leaves(part) if leaf.path[0] == key)
            yield Part(
                part,
                tuple((leaf, Leaf(document, (key, index, *leaf.path[2:]), leaf.line)) for leaf in inside),
            )


def leaves(document: Document) -> Iterator[Leaf]:
    for path, value in _scalars(document.data, ()):
        if path == ("body",):
            yield from (
                Leaf(document, path, at) for at, text in enumerate(str(value).split("\n")) if text.strip()
            )
        elif path not in (("apiVersion",), ("kind",)):
            yield Leaf(document, path)


def _scalars(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _scalars(inner, (*path, key))
    else:
        yield path, value


def handbook_of(documents: Sequence[Document]) -> str | None:
    """None if the spec is refused, which nobody can overlook."""
    spec, complaints = read_spec(documents)
    if complaints:
        return None
    try:
        [page] = written(build_plan(spec, TARGET_NAMES), handbook.TARGET)
    except (KeyError, StopIteration, ValueError):
        assert errors(check_spec(spec)), "what the checks let through has a handbook"
        return None
    return page.text


def without(leaf: Leaf, documents: Sequence[Document]) -> str | None:
    """The handbook of the documents without the leaf, or with something else in its place if it must be there."""
    for data in _changed(leaf):
        changed = [replace(each, data=data) if each is leaf.document else each for each in documents]
        text = handbook_of(changed)
        if text is not None:
            return text
    return None


def _changed(leaf: Leaf) -> Iterator[Any]:
    for other in (None, *_OTHERS):
        data = deepcopy(leaf.document.data)
        around: Any = data
        for part in leaf.path[:-1]:
            around = around[part]
        last: Any = leaf.path[-1]
        if leaf.line is not None:
            lines = around[last].split("\n")
            del lines[leaf.line]
            around[last] = "\n".join(lines)
        elif other is None:
            del around[last]
        else:
            around[last] = other
        yield data
