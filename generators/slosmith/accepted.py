"""`accept`: warnings that somebody decided to live with, and those entries that silence nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.source.document import Document, Path, Value, path_text


class Accepted(NamedTuple):
    """A warning that is silenced, and why."""

    diagnostic: Diagnostic
    reason: str


class _Entry(NamedTuple):
    """An `accept` entry: the object that holds it, as text of its path, and its own place."""

    document: Document
    owner: str
    code: str
    reason: str
    path: Path


def settle(
    diagnostics: Iterable[Diagnostic], documents: Iterable[Document]
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """What remains to be said, and what was accepted."""
    entries = [entry for document in documents for entry in _entries(document, document.data, ())]
    used: set[int] = set()
    remaining, accepted = [], []
    for each in diagnostics:
        index = _silencing(each, entries)
        if index is None:
            remaining.append(each)
        else:
            used.add(index)
            accepted.append(Accepted(each, entries[index].reason))
    unused = [_unused(entry) for index, entry in enumerate(entries) if index not in used]
    return (*remaining, *unused), tuple(accepted)


def _entries(document: Document, value: Value, path: Path) -> Iterator[_Entry]:
    if isinstance(value, dict):
        listed = value.get("accept")
        for index, each in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(each, dict):
                owner, place = path_text(path), (*path, "accept", index)
                yield _Entry(document, owner, str(each.get("code")), str(each.get("reason")), place)
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key != "accept":
                yield from _entries(document, inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield from _entries(document, inner, (*path, index))


def _silencing(diagnostic: Diagnostic, entries: Sequence[_Entry]) -> int | None:
    """Which entry's object encloses the place of a warning; errors and notes cannot be accepted."""
    if diagnostic.severity is not Severity.WARNING:
        return None
    place = diagnostic.span
    for index, entry in enumerate(entries):
        if entry.code != diagnostic.code or (place.file, place.document) != (
            entry.document.file,
            entry.document.number,
        ):
            continue
        if (
            not entry.owner
            or place.path == entry.owner
            or place.path.startswith((entry.owner + ".", entry.owner + "["))
        ):
            return index
    return None


def _unused(entry: _Entry) -> Diagnostic:
    return diagnose(
        "accept-unused",
        f"there is no warning `{entry.code}` to accept here",
        entry.document.span((*entry.path, "code")),
        "remove the entry, or put it on the object that the warning is about",
    )
