"""Go's text/template as text and actions, for those who judge the texts of alerts and those who foretell what they print.

Language: https://pkg.go.dev/text/template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_QUOTED = r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|' + r"'(?:[^'\\\n]|\\.[0-9A-Fa-f]*)'"
_STRINGS = re.compile(_QUOTED)
# What ends an action does not end it within a string, and a comment ends at its first `*/`. A dash trims if a space sets it
# apart. Nothing is tried twice (`*+`), or hostile text would take for ever.
_ACTION = re.compile(rf"\{{\{{(?P<before>-(?=\s))?(?P<source>(?:{_QUOTED}|[^\"`'{{}}])*+)\}}\}}")
_COMMENT = re.compile(r"\{\{(?P<before>-\s)?/\*(?:(?!\*/).)*+\*/(?P<after>\s-)?\}\}", re.DOTALL)
_SPACE = " \t\r\n"


class Unbalanced(ValueError):
    """A `{{` without the `}}` that ends it."""


class Action(NamedTuple):
    """What stands between the braces."""

    source: str

    @property
    def code(self) -> str:
        """Without what strings hold."""
        return _STRINGS.sub("``", self.source)


def parts(template: str) -> Iterator[str | Action]:
    """Text, trimmed as the dashes beside it say, and actions; comments are neither. Raises Unbalanced."""
    at, trimmed = 0, False
    # From one to the next, and not by a search: what is hostile would be searched again and again.
    while (start := template.find("{{", at)) >= 0:
        comment = _COMMENT.match(template, start)
        found = comment or _ACTION.match(template, start)
        if found is None:
            raise Unbalanced(template[start:])
        text = template[at:start].lstrip(_SPACE) if trimmed else template[at:start]
        yield text.rstrip(_SPACE) if found["before"] else text
        at = found.end()
        if comment:
            trimmed = bool(comment["after"])
        else:
            source, trimmed = _untrimmed(found["source"])
            yield Action(source)
    yield template[at:].lstrip(_SPACE) if trimmed else template[at:]


def _untrimmed(source: str) -> tuple[str, bool]:
    """Without the dash that trims what comes after, and whether there is one."""
    trims = source[-1:] == "-" and source[-2:-1].isspace()
    return (source[:-1] if trims else source).strip(), trims


def actions(template: str) -> Iterator[Action]:
    return (each for each in parts(template) if isinstance(each, Action))
