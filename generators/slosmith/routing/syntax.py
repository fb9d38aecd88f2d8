"""Matchers as text in Alertmanager's configuration: read as every release reads them, or refused.

Releases before 0.27 have one parser; later ones have another and fall back to the first. What they read differently,
or only some of them read, is refused with a hint to quote the value. Reading is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.matching.matcher import LabelSet, Matcher, equals, label_text, operator_of, quoted
from slosmith.matching.regex import problem

# What Go's `\s` matches; Python's also matches a vertical tab.
_SPACE = " \t\n\f\r"
_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*", re.ASCII)
_HEAD = re.compile(rf"({_NAME.pattern})[ \t\n\f\r]*(=~|!~|!=|=)", re.ASCII)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
# Up to a comma that is in no quotes, which no backslash protects. A quote that is never closed is refused later.
_PART = re.compile(r'(?:[^,"\\]|\\[^,]?|"(?:[^"\\]|\\.)*"?)+', re.DOTALL)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}


def parse_matcher(text: str) -> Matcher:
    """Raises ValueError, in words for people, for what is not one matcher that every release understands."""
    stripped = text.strip(_SPACE)
    head = _HEAD.match(stripped)
    value = None if head is None else _value(stripped[head.end() :].lstrip(_SPACE))
    if head is None or value is None:
        raise ValueError(f"`{text}` is not a matcher")
    return checked(Matcher(head[1], operator_of(head[2]), value))


def parse_matchers(text: str) -> Iterator[Matcher]:
    """One string of a configuration may hold several: `{severity="page",team=~"a|b"}`. An empty one matches all."""
    inner = text.strip(_SPACE).removeprefix("{").removesuffix("}")
    at, end = 0, len(inner.rstrip(_SPACE))
    while at < end:
        part = _PART.match(inner, at)
        found = "" if part is None else part[0]
        yield parse_matcher(found)
        # Behind it is a comma, or the end.
        at += len(found) + 1


def written(labels: LabelSet) -> tuple[str, ...]:
    """Labels as amtool takes them: `name="value"`, each read as a matcher."""
    return tuple(alertmanager_text(equals(name, value)) for name, value in labels.items())


def alertmanager_text(matcher: Matcher) -> str:
    """As every release of Alertmanager reads it: a name with colons stands as it is, which PromQL would not take."""
    label = matcher.label if _NAME.fullmatch(matcher.label) else label_text(matcher.label)
    return f"{label}{matcher.operator}{quoted(matcher.value)}"


def checked(matcher: Matcher) -> Matcher:
    """The matcher. Raises ValueError if its regular expression is none to Alertmanager."""
    if matcher.is_regex and (reason := problem(matcher.value)):
        raise ValueError(f"`{matcher.value}` is not a regular expression: {reason}")
    return matcher


def _value(text: str) -> str | None:
    """In double quotes, or as it stands; None if releases disagree on it."""
    if in_quotes := _QUOTED.fullmatch(text):
        return _unescaped(in_quotes[1])
    if text[:1] in ("=", "~") or any(char in text for char in '",{}') or text != text.strip():
        return None
    return _unescaped(text)


def _unescaped(text: str) -> str:
    """Backslashes before anything else stay: `\\d` in an expression is written with one or with two."""
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), text, flags=re.DOTALL)
