"""`accept`: warnings that somebody decided to live with, and those entries that silence nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.origin import Path
from slosmith.source.document import Document, Place, Value, enclosing


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


class _Index(NamedTuple):
    """By code and place, None for everywhere: the number of the first entry. `longest` is the longest path as text."""

    places: Mapping[tuple[str, Place | None], int]
    longest: int


def settle(
    diagnostics: Iterable[Diagnostic], documents: Iterable[Document], everywhere: Iterable[Document] = ()
) -> tuple[tuple[Diagnostic, ...], tuple[Accepted, ...]]:
    """What remains to be said, and what was accepted; what the documents `everywhere` accept may be found anywhere."""
    entries = [entry for document in documents for entry in _entries(document, document.data, ())]
    entries += [
        entry._replace(owners=()) for document in everywhere for entry in _own(document, document.data, ())
    ]
    index = _index(entries)
    used: set[int] = set()
    remaining, accepted = [], []
    for each in diagnostics:
        number = _silencing(each, index)
        if number is None:
            remaining.append(each)
        else:
            used.add(number)
            accepted.append(Accepted(each, entries[number].reason, entries[number].span))
    unused = [_unused(entry) for number, entry in enumerate(entries) if number not in used]
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


def _index(entries: Sequence[_Entry]) -> _Index:
    places: dict[tuple[str, Place | None], int] = {}
    for number, entry in enumerate(entries):
        for owner in entry.owners or (None,):
            places.setdefault((entry.code, owner), number)
    return _Index(places, max((len(place.path) for _, place in places if place is not None), default=0))


def _silencing(diagnostic: Diagnostic, index: _Index) -> int | None:
    """The number of the first entry whose object encloses the place of a warning; errors and notes cannot be accepted."""
    if diagnostic.severity is not Severity.WARNING:
        return None
    span = diagnostic.span
    places = (None, *(Place(span.file, span.document, path) for path in enclosing(span.path, index.longest)))
    found = (index.places.get((diagnostic.code, place)) for place in places)
    return min((number for number in found if number is not None), default=None)


def _unused(entry: _Entry) -> Diagnostic:
    return diagnose(
        "accept-unused",
        f"there is no warning `{entry.code}` to accept here",
        entry.span,
        "remove the entry, or put it on the object that the warning is about",
    )
