"""Values of label matchers that select nothing in all likelihood: patterns and variables that stay plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.checks.places import reads
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.matching.matcher import NAME, Matcher
from slosmith.origin import Span
from slosmith.spec import Spec
from slosmith.spec.types import shown

# A regular expression and, in all likelihood, no text: `5..`, `.*`, `.+`, `[0-9]`, `\d`, `^a`, `(a|b)`.
_PATTERN = re.compile(r"^[1-5]\.\.$|\.[*+]|\[\^?\w-\w\]|\\d[+*{]|^\^|\(\w+(?:\|\w+)+\)|^\w+(?:\|\w+)+$")
# A class of HTTP status codes as people say it.
_CLASS = re.compile(r"[1-5][xX]{2}")
_VARIABLE = re.compile(r"\$\{\w+[^}]*\}|\$[A-Za-z_]\w*|\{\{.*?\}\}|\[\[\w+\]\]")


def found(spec: Spec) -> Iterator[Diagnostic]:
    for each, _, read in reads(spec):
        for matcher in read.matchers:
            if matcher.label != NAME:
                yield from pattern(matcher, each.origin.span())
                yield from variable(matcher, each.origin.span())


def pattern(matcher: Matcher, span: Span) -> Iterator[Diagnostic]:
    problem = _pattern(matcher)
    if problem is not None:
        yield diagnose("matcher-pattern", problem[0], span, problem[1])


def _pattern(matcher: Matcher) -> tuple[str, str] | None:
    label, operator, value = matcher[:3]
    if operator in ("=", "!=") and _PATTERN.search(value) and not _VARIABLE.search(value):
        regular = "=~" if operator == "=" else "!~"
        return (
            f"`{label}{operator}` compares with the text `{shown(value)}`, which reads as a regular expression",
            f'write `{label}{regular}"{value}"`, or accept this if the label has that very value',
        )
    if operator in ("=~", "!~") and _CLASS.fullmatch(value):
        plain = operator[0] if operator == "!~" else ""
        return (
            f"`{label}{operator}` accepts the text `{shown(value)}` alone, as `x` is no placeholder in a regular expression",
            f'write `{label}{operator}"{value[0]}.."`, or `{label}{plain}="{value}"` if the label has that very value',
        )
    return None


def variable(matcher: Matcher, span: Span) -> Iterator[Diagnostic]:
    if found := _VARIABLE.search(matcher.value):
        yield diagnose(
            "matcher-variable",
            f"`{matcher.label}` is compared with `{shown(found[0])}` as it stands: nothing fills in a variable there",
            span,
            "write the value; what differs between environments belongs into `specs/environments/`",
        )
