"""A document with what an environment changes in it; every value still knows the file that it was written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from slosmith.diagnostics import Span
from slosmith.origin import Path, path_text
from slosmith.source.document import Document, Place, Value, enclosing

ACCEPT = "accept"


class Change(NamedTuple):
    """What an environment says at `place` of its own document about the object at `path` of the base's."""

    path: Path
    place: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaid(Document):
    """`changes` are the objects that the environment names, `taken` the values that it has given or taken away.

    `by_path` finds the first change of each object, and `by_text` that of what has a path, by the path as text,
    of which `longest` is the length of the longest.
    """

    base: Document
    overlay: Document
    changes: tuple[Change, ...]
    taken: Mapping[Path, Path]
    by_path: Mapping[Path, Change]
    by_text: Mapping[str, Change]
    longest: int

    def span(self, path: Path = (), *, key: bool = False) -> Span:
        for length in range(len(path), 0, -1):
            if place := self.taken.get(path[:length]):
                return self.overlay.span((*place, *path[length:]), key=key)
        return self.base.span(path, key=key)

    def span_of_missing(self, path: Path, key: str) -> Span:
        """A key that the environment took away is missing where it did so."""
        gone = (*path, key)
        return self.span(gone, key=True) if gone in self.taken else self.span(path)

    def beside(self, path: Path) -> Set[str]:
        if place := self.taken.get(path):
            return self.overlay.beside(place)
        # Not super(), which dataclasses with slots lose.
        return Document.beside(self, path)

    def places(self, path: Path) -> tuple[Place, ...]:
        return (*self.base.places(path), *self.overlay_places(path))

    def overlay_places(self, path: Path) -> tuple[Place, ...]:
        """Where the environment speaks of the value at `path`, whether or not it changes it."""
        for length in range(len(path), -1, -1):
            if nearest := self.by_path.get(path[:length]):
                return self.overlay.places((*nearest.place, *path[length:]))
        return ()

    def touched(self, span: Span) -> Span | None:
        """Where the environment changes the SLO or the alert of the base that the span is in."""
        if (span.file, span.document) != (self.base.file, self.base.number):
            return None
        places = enclosing(span.path, self.longest)
        found = (self.by_text[each] for each in places if each in self.by_text)
        return next((self.overlay.span(each.place, key=True) for each in found), None)


class Merged(NamedTuple):
    """`idle` are the places of the overlay that say what the base says already."""

    document: Document
    idle: tuple[Path, ...]


def overlaid(base: Document, overlay: Document, changes: Iterable[Change]) -> Merged:
    """Mappings are merged key by key, null takes a key away, every other value takes the place of what was there.

    Only `accept` is added to: a warning that is accepted everywhere is accepted here.
    """
    changes = tuple(changes)
    merging = _Merging()
    data = base.data
    for path, place in changes:
        data = merging.at(data, path, _value(overlay.data, place), path, place)
    by_text = {path_text(each.path): each for each in reversed(changes) if each.path}
    document = Overlaid(
        base.file,
        base.text,
        data,
        base.locate,
        base.number,
        base=base,
        overlay=overlay,
        changes=changes,
        taken=merging.taken,
        by_path={each.path: each for each in reversed(changes)},
        by_text=by_text,
        longest=max(map(len, by_text), default=0),
    )
    return Merged(document, tuple(merging.idle))


def _value(value: Value, path: Path) -> Value:
    for part in path:
        assert isinstance(value, dict)  # the environment was read as a model before
        assert isinstance(part, str)
        value = value[part]
    return value


@dataclass(slots=True)
class _Merging:
    taken: dict[Path, Path] = field(default_factory=dict)
    idle: list[Path] = field(default_factory=list)
    # Containers on the way to a change, by identity: what was given is copied once, not once for each change.
    own: dict[int, Value] = field(default_factory=dict)

    def at(self, value: Value, rest: Path, change: Value, path: Path, place: Path) -> Value:
        """The value with a change in it, `rest` of the way down; nothing of what was given is altered."""
        if rest:
            copy: Any = self._own(value)
            copy[rest[0]] = self.at(copy[rest[0]], rest[1:], change, path, place)
            return copy  # type: ignore[no-any-return]
        assert isinstance(value, dict)
        assert isinstance(change, dict)
        return self.merge(value, change, path, place)

    def _own(self, value: Value) -> Value:
        if id(value) in self.own:
            return value
        copied = value.copy() if isinstance(value, dict | list) else value
        self.own[id(copied)] = copied
        return copied

    def merge(self, base: dict[str, Value], change: dict[str, Value], path: Path, place: Path) -> Value:
        if not change:
            self.idle.append(place)
        result = dict(base)
        for key, value in change.items():
            inside, there, was = (*path, key), (*place, key), base.get(key)
            if isinstance(value, dict):
                if not isinstance(was, dict):
                    self.taken[inside] = there
                result[key] = self.merge(was if isinstance(was, dict) else {}, value, inside, there)
            elif key == ACCEPT and isinstance(value, list) and isinstance(was, list):
                result[key] = [*was, *value]
                self.taken |= {(*inside, len(was) + n): (*there, n) for n in range(len(value))}
            elif same(value, was):
                self.idle.append(there)
            else:
                result[key] = value
                self.taken[inside] = there
        return {key: value for key, value in result.items() if value is not None or key not in change}


def same(one: Value, other: Value) -> bool:
    """Whether two values are the same to a reader; true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and isinstance(one, bool) == isinstance(other, bool)
