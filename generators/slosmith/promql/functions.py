"""What is known of PromQL's functions, by name."""

from __future__ import annotations

# Functions whose result does not grow with the length of their range, so that `$window` may stand in them.
WINDOW_SAFE = frozenset(
    [
        "rate",
        "irate",
        "idelta",
        "deriv",
        "avg_over_time",
        "min_over_time",
        "max_over_time",
        "last_over_time",
        "present_over_time",
        "quantile_over_time",
        "stddev_over_time",
        "stdvar_over_time",
        "predict_linear",
    ]
)
# Those whose result does.
GROWING = frozenset({"increase", "delta", "sum_over_time", "count_over_time"})

COUNTER_FUNCTIONS = frozenset(
    {"rate", "increase", "irate", "resets", "changes", "absent", "absent_over_time"}
)
# Functions that do not care for the value of a counter, only for its being there or its label set.
PRESENCE = frozenset(
    {"present_over_time", "count", "group", "count_over_time", "timestamp", "last_over_time"}
)

SCALAR_FUNCTIONS = frozenset({"time", "scalar", "pi"})
# Functions that write the label which their second argument names.
INSTANT_STRINGS = frozenset({"label_replace", "label_join"})

# Prometheus 2.42, the oldest release that the output is written for, knows exactly these (its query/functions page).
PROMETHEUS_2_42 = frozenset(
    [
        "abs",
        "absent",
        "absent_over_time",
        "acos",
        "acosh",
        "asin",
        "asinh",
        "atan",
        "atanh",
        "avg_over_time",
        "ceil",
        "changes",
        "clamp",
        "clamp_max",
        "clamp_min",
        "cos",
        "cosh",
        "count_over_time",
        "day_of_month",
        "day_of_week",
        "day_of_year",
        "days_in_month",
        "deg",
        "delta",
        "deriv",
        "exp",
        "floor",
        "histogram_count",
        "histogram_fraction",
        "histogram_quantile",
        "histogram_sum",
        "holt_winters",
        "hour",
        "idelta",
        "increase",
        "irate",
        "label_join",
        "label_replace",
        "last_over_time",
        "ln",
        "log10",
        "log2",
        "max_over_time",
        "min_over_time",
        "minute",
        "month",
        "pi",
        "predict_linear",
        "present_over_time",
        "quantile_over_time",
        "rad",
        "rate",
        "resets",
        "round",
        "scalar",
        "sgn",
        "sin",
        "sinh",
        "sort",
        "sort_desc",
        "sqrt",
        "stddev_over_time",
        "stdvar_over_time",
        "sum_over_time",
        "tan",
        "tanh",
        "time",
        "timestamp",
        "vector",
        "year",
    ]
)
