"""Regular expressions of matchers: read by RE2, whose syntax is that of Go, and in linear time.

Prometheus and Alertmanager are written in Go. Where RE2 reads more than Go does, the pattern is refused here as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import re2

# Go refuses more than 1,000 levels of its own tree, in which a pair of parentheses makes up to four.
MAX_NESTING = 100
_TOO_LARGE = "pattern too large"
# Scripts of Unicode 14 and 15: RE2 has them, and servers built with Go before 1.21 do not.
_NEW_SCRIPTS = frozenset({"Vithkuqi", "Toto", "Cypro_Minoan", "Old_Uyghur", "Tangsa", "Kawi", "Nag_Mundari"})
_TOKEN = re.compile(
    r"""
    \\Q.*?(?:\\E|\Z)
    | \\[pP]\{\^?(?P<script>\w+)\}
    | \\(?P<escaped>.)
    | (?P<set>\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\])
    | \(\?P?<(?P<group>[^>]*)>
    | (?P<open>\()
    | (?P<close>\))
    """,
    re.DOTALL | re.VERBOSE,
)
_SCRIPT = re.compile(r"\\[pP]\{\^?(\w+)\}|\\.", re.DOTALL)


def _options(*, dot_all: bool) -> Any:
    options = re2.Options()
    # It would write to standard error.
    options.log_errors = False
    options.dot_nl = dot_all
    return options


_OPTIONS = {dot_all: _options(dot_all=dot_all) for dot_all in (False, True)}


@lru_cache(maxsize=4096)
def problem(pattern: str) -> str:
    """Why Prometheus and Alertmanager refuse a pattern, or why slosmith does; empty if all of them read it."""
    try:
        re2.compile(_anchored(pattern), _OPTIONS[False])
    except re2.error as error:
        return _reason(pattern, error)
    return next(_differences(pattern), "")


def readable(pattern: str) -> bool:
    return not problem(pattern)


@lru_cache(maxsize=4096)
def accepts(pattern: str, value: str, *, dot_all: bool = False) -> bool:
    """Whether the whole value matches. A pattern that is not readable accepts nothing.

    `dot_all`: a dot matches the end of a line too. So it does in Prometheus 3, and not in Alertmanager.
    """
    compiled = _compiled(pattern, dot_all)
    return compiled is not None and compiled.search(value) is not None


@lru_cache(maxsize=4096)
def expression(pattern: str) -> Any | None:
    """RE2's own compiled form of a pattern that is not anchored, or None if RE2 refuses it."""
    try:
        return re2.compile(pattern, _OPTIONS[True])
    except re2.error:
        return None


@lru_cache(maxsize=4096)
def _compiled(pattern: str, dot_all: bool) -> Any | None:
    return re2.compile(_anchored(pattern), _OPTIONS[dot_all]) if readable(pattern) else None


def _anchored(pattern: str) -> str:
    """Exactly as the servers do it: `a)|(b` is two halves there, and `\\Qa` swallows what is added."""
    return f"^(?:{pattern})$"


def _reason(pattern: str, error: re2.error) -> str:
    """RE2's words for the pattern as it was written, without what anchors it."""
    try:
        re2.compile(pattern, _OPTIONS[False])
    except re2.error as own:
        error = own
    said = error.args[0]
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return "it is too large for slosmith" if text.startswith(_TOO_LARGE) else text


def _differences(pattern: str) -> Iterator[str]:
    """What RE2 reads and Go does not."""
    depth = 0
    for token in _TOKEN.finditer(pattern):
        if token["escaped"] == "C":
            yield "invalid escape sequence: \\C"
        scripts = [token["script"], *_SCRIPT.findall(token["set"] or "")]
        if new := _NEW_SCRIPTS.intersection(scripts):
            yield f"servers of some releases do not know the script {min(new)}"
        if token["group"] is not None and not token[0].startswith("(?P"):
            yield f"servers of some releases do not read `{token[0]}`; write `(?P<{token['group']}>`"
        if not (token["group"] or "").isascii():
            yield f"invalid named capture: {token[0]}"
        depth += bool(token["open"] or token["group"]) - bool(token["close"])
        if depth > MAX_NESTING:
            yield f"its parentheses are nested deeper than {MAX_NESTING} levels"
