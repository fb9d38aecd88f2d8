"""What slosmith says to people: one value per mistake, with the place and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from slosmith.codes import CODES, Severity
from slosmith.origin import Span

__all__ = ["Diagnostic", "Related", "Severity", "Span", "diagnose", "errors", "ordered"]


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
