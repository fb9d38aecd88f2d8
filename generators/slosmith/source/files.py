"""Finds the spec files below a folder, and reads them as text without hanging or leaving the folder."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.printable import printable

MAX_BYTES = 10_000_000
# What YAML does not allow in a file either: everything that a terminal or an editor might act on.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


# Jsonnet in this folder, directly below the specs, yields dashboards and no documents.
DASHBOARDS = "dashboards"
# What is in this one does not hold by itself: it changes the other specs for one environment.
ENVIRONMENTS = "environments"


class SpecFile(NamedTuple):
    file: str
    path: Path


class _Place(NamedTuple):
    """A path as the user would write it, and where it really is."""

    shown: Path
    real: Path


def find(folder: Path, suffixes: Collection[str]) -> tuple[list[SpecFile], list[Diagnostic]]:
    """All files below the folder with one of the suffixes, sorted, each once."""
    return _Walk(folder, suffixes).run()


def is_dashboard(spec: SpecFile, folder: Path) -> bool:
    """Whether a file is left to the dashboards, whatever it is that they need it for."""
    inside = spec.path.relative_to(folder)
    return inside.parts[0] == DASHBOARDS and inside.suffix.lower() == ".jsonnet"


def is_environment(spec: SpecFile, folder: Path) -> bool:
    parts = spec.path.relative_to(folder).parts
    return parts[0] == ENVIRONMENTS and len(parts) > 1


def load(spec: SpecFile) -> str | Diagnostic:
    """The text of the file, with `\\n` as the end of every line."""
    try:
        status = spec.path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _unreadable(spec.file, "is not a regular file", "remove it from the specs folder")
        if status.st_size > MAX_BYTES:
            return _too_large(spec.file)
        data = spec.path.read_bytes()
    except OSError as error:
        return _unreadable(spec.file, f"cannot be read: {_reason(error)}")
    return _decode(spec.file, data)


class _Walk:
    """Links are followed after everything else, so that a file is known by its own name if it has one."""

    def __init__(self, folder: Path, suffixes: Collection[str]) -> None:
        self.start = _Place(folder, folder.resolve())
        self.suffixes = suffixes
        self.files: dict[Path, Path] = {}
        self.walked: set[Path] = set()
        self.links: list[_Place] = []
        self.diagnostics: list[Diagnostic] = []

    def run(self) -> tuple[list[SpecFile], list[Diagnostic]]:
        self._walk(self.start)
        while self.links:
            links, self.links = sorted(self.links), []
            for link in links:
                self._follow(link)
        shown = sorted(self.files.values(), key=lambda path: path.parts)
        return [SpecFile(_name(path), path) for path in shown], self.diagnostics

    def _walk(self, start: _Place) -> None:
        pending = [start]
        while pending:
            shown, real = pending.pop()
            self.walked.add(real)
            try:
                with os.scandir(real) as found:
                    entries = [entry for entry in found if not entry.name.startswith(".")]
            except OSError as error:
                self._unreadable(shown, f"cannot be read: {_reason(error)}")
                continue
            for entry in entries:
                place = _Place(shown / entry.name, real / entry.name)
                if entry.is_symlink():
                    self.links.append(place)
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(place)
                else:
                    self._add(place)

    def _add(self, place: _Place) -> None:
        if self._wanted(place.shown):
            self.files.setdefault(place.real, place.shown)

    def _wanted(self, path: Path) -> bool:
        return path.suffix.lower() in self.suffixes

    def _follow(self, link: _Place) -> None:
        try:
            target = Path(os.path.realpath(link.real, strict=True))
            folder = target.is_dir()
        except OSError as error:
            if error.errno == errno.ELOOP:
                self._unreadable(link.shown, "is a link in a loop")
            elif self._wanted(link.shown):
                self._unreadable(link.shown, f"is a link that leads nowhere: {_reason(error)}")
            return
        if not folder and not self._wanted(link.shown):
            return
        if not target.is_relative_to(self.start.real):
            self._unreadable(
                link.shown,
                "is a link out of the specs folder",
                "copy what it points to into the specs folder",
            )
        elif not folder:
            self._add(_Place(link.shown, target))
        elif link.real.is_relative_to(target):
            self._unreadable(link.shown, "is a link in a loop")
        elif target not in self.walked:
            self._walk(_Place(link.shown, target))

    def _unreadable(self, path: Path, problem: str, hint: str = "") -> None:
        self.diagnostics.append(_unreadable(_name(path), problem, hint))


def _name(path: Path) -> str:
    return printable(path.as_posix())


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _unreadable(file: str, problem: str, hint: str = "", line: int = 0) -> Diagnostic:
    return diagnose("unreadable", f"`{file}` {problem}", Span(file, line, 1 if line else 0), hint)


def _too_large(file: str) -> Diagnostic:
    message = f"`{file}` is larger than {MAX_BYTES // 1_000_000} MB"
    return diagnose("too-large", message, Span(file), "split it into several files")


def _decode(file: str, data: bytes) -> str | Diagnostic:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _unreadable(file, "is not UTF-8 text", "save it as UTF-8", line)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control is None:
        return text
    line = text.count("\n", 0, control.start()) + 1
    return _unreadable(file, f"holds the control character U+{ord(control[0]):04X}", "remove it", line)
