"""A tool that gave no answer, as a diagnostic: it is not installed or too old, or it died or hung."""

from __future__ import annotations

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.tools.run import Crashed, Unavailable, variable

_PRODUCTS = {"promtool": "the promtool of Prometheus", "amtool": "the amtool of Alertmanager"}


def unanswered(tool: str, outcome: Unavailable | Crashed, undone: str, place: Span) -> Diagnostic:
    """`undone` is what did not happen because of it, such as "the tests were not run"."""
    if isinstance(outcome, Crashed):
        return diagnose("tool-crashed", outcome.reason, place)
    hint = f"install {_PRODUCTS.get(tool, tool)}, or let {variable(tool)} name it"
    return diagnose("tool-missing", f"{undone}: {outcome.reason}", place, hint)
