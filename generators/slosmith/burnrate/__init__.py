"""The mathematics of error budgets and burn-rate alerts: exact, and without input or output."""

from slosmith.burnrate.custom import custom_tier
from slosmith.burnrate.detection import (
    RAW_LIMIT,
    Bound,
    Detection,
    detection,
    latency,
    respondability,
    shortest_paging_outage,
    time_to_exhaustion,
    worst_latency,
)
from slosmith.burnrate.lowtraffic import budget_events, min_events, unguarded_traffic
from slosmith.burnrate.policy import Dropped, Policy, policy
from slosmith.burnrate.tier import Tier, TierClass
from slosmith.burnrate.windows import (
    evaluation_interval,
    nice,
    rate_window,
    short_window,
    shortest_long,
    shortest_short,
)

__all__ = [
    "RAW_LIMIT",
    "Bound",
    "Detection",
    "Dropped",
    "Policy",
    "Tier",
    "TierClass",
    "budget_events",
    "custom_tier",
    "detection",
    "evaluation_interval",
    "latency",
    "min_events",
    "nice",
    "policy",
    "rate_window",
    "respondability",
    "short_window",
    "shortest_long",
    "shortest_paging_outage",
    "shortest_short",
    "time_to_exhaustion",
    "unguarded_traffic",
    "worst_latency",
]
