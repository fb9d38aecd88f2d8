"""Matchers of Alertmanager: a label, an operator and a value; read as it reads them, written so that every release agrees."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Labels: TypeAlias = Mapping[str, str]

_MATCHER = re.compile(
    r'\s*(?P<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?P<op>=~|!~|!=|=)\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>(?:[^"=~,{}][^",{}]*?)?))\s*',
    re.DOTALL | re.ASCII,
)
_ESCAPES = {"n": "\n", '"': '"', "\\": "\\"}
_LITERAL_CHOICES = re.compile(r"\(?([\w.-]+(?:\|[\w.-]+)*)\)?")


class Matcher(NamedTuple):
    """`op` is one of = != =~ !~. Expressions are anchored at both ends."""

    label: str
    op: str
    value: str

    def matches(self, labels: Labels) -> bool:
        """A label that is not there counts as empty."""
        value = labels.get(self.label, "")
        match self.op:
            case "=":
                return value == self.value
            case "!=":
                return value != self.value
            case "=~":
                return _compiled(self.value).fullmatch(value) is not None
            case _:
                return _compiled(self.value).fullmatch(value) is None

    def __str__(self) -> str:
        """In double quotes, which classic, fallback and strict UTF-8 parsers read alike."""
        return f"{self.label}{self.op}{json.dumps(self.value, ensure_ascii=False)}"

    def examples(self) -> tuple[str, ...]:
        """Values that it is about, where they can be read off it: `a|b` is about `a` and `b`."""
        if self.op in ("=", "!="):
            return (self.value,)
        choices = _LITERAL_CHOICES.fullmatch(self.value)
        return tuple(choices[1].split("|")) if choices else ()


# What Go's expressions do not have, and Python's have; and the one thing that only Go's have and Python misreads.
_NOT_PORTABLE = re.compile(r"\(\?(?:=|!|<=|<!|\(|#|>)|(?<!\\)(?:\\\\)*\\[1-9Z]|[*+?}]\+|\[\[:")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Raises re.error also for what Python and Go read differently: an answer that may be wrong is worse than none."""
    if found := _NOT_PORTABLE.search(pattern):
        raise re.error(f"`{found[0]}` means something else to Alertmanager, or nothing")
    return re.compile(pattern, re.ASCII)


def all_match(matchers: Iterable[Matcher], labels: Labels) -> bool:
    return all(matcher.matches(labels) for matcher in matchers)


def equals(label: str, value: str) -> Matcher:
    return Matcher(label, "=", value)


def one_of(label: str, values: Iterable[str]) -> Matcher:
    """`=` for one value, else an expression of the values as they are."""
    listed = list(values)
    if len(listed) == 1:
        return equals(label, listed[0])
    return Matcher(label, "=~", "|".join(map(re.escape, listed)).replace("\\-", "-"))


def present(label: str) -> Matcher:
    return Matcher(label, "=~", ".+")


def parse_matcher(text: str) -> Matcher:
    """Raises ValueError, in words for people, for what is not one matcher that every release understands."""
    found = _MATCHER.fullmatch(text)
    if found is None:
        raise ValueError(f"`{text}` is not a matcher")
    value = found["bare"] if found["quoted"] is None else _unescaped(found["quoted"])
    matcher = Matcher(found["label"], found["op"], value)
    if matcher.op in ("=~", "!~"):
        try:
            _compiled(value)
        except re.error as fault:
            raise ValueError(f"`{value}` is not a regular expression: {fault}") from None
    return matcher


def parse_matchers(text: str) -> Iterator[Matcher]:
    """One string of Alertmanager's may hold several: `{severity="page",team=~"a|b"}`."""
    inner = text.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1]
    for part in re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', inner):
        yield parse_matcher(part)


def _unescaped(text: str) -> str:
    """Backslashes before anything else stay: `\\d` in an expression is written with one or with two."""
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), text, flags=re.DOTALL)
