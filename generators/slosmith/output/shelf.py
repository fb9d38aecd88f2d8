"""Keeps artifacts until they are written: few in memory, many in a temporary file, so that a large run does not hold all of its text."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Final, NamedTuple, overload

from slosmith.artifact import Artifact
from slosmith.origin import Origin

# About the output of six hundred SLOs. Below it a file would only cost time.
_IN_MEMORY: Final = 64_000_000


class _Place(NamedTuple):
    """An artifact without its text, which stands in the file at `start`, in bytes."""

    path: str
    origins: Mapping[str, tuple[Origin, ...]]
    start: int
    length: int


class Shelf(Sequence[Artifact]):
    """Artifacts whose texts stand in a file that nobody else sees. Each is read again when it is asked for.

    One for which the file has no room is kept in memory.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._places: list[_Place | Artifact] = []
        self._end = 0
        weakref.finalize(self, file.close)

    def put(self, artifact: Artifact) -> None:
        data = artifact.text.encode()
        try:
            self._file.seek(self._end)
            self._file.write(data)
            self._file.flush()
        except OSError:
            self._places.append(artifact)
            return
        self._places.append(_Place(artifact.path, artifact.origins, self._end, len(data)))
        self._end += len(data)

    @property
    def paths(self) -> Iterator[str]:
        return (each.path for each in self._places)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, at: int) -> Artifact: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Artifact, ...]: ...
    def __getitem__(self, at: int | slice) -> Artifact | tuple[Artifact, ...]:
        if isinstance(at, slice):
            return tuple(map(self._read, self._places[at]))
        return self._read(self._places[at])

    def _read(self, place: _Place | Artifact) -> Artifact:
        if isinstance(place, Artifact):
            return place
        self._file.seek(place.start)
        return Artifact(place.path, self._file.read(place.length).decode(), place.origins)


def shelved(artifacts: Iterable[Artifact], in_memory: int = _IN_MEMORY) -> Sequence[Artifact]:
    """The artifacts in their order. Beyond so many characters of text they go to a temporary file, which is gone with
    the value; without a place for such a file they stay in memory."""
    kept: list[Artifact] = []
    size = 0
    rest = iter(artifacts)
    for each in rest:
        kept.append(each)
        size += len(each.text)
        if size > in_memory:
            try:
                # It has no name on most systems, so that no kill leaves it behind.
                shelf = Shelf(tempfile.TemporaryFile(prefix="slosmith-"))
            except OSError:
                return (*kept, *rest)
            for one in kept:
                shelf.put(one)
            del kept, each
            for one in rest:
                shelf.put(one)
            return shelf
    return tuple(kept)


class _Book(NamedTuple):
    """One text on a shelf."""

    shelf: Shelf
    at: int


class Texts(Mapping[str, str]):
    """Texts by path, each read when it is asked for."""

    def __init__(self, places: Mapping[str, str | _Book]) -> None:
        self._places = places

    @staticmethod
    def of(artifacts: Sequence[Artifact]) -> Texts:
        if isinstance(artifacts, Shelf):
            return Texts({path: _Book(artifacts, at) for at, path in enumerate(artifacts.paths)})
        return Texts({each.path: each.text for each in artifacts})

    def below(self, folder: str) -> Texts:
        """The same in a folder; "" is none."""
        return Texts({f"{folder}/{path}": each for path, each in self._places.items()}) if folder else self

    def chosen(self, paths: Iterable[str]) -> Texts:
        """Those of some paths, in their order."""
        return Texts({path: self._places[path] for path in paths})

    def __or__(self, other: Texts) -> Texts:
        return Texts({**self._places, **other._places})

    def __getitem__(self, path: str) -> str:
        place = self._places[path]
        return place if isinstance(place, str) else place.shelf[place.at].text

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def paths_of(artifacts: Sequence[Artifact]) -> Iterator[str]:
    """Without reading a text."""
    return artifacts.paths if isinstance(artifacts, Shelf) else (each.path for each in artifacts)
