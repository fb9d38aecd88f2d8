"""Asks git for a commit and lays out a folder of it, without touching the index, the working tree or any hook."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import IO, NamedTuple, TypeAlias

from slosmith.tools.run import Crashed, Found, Outcome, Passed, Tool, Unavailable, Version, run

# What Debian 10 and Ubuntu 20.04 have.
MINIMUM: Version = (2, 20)
_TIMEOUT = 120.0
# A repository may configure programs to run; these commands need none of them.
_ALONE = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_UNKNOWN = "Needed a single revision"
_NAME = re.compile(r"[0-9a-f]{40,64}")
_LINK, _FILES = "120000", ("100644", "100755")
_LISTED = re.compile(rb"(\d{6}) (blob|commit) ([0-9a-f]{40,64}) +(\d+|-)\t(.+)", re.DOTALL)
Failure: TypeAlias = Found | Unavailable | Crashed


class Refused(Exception):
    """git gave no answer, or one that cannot be used."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Repository:
    """`top` is its working tree, `inside` the folder in question relative to it; that may not exist."""

    tool: Tool
    top: Path
    inside: PurePosixPath

    def commit(self, revision: str) -> str | None:
        """The full name of a commit, or None if git does not know it. Raises Refused where git knows it and cannot read it."""
        # Nothing that begins so is a revision, and git would take it for an option.
        if revision.startswith("-"):
            return None
        outcome = self._ask("rev-parse", "--verify", f"{revision}^{{commit}}")
        if not isinstance(outcome, Found):
            name = _said(outcome)
            # `^HEAD`, all commits but those of HEAD, is answered as well.
            return name if _NAME.fullmatch(name) else None
        self._require_readable(revision, outcome)
        return None

    def _require_readable(self, revision: str, refusal: Found) -> None:
        """An object that a name leads to is there, unless the repository is broken. One that is named by its own number
        may never have been there, which git says in the same words as of any unknown name."""
        named = self._ask("rev-parse", "--verify", revision)
        if not isinstance(named, Passed) or not _NAME.fullmatch(name := _said(named)):
            return
        unreadable = _UNKNOWN not in refusal.stderr
        if isinstance(self._ask("cat-file", "-t", name), Found) and (unreadable or name != revision):
            raise Refused(
                Found("", refusal.stderr or f"the object {name}, which `{revision}` names, is missing")
            )

    def merge_base(self, one: str, other: str) -> str | None:
        """The best common ancestor of two commits, or None if they have none that is here."""
        excluded = [
            line[1:] for line in self._told("rev-parse", f"{one}...{other}").split() if line[0] == "^"
        ]
        return excluded[0] if excluded else None

    def is_shallow(self) -> bool:
        return self._told("rev-parse", "--is-shallow-repository") == "true"

    def lay_out(self, commit: str, folder: Path, limit: int) -> bool:
        """Makes the folder as it is in the commit; False if it is not there. Files of more than `limit` bytes keep their
        size and lose what they hold. What would lie outside of the folder is refused."""
        tree = self._tree(commit)
        if tree is None:
            return False
        entries = tuple(self._entries(tree))
        wanted = [entry for entry in entries if entry.size <= limit]
        with TemporaryFile() as contents:
            self._take(contents, "cat-file", "--batch", stdin="".join(f"{each.blob}\n" for each in wanted))
            try:
                folder.mkdir()
                _write_empty(folder, [entry for entry in entries if entry.size > limit])
                _write(folder, _blobs(contents, wanted))
            except (OSError, ValueError) as fault:
                raise Refused(Crashed(f"the folder cannot be laid out: {fault}")) from None
        return True

    def _tree(self, commit: str) -> str | None:
        if self.inside == PurePosixPath():
            return self._told("rev-parse", "--verify", f"{commit}^{{tree}}")
        listed = self._told("ls-tree", "-z", "--full-tree", commit, "--", str(self.inside))
        found = re.match(r"\d+ tree ([0-9a-f]+)\t", listed)
        return found[1] if found else None

    def _entries(self, tree: str) -> Iterator[_Entry]:
        with TemporaryFile() as listing:
            self._take(listing, "ls-tree", "-r", "-z", "--long", tree)
            for line in filter(None, listing.read().split(b"\0")):
                listed = _LISTED.fullmatch(line)
                if listed is None:
                    raise Refused(
                        Found("", f"the tree {tree} cannot be read: {line.decode(errors='replace')}")
                    )
                mode, kind, name, size, path = listed.groups()
                # What is no blob is a repository of its own.
                if kind == b"blob":
                    yield _Entry(mode.decode(), name.decode(), int(size), _safe(os.fsdecode(path)))

    def _take(self, output: IO[bytes], *args: str, stdin: str | None = None) -> None:
        _said(_git(self.tool, self.top, args, stdin, output))
        output.seek(0)

    def _told(self, *args: str) -> str:
        return _said(self._ask(*args))

    def _ask(self, *args: str) -> Outcome:
        return _git(self.tool, self.top, args)


class _Entry(NamedTuple):
    mode: str
    blob: str
    size: int
    name: str


def _git(
    tool: Tool, cwd: Path, args: Sequence[str], stdin: str | None = None, output: IO[bytes] | None = None
) -> Outcome:
    return run(tool, (*_ALONE, *args), cwd=cwd, timeout=_TIMEOUT, stdin=stdin, output=output)


def _said(outcome: Outcome) -> str:
    if not isinstance(outcome, Passed):
        raise Refused(outcome)
    return outcome.stdout.strip("\n\0")


def repository(tool: Tool, folder: Path) -> Repository:
    """The repository that a folder is in, or would be in."""
    real = folder.resolve()
    start = next(each for each in (real, *real.parents) if each.is_dir())
    top = Path(_said(_git(tool, start, ("rev-parse", "--show-toplevel")))).resolve()
    if not real.is_relative_to(top):
        raise Refused(Found("", f"{real} is not in the working tree {top}"))
    return Repository(tool, top, PurePosixPath(real.relative_to(top).as_posix()))


def _safe(name: str) -> str:
    """git itself never makes such trees, but those who want to write elsewhere do."""
    if any(part in ("", ".", "..") or part.lower() == ".git" for part in name.split("/")):
        raise Refused(Found("", f"the tree holds the name {name!r}, which would lead out of the folder"))
    return name


def _blobs(contents: IO[bytes], entries: Sequence[_Entry]) -> Iterator[tuple[_Entry, bytes]]:
    """`<name> blob <size>`, then the bytes and a newline, for each."""
    for entry in entries:
        head = contents.readline().split()
        if len(head) != 3 or head[1] != b"blob":
            raise Refused(Found("", f"the object {entry.blob} is missing"))
        yield entry, contents.read(int(head[2]))
        contents.read(1)


def _write(folder: Path, blobs: Iterable[tuple[_Entry, bytes]]) -> None:
    """Links last, so that nothing is written through one."""
    links = []
    for entry, data in blobs:
        if entry.mode == _LINK:
            links.append((_place(folder, entry), data))
        elif entry.mode in _FILES:
            _place(folder, entry).write_bytes(data)
    for path, target in links:
        path.symlink_to(os.fsdecode(target))


def _write_empty(folder: Path, entries: Sequence[_Entry]) -> None:
    for entry in entries:
        path = _place(folder, entry)
        path.touch(exist_ok=False)
        os.truncate(path, entry.size)


def _place(folder: Path, entry: _Entry) -> Path:
    path = folder / entry.name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
