"""Reads the specs folder: plain data, every value with its place, and everything that is wrong with the files."""

from __future__ import annotations

import pathlib

from slosmith.diagnostics import Diagnostic, Span, diagnose, ordered
from slosmith.origin import Path, path_text
from slosmith.printable import printable
from slosmith.source.document import Document, Documents, Value
from slosmith.source.files import (
    DASHBOARDS,
    ENVIRONMENTS,
    SpecFile,
    find,
    is_dashboard,
    is_environment,
    load,
)
from slosmith.source.jsonnet_imports import imported
from slosmith.source.jsonnet_process import Program
from slosmith.source.readers import READERS
from slosmith.source.reading import Reading, Source

__all__ = [
    "Document",
    "Documents",
    "Path",
    "Value",
    "path_text",
    "read_dashboards",
    "read_environments",
    "read_specs",
]

_PROCESSES = 2


def read_specs(folder: pathlib.Path) -> tuple[tuple[Document, ...], tuple[Diagnostic, ...]]:
    """All documents below the folder that hold by themselves, in the order of their files, and all mistakes at once."""
    if not folder.is_dir():
        return (), (_no_specs(folder, "is not a folder" if folder.exists() else "does not exist"),)
    files, diagnostics = find(folder, READERS)
    standing = [file for file in files if not (is_dashboard(file, folder) or is_environment(file, folder))]
    documents, faults = _read_all(standing, folder)
    diagnostics += faults
    if not documents and not diagnostics:
        diagnostics.append(_no_specs(folder, "holds no spec"))
    return documents, tuple(ordered(diagnostics))


def read_environments(folder: pathlib.Path) -> tuple[dict[str, tuple[Document, ...]], tuple[Diagnostic, ...]]:
    """The documents of the environments, by the path of their file below their folder, without its suffix."""
    if not (folder / ENVIRONMENTS).is_dir():
        return {}, ()
    # What is wrong with the folders is said by whoever reads the specs.
    files, _ = find(folder, READERS)
    files = [file for file in files if is_environment(file, folder)]
    documents, diagnostics = _read_all(files, folder)
    names = {
        file.file: file.path.relative_to(folder / ENVIRONMENTS).with_suffix("").as_posix() for file in files
    }
    found: dict[str, tuple[Document, ...]] = {}
    for document in documents:
        name = printable(names[document.file])
        found[name] = (*found.get(name, ()), document)
    return dict(sorted(found.items())), tuple(ordered(diagnostics))


def read_dashboards(folder: pathlib.Path) -> tuple[tuple[Program, ...], tuple[Diagnostic, ...]]:
    """The programs that yield dashboards, not evaluated yet: what they are given is made from the specs."""
    if not (folder / DASHBOARDS).is_dir():
        return (), ()
    # What is wrong with the folders is said by whoever reads the specs.
    files, _ = find(folder, (".jsonnet",))
    programs, diagnostics = [], []
    for file in files:
        if is_dashboard(file, folder):
            text = load(file)
            if isinstance(text, Diagnostic):
                diagnostics.append(text)
            else:
                imports = imported(file.path, text, folder)
                programs.append(Program(file.file, file.path, text, (folder,), imports))
    return tuple(programs), tuple(diagnostics)


def _read_all(files: list[SpecFile], folder: pathlib.Path) -> tuple[tuple[Document, ...], list[Diagnostic]]:
    readings = _readings(files, folder)
    documents = tuple(document for reading in readings for document in reading.documents)
    return documents, [diagnostic for reading in readings for diagnostic in reading.diagnostics]


def _readings(files: list[SpecFile], folder: pathlib.Path) -> list[Reading]:
    waiting = [file for file in files if READERS[file.path.suffix.lower()].waits]
    if not waiting:
        return [_read(file, folder) for file in files]
    # Most specs have no Jsonnet, and should not wait for this import.
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(_PROCESSES)
    try:
        started = {file: pool.submit(_read, file, folder) for file in waiting}
        return [started[file].result() if file in started else _read(file, folder) for file in files]
    finally:
        pool.shutdown(cancel_futures=True)


def _read(file: SpecFile, folder: pathlib.Path) -> Reading:
    text = load(file)
    if isinstance(text, Diagnostic):
        return Reading((), (text,))
    return READERS[file.path.suffix.lower()].read(Source(file.file, text, file.path, folder))


def _no_specs(folder: pathlib.Path, problem: str) -> Diagnostic:
    name = folder.as_posix()
    hint = "`slosmith init` writes specs to start from; `--specs` names another folder"
    return diagnose("no-specs", f"the specs folder `{name}` {problem}", Span(name), hint)
