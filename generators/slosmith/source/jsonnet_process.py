"""Evaluates a Jsonnet program in a process of its own, which can neither hang us, nor exhaust us, nor read our disk."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.printable import printable

_WORKER = Path(__file__).with_name("jsonnet_worker.py")
_LIBRARIES = ("_jsonnet", "_gojsonnet")
_LONGEST_MESSAGE = 300


class Limits(NamedTuple):
    """`memory` and `size` (of each file that is imported, and of the result) are in bytes."""

    seconds: float = 20
    memory: int = 1_000_000_000
    size: int = 10_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Program:
    """`file` is its name as people know it; imports must resolve inside one of the `roots`.
    `imports` are the texts of what it may import, as far as somebody asked for them."""

    file: str
    path: Path
    text: str
    roots: tuple[Path, ...]
    imports: tuple[str, ...] = ()
    tla_codes: Mapping[str, str] = field(default_factory=dict)
    tla_vars: Mapping[str, str] = field(default_factory=dict)
    ext_codes: Mapping[str, str] = field(default_factory=dict)
    ext_vars: Mapping[str, str] = field(default_factory=dict)


def evaluate(program: Program, limits: Limits = DEFAULT_LIMITS) -> str | Diagnostic:
    """The JSON that the program yields, as text."""
    library = next((spec for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin), None)
    if library is None or library.origin is None:
        return _failed(program, "the Jsonnet library is not installed", "install the package `jsonnet`")
    request = {
        "module": library.name,
        "library": str(Path(library.origin).parent),
        "file": program.path.as_posix(),
        "text": program.text,
        "roots": [str(root) for root in program.roots],
        "inputs": {
            name: dict(getattr(program, name)) for name in ("tla_codes", "tla_vars", "ext_codes", "ext_vars")
        },
        "memory": limits.memory,
        "size": limits.size,
        # Our own clock is the one that can explain itself; this is for when we are killed and cannot watch it.
        "seconds": 4 * math.ceil(limits.seconds),
    }
    return _run(program, limits, json.dumps(request).encode())


def _run(program: Program, limits: Limits, request: bytes) -> str | Diagnostic:
    # Isolated from the user's environment, and without `site`: the request says where the library is. The
    # worker starts no process, and stays in our process group so that an interrupt at the terminal ends it.
    command = [sys.executable, "-I", "-S", str(_WORKER)]
    try:
        done = subprocess.run(
            command,
            input=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _too_slow(program, limits)
    except OSError as error:
        return _failed(program, f"Python could not be started to evaluate it: {error.strerror}")
    status, _, answer = done.stdout.partition(b"\n")
    if done.returncode or status not in (b"ok", b"error"):
        megabytes = limits.memory // 1_000_000
        message = f"the program needs more than {megabytes} MB of memory, or crashes the Jsonnet interpreter"
        return _failed(program, message, "look for a value that grows without end")
    text = answer.decode()
    return text if status == b"ok" else _complaint(program, json.loads(text))


def _complaint(program: Program, answer: dict[str, str | int]) -> Diagnostic:
    message = _shorten(str(answer["message"]))
    if "file" not in answer:
        return _failed(program, message)
    # An imported file is known by a path that starts as the program's does, so it needs no translation.
    file = (
        program.file
        if answer["file"] == program.path.as_posix()
        else printable(Path(str(answer["file"])).as_posix())
    )
    line, column, width = (int(answer[name]) for name in ("line", "column", "width"))
    return diagnose(
        "jsonnet", message, Span(file, line, column, excerpt=printable(str(answer["excerpt"])), width=width)
    )


def _shorten(message: str) -> str:
    text = printable(message)
    return text if len(text) <= _LONGEST_MESSAGE else text[:_LONGEST_MESSAGE] + "…"


def _too_slow(program: Program, limits: Limits) -> Diagnostic:
    return _failed(
        program, f"the program takes longer than {limits.seconds:g} s", "look for a loop that never ends"
    )


def _failed(program: Program, message: str, hint: str = "") -> Diagnostic:
    return diagnose("jsonnet", message, Span(program.file), hint)
