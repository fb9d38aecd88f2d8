"""`accept`: warnings that somebody decided to live with, and those entries that silence nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.origin import Path
from slosmith.source.document import Document, Place, Value


class Accepted(NamedTuple):
    """A warning that is silenced, why, and where that is written."""

    diagnostic: Diagnostic
    reason: str
    entry: Span


class _Entry(NamedTuple):
    """An `accept` entry and its own path; `owners` are all places of the object that it is for, none when it is for everything."""

    document: Document
    owners: tuple[Place, ...]
    code: str
    reason: str
    path: Path

    @property
    def span(self) -> Span:
        return self.document.span((*self.path, "code"))


def settle(
    diagnostics: Iterable[Diagnostic], documents: Iterable[Document], everywhere: Iterable[Document] = ()
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """What remains to be said, and what was accepted; what the documents `everywhere` accept may be found anywhere."""
    entries = [entry for document in documents for entry in _entries(document, document.data, ())]
    entries += [
        entry._replace(owners=()) for document in everywhere for entry in _own(document, document.data, ())
    ]
    used: set[int] = set()
    remaining, accepted = [], []
    for each in diagnostics:
        index = _silencing(each, entries)
        if index is None:
            remaining.append(each)
        else:
            used.add(index)
            accepted.append(Accepted(each, entries[index].reason, entries[index].span))
    unused = [_unused(entry) for index, entry in enumerate(entries) if index not in used]
    return (*remaining, *unused), tuple(accepted)


def _entries(document: Document, value: Value, path: Path) -> Iterator[_Entry]:
    if isinstance(value, dict):
        yield from _own(document, value, path)
        for key, inner in value.items():
            if isinstance(inner, dict | list) and key != "accept":
                yield from _entries(document, inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            if isinstance(inner, dict | list):
                yield from _entries(document, inner, (*path, index))


def _own(document: Document, value: Value, path: Path) -> Iterator[_Entry]:
    """What the object itself accepts."""
    listed = value.get("accept") if isinstance(value, dict) else None
    for index, each in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(each, dict):
            place = (*path, "accept", index)
            yield _Entry(
                document, document.places(path), str(each.get("code")), str(each.get("reason")), place
            )


def _silencing(diagnostic: Diagnostic, entries: Sequence[_Entry]) -> int | None:
    """Which entry's object encloses the place of a warning; errors and notes cannot be accepted."""
    if diagnostic.severity is not Severity.WARNING:
        return None
    for index, entry in enumerate(entries):
        if entry.code == diagnostic.code and (
            not entry.owners or any(each.holds(diagnostic.span) for each in entry.owners)
        ):
            return index
    return None


def _unused(entry: _Entry) -> Diagnostic:
    return diagnose(
        "accept-unused",
        f"there is no warning `{entry.code}` to accept here",
        entry.span,
        "remove the entry, or put it on the object that the warning is about",
    )
