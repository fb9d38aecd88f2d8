"""A document with what an environment changes in it; every value still knows the file that it was written in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from slosmith.diagnostics import Span
from slosmith.origin import Path
from slosmith.source.document import Document, Place, Value

ACCEPT = "accept"


class Change(NamedTuple):
    """What an environment says at `place` of its own document about the object at `path` of the base's."""

    path: Path
    place: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlaid(Document):
    """`changes` are the objects that the environment names, `taken` the values that it has given or taken away."""

    base: Document
    overlay: Document
    changes: tuple[Change, ...]
    taken: Mapping[Path, Path]

    def span(self, path: Path = (), *, key: bool = False) -> Span:
        for length in range(len(path), 0, -1):
            if place := self.taken.get(path[:length]):
                return self.overlay.span((*place, *path[length:]), key=key)
        return self.base.span(path, key=key)

    def span_of_missing(self, path: Path, key: str) -> Span:
        """A key that the environment took away is missing where it did so."""
        gone = (*path, key)
        return self.span(gone, key=True) if gone in self.taken else self.span(path)

    def beside(self, path: Path) -> frozenset[str]:
        if place := self.taken.get(path):
            return self.overlay.beside(place)
        value = self.value(path[:-1])
        return frozenset(value) if isinstance(value, dict) else frozenset()

    def places(self, path: Path) -> tuple[Place, ...]:
        return (*self.base.places(path), *self.overlay_places(path))

    def overlay_places(self, path: Path) -> tuple[Place, ...]:
        """Where the environment speaks of the value at `path`, whether or not it changes it."""
        found = [each for each in self.changes if path[: len(each.path)] == each.path]
        if not found:
            return ()
        nearest = max(found, key=lambda each: len(each.path))
        return self.overlay.places((*nearest.place, *path[len(nearest.path) :]))

    def touched(self, span: Span) -> Span | None:
        """Where the environment changes the SLO or the alert of the base that the span is in."""
        for path, place in self.changes:
            if path and any(each.holds(span) for each in self.base.places(path)):
                return self.overlay.span(place, key=True)
        return None


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

    def at(self, value: Value, rest: Path, change: Value, path: Path, place: Path) -> Value:
        """The value with a change in it, `rest` of the way down; nothing of what was given is altered."""
        if rest:
            first, *more = rest
            inner = self.at(value[first], tuple(more), change, path, place)  # type: ignore[index]
            if isinstance(value, list):
                return [inner if index == first else each for index, each in enumerate(value)]
            assert isinstance(value, dict)
            assert isinstance(first, str)
            return {**value, first: inner}
        assert isinstance(value, dict)
        assert isinstance(change, dict)
        return self.merge(value, change, path, place)

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
