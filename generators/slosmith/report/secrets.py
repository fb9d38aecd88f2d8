"""What looks like a secret in a line of a spec is not shown: logs of CI servers are read by more people than specs.

It has no business there and is refused; until it is gone, the refusal must not spread it. Every character is replaced
by one, so that carets stay where they are.
"""

from __future__ import annotations

import re

# How the name of a key ends that holds one.
_KEYS = r"(?:key|token|secret|passw(?:or)?d|credentials?|api_url|webhook_url|authorization)(?:_file)?"
_VALUE = r"""(?P<value>"(?:\\.|[^"\\])*"?|'(?:''|[^'])*'?|[^\s,{}\[\]"'#&*|>-][^,{}\[\]#]*)"""
_KEYED = re.compile(rf"""(?i){_KEYS}["']?\s*:\s*{_VALUE}""")
# The user information and the query of a URL, and the paths that are secret with those who take webhooks. Bounded, so
# that a long line is read once.
_IN_URL = re.compile(
    r"""(?ix) https?://
    (?: (?P<user>[^\s/"'@]{1,300}) @
    | [^\s"'?]{0,300}? (?: hooks?[\w.-]{0,100} | /webhooks? | /services ) / (?P<path>[^\s"',{}]+)
    | [^\s"'?]{0,300} \? (?P<query>[^\s"',{}]+) )"""
)
_PATH = re.compile(r"""["']?/[\w./-]*["']?\s*""")


def masked(line: str) -> str:
    """The line, as long as it was. The path of a file is no secret."""
    return _IN_URL.sub(_in_url, _KEYED.sub(_keyed, line))


def _keyed(found: re.Match[str]) -> str:
    value = found["value"]
    if _PATH.fullmatch(value):
        return found[0]
    bare = value.rstrip()
    return found[0][: found.start("value") - found.start()] + "*" * len(bare) + value[len(bare) :]


def _in_url(found: re.Match[str]) -> str:
    part = found.lastgroup or ""
    start, end = found.start(part) - found.start(), found.end(part) - found.start()
    return found[0][:start] + "*" * (end - start) + found[0][end:]
