"""Diagnostics of every kind, and what is hostile in them."""

from __future__ import annotations

from dataclasses import replace

from slosmith.diagnostics import Diagnostic, Related, Span, diagnose

FILE = "specs/services/shop.yaml"
TARGET = Span(FILE, 4, 34, "slos[0].target", "slos: [{id: A, title: A, target: 0.999, sli: {}}]", 5)

ERROR = diagnose("target-range", "the target is 0.999, which reads as 0.999%", TARGET, "did you mean 99.9%?")
WARNING = diagnose(
    "no-condition", "the expression has no condition", Span(FILE, 9, 5, "", "  expr: max(a)", 6)
)
NOTE = diagnose(
    "retention-unknown", "nothing says how long Prometheus keeps data", Span("specs/project.yaml")
)
WHOLE = diagnose("stale", "plan.json is missing", Span("output/plan.json"), "run `slosmith generate`")
RELATED = diagnose(
    "duplicate-id",
    "`A` is there twice",
    Span(FILE, 12, 9, "slos[1].id", "  - id: A", 1),
    related=[Related("first defined here", Span("specs/other.yaml", 3, 9)), Related("see", Span("specs"))],
)
HOSTILE = diagnose(
    "promtool",
    "a<b> & \"c\" 'd' ]]> [text](https://evil.example) {0}\r\n::error file=x::y\n##[error]z\x00\x1b[31m\ud800\ufffe%0A",
    Span("specs/ü b%20:c,d.yaml", 1, 2, "", "\x07\t<x>::y", 3),
    "::stop-commands::x\n</failure>",
)
TWICE = replace(ERROR, span=ERROR.span._replace(line=7, column=3))

ALL: tuple[Diagnostic, ...] = (ERROR, WARNING, NOTE, WHOLE, RELATED, HOSTILE, TWICE)


def moved(diagnostics: tuple[Diagnostic, ...], lines: int) -> tuple[Diagnostic, ...]:
    """As they are when that many lines were put in at the top of each file."""
    return tuple(
        replace(each, span=each.span._replace(line=each.span.line + lines)) if each.span.line else each
        for each in diagnostics
    )
