"""Makes text of a spec safe to show: neither a terminal nor the log of a CI server obeys anything in it."""

from __future__ import annotations

import json
import re

# What CI servers read as commands: GitHub a line that begins with `::`, after spaces, and `##[` anywhere in a line;
# Azure and TeamCity `##vso[` and `##teamcity[`.
_AT_START = re.compile(r"^( *):(?=:)")
_ANYWHERE = re.compile(r"#(?=#\w*\[)")


def printable(text: str) -> str:
    """The text on one line. Control characters, newlines and overrides of the writing direction are escaped as Python
    does, and so is the first character of a command. Idempotent."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return _ANYWHERE.sub(r"\\x23", _AT_START.sub(r"\1\\x3a", text)) if "::" in text or "##" in text else text


def printable_lines(text: str) -> str:
    """The same for each line of a text, which stay lines."""
    return "\n".join(map(printable, text.replace("\r\n", "\n").split("\n")))


def printable_json(text: str) -> str:
    """JSON that says the same, with all of that escaped as JSON does: only strings can hold any of it."""
    escaped = "".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text)
    return _ANYWHERE.sub(r"\\u0023", escaped)


def drawable(line: str) -> str:
    """A line as long as it was, so that a caret can stand below it: `?` in place of what `printable` escapes. It is not
    safe at the start of a line."""
    shown = "".join(char if char.isprintable() else " " if char == "\t" else "?" for char in line)
    return _ANYWHERE.sub("?", shown)
