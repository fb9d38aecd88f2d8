"""The names of recorded series, and the labels that are slosmith's own.

Recordings carry exactly slo, service and the group_by labels, so that a new owner or title does not break
thirty days of history; whatever may change is on the alerts.
"""

from __future__ import annotations

from slosmith.promql.expr import Selector
from slosmith.promql.series import series as series_of
from slosmith.units import duration

ERRORS_RATE = "slo:errors:rate"
EVENTS_RATE = "slo:events:rate"
# The lowest and the highest answer of an SLI's query; NaN while it is idle.
SLI_MIN = "slo:sli:min"
SLI_MAX = "slo:sli:max"
SLICE_GOOD = "slo:slice:good"
SLICE_SEEN = "slo:slice:seen"
TARGET_RATIO = "slo:target:ratio"
ERROR_RATIO_WINDOW = "slo:error_ratio:window"
BUDGET_REMAINING = "slo:error_budget:remaining"
DATA_COVERAGE = "slo:data:coverage"
INFO = "slo:metadata:info"

IDENTITY = ("slo", "service")
# Keeps the counters of a sum apart until they are added up.
SUMMAND = "slo_summand"
# Labels that rules set themselves; an expression that brings one of them would collide with it.
RESERVED_LABELS = frozenset(
    {
        "alertname",
        "slo",
        "service",
        "severity",
        "owner",
        "scope",
        "long_window",
        "short_window",
        "burn_rate",
        SUMMAND,
    }
)
# Labels that a scrape gives every series. With `honor_labels: false` the exported ones are renamed.
TARGET_LABELS = frozenset({"job", "instance", "service", "namespace", "pod", "container", "endpoint"})


def error_ratio(window: int, *, collapsed: bool = False) -> str:
    """The recorded error ratio over `window` seconds; `collapsed` is the one over all groups together."""
    return f"slo:{'error_ratio_all' if collapsed else 'error_ratio'}:rate{duration(window)}"


def recorded(series: str, slo: str, *, range: int = 0, offset: int = 0) -> Selector:
    """A selector of what the rules of one SLO recorded."""
    return Selector(series_of(series, ("slo", slo)), range, offset)
