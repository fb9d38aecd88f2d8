"""Has bash read commands without running them."""

from __future__ import annotations

import re
from pathlib import Path

from slosmith.tools.run import Found, Outcome, Tool, Version, run

# What macOS has.
MINIMUM: Version = (3, 2)
_TIMEOUT = 30.0
# To a shell `<address>` is two redirections, and to people something to fill in.
_PLACEHOLDER = re.compile(r"<[A-Za-z][\w.-]*(?:[ :/][\w.-]+)*>")
_COMPLAINT = re.compile(r"line (\d+): (.*)")


def parse(tool: Tool, commands: str) -> Outcome:
    """With -n nothing is executed."""
    words = _PLACEHOLDER.sub(lambda found: "x" * len(found[0]), commands)
    return run(tool, ("--norc", "--noprofile", "-n"), cwd=Path.cwd(), timeout=_TIMEOUT, stdin=words)


def complaint(found: Found) -> tuple[int, str]:
    """The line, counted from 0, and what is wrong there."""
    said = _COMPLAINT.search(found.stderr)
    return (max(int(said[1]) - 1, 0), said[2]) if said else (0, found.stderr.strip())
