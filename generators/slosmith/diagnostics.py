"""What slosmith says to people: one value per mistake, with the place and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from slosmith.codes import CODES, Severity
from slosmith.origin import Span
from slosmith.printable import printable, printable_lines

__all__ = ["Diagnostic", "Related", "Severity", "Span", "diagnose", "errors", "ordered"]


class Related(NamedTuple):
    """Another place that belongs to the story: `first defined here`."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Message and hint are one line each; `details` are the lines that a tool printed. All of it is printable, whatever
    a spec holds; only the excerpts of the spans are as they are written."""

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    related: tuple[Related, ...] = ()
    details: str = ""

    def __post_init__(self) -> None:
        # `object` because it is frozen; `replace` comes by here as well.
        for name in ("message", "hint"):
            object.__setattr__(self, name, printable(getattr(self, name)))
        details = "\n".join(line for line in printable_lines(self.details).split("\n") if line.strip())
        object.__setattr__(self, "details", details)
        object.__setattr__(self, "span", _printable_span(self.span))
        related = tuple(Related(printable(each.message), _printable_span(each.span)) for each in self.related)
        object.__setattr__(self, "related", related)

    @property
    def text(self) -> str:
        """The message and, on lines of their own, the details."""
        return f"{self.message}\n{self.details}" if self.details else self.message

    def as_error(self) -> Diagnostic:
        return replace(self, severity=Severity.ERROR)


def _printable_span(span: Span) -> Span:
    return span._replace(file=printable(span.file), path=printable(span.path))


def diagnose(
    code: str, message: str, span: Span, hint: str = "", related: Iterable[Related] = (), details: str = ""
) -> Diagnostic:
    """A diagnostic of a catalogued code; the catalogue decides how severe it is."""
    return Diagnostic(code, CODES[code].severity, message, span, hint, tuple(related), details)


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in diagnostics if each.severity is Severity.ERROR]


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, line, column, code, each once: the same mistakes always print the same text."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda d: (d.span[:3], d.code, d.text))
