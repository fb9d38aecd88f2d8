"""The severities that apply when nobody defines any, and what SLO alerts use by default."""

from __future__ import annotations

from slosmith.plan.model import Severity
from slosmith.units import HOUR, MINUTE

DEFAULT_SEVERITIES = (
    Severity("critical", pages=True, response=15 * MINUTE),
    Severity("high", pages=True, response=HOUR),
    Severity("medium", pages=False, response=4 * HOUR),
    Severity("low", pages=False, response=24 * HOUR),
)
DEFAULT_PAGE, DEFAULT_TICKET = "high", "medium"
DEFAULT_OWNER = "sre"
# The Watchdog fires for ever by design and answers to nobody.
WATCHDOG_SEVERITY = "none"
