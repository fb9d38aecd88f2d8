"""Finds an external tool, runs it once within a time limit, and says how that ended."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeAlias, assert_never

Version: TypeAlias = tuple[int, ...]

# All tools are Go programs. Collecting garbage a third as often, on one core each since several run at once, saves a quarter
# of promtool's time, for some 100 MB.
TUNED = {"GOGC": "300", "GOMAXPROCS": "1"}
# What a tool may know of our environment; tokens and passwords in the rest are none of its business.
_PASSED_ON = ("PATH", "HOME", "TMPDIR", *TUNED)
_VERSION_TIMEOUT = 30.0
_GO_CAUSE = re.compile(r"^(?:panic|fatal error|runtime): (.+)", re.MULTILINE)
_LONGEST_CAUSE = 300


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that answered `--version`. `version` is empty for a build that carries no number."""

    name: str
    path: str
    version: Version = ()


@dataclass(frozen=True, slots=True)
class Passed:
    """Exit 0. Some tools warn on stderr all the same."""

    stdout: str
    stderr: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """It ended by itself and said what is wrong."""

    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """There is no such tool here, or none that is new enough."""

    reason: str


@dataclass(frozen=True, slots=True)
class Crashed:
    """It died, hung, or failed without a word, so that nothing is known of what it was asked. The reason is one line."""

    reason: str


Outcome: TypeAlias = Passed | Found | Unavailable | Crashed


def variable(name: str) -> str:
    """The environment variable that names the executable of a tool."""
    return f"SLOSMITH_{name.upper()}"


def find(name: str, minimum: Version) -> Tool | Unavailable:
    """The tool that SLOSMITH_<NAME> names, else the first on PATH, if it is `minimum` or newer.

    A build without a version number is taken at its word: only somebody who builds from source has one.
    """
    chosen = os.environ.get(variable(name))
    path = shutil.which(chosen or name)
    if path is None:
        return Unavailable(
            f"{variable(name)} is `{chosen}`, which is not an executable"
            if chosen
            else f"{name} is not installed"
        )
    # Absolute, for the tool runs in another folder than ours.
    return _versioned(Tool(name, str(Path(path).absolute())), minimum)


def _versioned(tool: Tool, minimum: Version) -> Tool | Unavailable:
    outcome = run(tool, ("--version",), cwd=Path.cwd(), timeout=_VERSION_TIMEOUT)
    match outcome:
        case Passed(stdout, stderr):
            return _new_enough(tool, stdout or stderr, minimum)
        case Found():
            return _new_enough(tool, "", minimum)
        case Crashed(reason):
            return Unavailable(f"{reason} when asked for its version")
        case Unavailable():
            return outcome
        case _:
            assert_never(outcome)


def _new_enough(tool: Tool, answer: str, minimum: Version) -> Tool | Unavailable:
    said = re.match(rf"(?:GNU )?{re.escape(tool.name)},? version (\d+(?:\.\d+)*)?", answer)
    if said is None:
        return Unavailable(f"{tool.path} does not answer `--version` as {tool.name} does")
    version = tuple(int(part) for part in (said[1] or "").split(".") if part)
    if version and version < minimum:
        return Unavailable(
            f"{tool.name} {_text(version)} ({tool.path}) is too old: {_text(minimum)} or newer is needed"
        )
    return Tool(tool.name, tool.path, version)


def _text(version: Version) -> str:
    return ".".join(map(str, version))


def run(
    tool: Tool,
    args: Sequence[str],
    *,
    cwd: Path,
    timeout: float,
    stdin: str | None = None,
    output: IO[bytes] | None = None,
) -> Outcome:
    """Runs the tool in a process group of its own, which ends with it at the time limit (seconds).

    `output` takes what it writes instead of the outcome's `stdout`: any bytes, and as many as the disk holds.
    """
    environment = TUNED | {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    if folder := environment.get("TMPDIR"):
        # It may be relative, and the tool runs in another folder than ours.
        environment["TMPDIR"] = str(Path(folder).absolute())
    try:
        process = subprocess.Popen(
            [tool.path, *args],
            cwd=cwd,
            env={**environment, "LANG": "C"},
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
            stdout=subprocess.PIPE if output is None else output,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as fault:
        return Unavailable(f"{tool.name} ({tool.path}) cannot be started: {fault.strerror}")
    with process:
        try:
            stdout, stderr = process.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            return Crashed(f"{tool.name} gave no answer within {timeout:g} seconds{_cause(_kill(process))}")
        except BaseException:
            # Ctrl-C reaches the terminal's process group, and the tool is not in it.
            _kill(process)
            raise
    return _judge(tool.name, process.returncode, stdout or "", stderr)


def _kill(process: subprocess.Popen[str]) -> str:
    """Ends the whole group, and returns what it had written to stderr."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    # A grandchild in a session of its own may still hold the pipes; it is not worth waiting for.
    with suppress(subprocess.TimeoutExpired):
        return process.communicate(timeout=1)[1]
    return ""


def _judge(name: str, code: int, stdout: str, stderr: str) -> Outcome:
    if code == 0:
        return Passed(stdout, stderr)
    if code < 0:
        return Crashed(f"{name} was ended by {_signal_name(-code)}{_cause(stderr)}")
    if not stdout.strip() and not stderr.strip():
        return Crashed(f"{name} failed (exit {code}) without saying why")
    # A Go program that panics exits with 2 and the stacks of its goroutines: words, but not findings.
    if code == 2 and re.search(r"^goroutine \d+ ", stderr, re.MULTILINE):
        return Crashed(f"{name} panicked{_cause(stderr)}")
    return Found(stdout, stderr)


def _cause(stderr: str) -> str:
    """The line that says why, to be put behind what happened: the first of a Go runtime, else the last."""
    stderr = stderr.strip()
    found = _GO_CAUSE.search(stderr)
    line = found[1] if found else stderr.rpartition("\n")[2].strip()
    return f": {line[:_LONGEST_CAUSE]}" if line else ""


def _signal_name(number: int) -> str:
    return next((each.name for each in signal.Signals if each == number), f"signal {number}")
