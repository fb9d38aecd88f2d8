"""Asks amtool about a configuration, its templates and its routes, in the words of every release from 0.25 on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from slosmith.tools.run import Crashed, Found, Outcome, Passed, Tool, Unavailable, Version, run

MINIMUM: Version = (0, 25)
# From here on label names may be any text, and a strict mode refuses what old and new parsers read differently.
STRICT: Version = (0, 27)
STRICT_MODE = "--enable-feature=utf8-strict-mode"
_TIMEOUT = 60.0
_FAILED = re.compile(r"FAILED: (.*)")
# What newer releases log: the mode itself is announced as a warning.
_WARNING = re.compile(r"level=(?:WARN|warn)\b.*?\bmsg=(\"(?:[^\"\\]|\\.)*\"|\S+)(.*)")
_ANNOUNCED = "mode enabled"


class Verdict(NamedTuple):
    """Complaints in amtool's words; `failure` is set when it gave no answer."""

    complaints: tuple[str, ...] = ()
    failure: Unavailable | Crashed | None = None


def modes(tool: Tool) -> tuple[tuple[str, ...], ...]:
    """The ways in which a configuration is checked: as it comes, and strictly where the release can. A build without
    a version is taken for a new one."""
    return ((), (STRICT_MODE,)) if not tool.version or tool.version >= STRICT else ((),)


def check_config(tool: Tool, folder: Path, file: str, options: Sequence[str] = ()) -> Verdict:
    """Warnings count: what falls back to the old parser today is refused tomorrow."""
    outcome = run(tool, ("check-config", *options, file), cwd=folder, timeout=_TIMEOUT)
    match outcome:
        case Passed(stdout, stderr):
            return Verdict(tuple(_warnings(stdout + stderr)))
        case Found(stdout, stderr):
            said = _FAILED.findall(stdout + stderr) or [(stderr or stdout).strip()]
            return Verdict((*said, *_warnings(stdout + stderr)))
        case _:
            return Verdict(failure=outcome)


def _warnings(output: str) -> list[str]:
    return [
        (message.strip('"') + rest).strip()
        for message, rest in _WARNING.findall(output)
        if _ANNOUNCED not in message
    ]


def render(tool: Tool, folder: Path, templates: str, text: str, data: str) -> Outcome:
    """A template as a notification would show it. `templates` is a glob, `data` a file; both relative to the folder."""
    options = (f"--template.glob={templates}", f"--template.text={text}", f"--template.data={data}")
    return run(tool, ("template", "render", *options), cwd=folder, timeout=_TIMEOUT)


def route(tool: Tool, folder: Path, file: str, labels: Iterable[str]) -> Outcome:
    """Each label is written as `name="value"`, quoted as in a matcher. Passed(stdout) names the receivers in the order
    of the tree, joined by commas."""
    options = ("config", "routes", "test", f"--config.file={file}")
    return run(tool, (*options, *labels), cwd=folder, timeout=_TIMEOUT)
