"""SLIs that are not finite: one NaN or Inf that is recorded makes every window that holds it NaN or Inf."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import Expression, expressions
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.promql.finite import NotFinite, not_finite
from slosmith.promql.window import fill_window
from slosmith.spec import Spec
from slosmith.spec.sli import Role
from slosmith.units import HOUR

_RAW = "give counters, or write the whole ratio as `sli: {raw: {error_ratio: ...}}`"


def finite_slis(spec: Spec) -> Iterator[Diagnostic]:
    """Hand-written alerts may compute with anything: nothing is recorded of them."""
    for each in expressions(spec):
        if each.role is not None:
            yield from _judged(each, not_finite(fill_window(each.source, HOUR)))


def _judged(each: Expression, found: NotFinite | None) -> Iterator[Diagnostic]:
    field = next(part for part in reversed(each.origin.path) if isinstance(part, str))
    span = each.origin.span()
    if found is NotFinite.NEVER:
        yield diagnose(
            "not-finite",
            f"`{field}` computes with NaN, Inf or a division by zero, so no error budget can be computed from it",
            span,
            "remove it, or compare with it: a comparison keeps finite values only",
        )
    elif each.role is not Role.RATE:
        # What filters or clamps a ratio or a slice is generated around it.
        return
    elif found is NotFinite.RATIO:
        yield diagnose(
            "events-ratio",
            f"`{field}` divides rates by rates: that is a ratio, where events are counted",
            span,
            _RAW,
        )
    elif found is NotFinite.MAYBE:
        yield diagnose(
            "maybe-not-finite",
            f"`{field}` may be NaN or Inf, and one such value spoils every window that holds it",
            span,
            "guard what it divides by, as in `x / (y > 0)`; or keep finite values only, as in `(...) >= 0 < Inf`",
        )
