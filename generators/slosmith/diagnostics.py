"""What slosmith says to people: one value per mistake, with the place and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from slosmith.codes import CODES, Severity

__all__ = ["Diagnostic", "Related", "Severity", "Span", "diagnose", "errors", "ordered"]


class Span(NamedTuple):
    """A place in a file. `line` and `column` count from 1; 0 means the file as a whole.

    `path` is the place in the data (`slos[0].target`), `excerpt` the text of the line, so that whoever
    draws a diagnostic needs no file, `width` how many characters of the line are meant, and `document` which document of the file it is.
    """

    file: str
    line: int = 0
    column: int = 0
    path: str = ""
    excerpt: str = ""
    width: int = 1
    document: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Related(NamedTuple):
    """Another place that belongs to the story: `first defined here`."""

    message: str
    span: Span


@dataclass(frozen=True, slots=True)
class Diagnostic:
    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    related: tuple[Related, ...] = ()

    def as_error(self) -> Diagnostic:
        return replace(self, severity=Severity.ERROR)


def diagnose(
    code: str, message: str, span: Span, hint: str = "", related: Iterable[Related] = ()
) -> Diagnostic:
    """A diagnostic of a catalogued code; the catalogue decides how severe it is."""
    return Diagnostic(code, CODES[code].severity, message, span, hint, tuple(related))


def errors(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in diagnostics if each.severity is Severity.ERROR]


def ordered(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """By file, line, column, code, each once: the same mistakes always print the same text."""
    unique = dict.fromkeys(diagnostics)
    return sorted(unique, key=lambda d: (d.span[:3], d.code, d.message))
