"""Lays an environment over the documents of the base: finds what it speaks of, and says what it speaks of in vain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.environments.overlaid import Change, overlaid
from slosmith.source import Document, Path, Value
from slosmith.spec import API_VERSION, KINDS, written_kind
from slosmith.spec.project import default_project
from slosmith.spec.spelling import did_you_mean

# The sections of an environment that are about one document, and its kind.
_WHOLE = {"project": "Project", "oncall": "OnCall"}
# Those that are about objects of services: what one is called, and the key that it is known by.
_NAMED = {"services": ("service", "name"), "slos": ("SLO", "id"), "alerts": ("hand-written alert", "name")}

# The number of a document that is in no file.
_NOWHERE = -1


class Applied(NamedTuple):
    """The documents as they are in the environment, and what is wrong with it."""

    documents: tuple[Document, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Found(NamedTuple):
    """An object of the base: the number of its document, and where in it."""

    document: int
    path: Path


def apply(environment: Document, documents: Sequence[Document]) -> Applied:
    """An environment that was read as one, over the documents of the base, which stay as they are."""
    said = environment.data
    assert isinstance(said, dict)
    documents = [*documents, *_absent(environment, documents)]
    changes: dict[int, list[Change]] = {}
    found: list[Diagnostic] = []
    # A document whose kind is misspelt may hold what an environment speaks of.
    readable = all(written_kind(each) in KINDS for each in documents)
    for section, kind in _WHOLE.items():
        if section in said:
            first = next(n for n, each in enumerate(documents) if written_kind(each) == kind)
            changes.setdefault(first, []).append(Change((), (section,)))
    for section, (what, key) in _NAMED.items():
        known = _known(documents, section, key)
        for name in _mapping(said.get(section)):
            if name not in known and readable:
                found.append(_unknown(what, name, known, environment.span((section, name), key=True)))
            for number, path in known.get(name, ()):
                changes.setdefault(number, []).append(Change(path, (section, name)))
    for number, each in changes.items():
        merged = overlaid(documents[number], environment, each)
        documents[number] = merged.document
        found += [_idle(environment, place) for place in merged.idle]
    return Applied(tuple(documents), tuple(dict.fromkeys(found)))


def _absent(environment: Document, documents: Sequence[Document]) -> Iterator[Document]:
    """What the environment speaks of and the base leaves to its defaults, as an empty document."""
    for section, kind in _WHOLE.items():
        if section in _mapping(environment.data) and not any(
            written_kind(each) == kind for each in documents
        ):
            data: dict[str, Value] = {"apiVersion": API_VERSION, "kind": kind}
            if kind == "Project":
                data["name"] = default_project().name
            yield _unwritten(environment, section, data)


def _unwritten(environment: Document, section: str, data: Value) -> Document:
    """A document that nobody wrote: all of it is where the environment speaks of it."""

    def locate(path: Path, key: bool) -> tuple[int, int, int]:
        return environment.locate((section,), True)

    return Document(environment.file, environment.text, data, locate, _NOWHERE)


def _known(documents: Sequence[Document], section: str, key: str) -> dict[str, list[_Found]]:
    """The objects that a section may speak of, by what they are known by. Several alerts may share a name."""
    known: dict[str, list[_Found]] = {}
    for number, document in enumerate(documents):
        if written_kind(document) != "Service":
            continue
        for path, each in _objects(document.data, section):
            if isinstance(name := _mapping(each).get(key), str):
                known.setdefault(name, []).append(_Found(number, path))
    return known


def _objects(service: Value, section: str) -> Iterator[tuple[Path, Value]]:
    if section == "services":
        yield (), service
        return
    listed = _mapping(service).get(section)
    yield from (((section, n), each) for n, each in enumerate(listed if isinstance(listed, list) else ()))


def _mapping(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _unknown(what: str, name: str, known: Mapping[str, object], place: Span) -> Diagnostic:
    hint = did_you_mean(name, known) or f"known: {', '.join(sorted(known)[:12]) or 'none'}"
    return diagnose("unknown-reference", f"there is no {what} `{name}`", place, hint)


def _idle(environment: Document, place: Path) -> Diagnostic:
    nothing = environment.value(place) is None
    said = (
        "the base has nothing here for null to take away" if nothing else "this is what the base says already"
    )
    hint = "remove it: an environment holds what differs"
    return diagnose("overlay-idle", said, environment.span(place), hint)
