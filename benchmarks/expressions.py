"""How long the PromQL type checker takes: the median of many expressions that differ in the values of their matchers."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "generators"))

from slosmith.promql.types import judge

# The aim, in milliseconds an expression.
AIM = 0.1
_TEMPLATES = (
    'sum(rate(http_requests_total{{job="{job}",route="/v1/{number}",code=~"5.."}}[5m]))'
    ' / sum(rate(http_requests_total{{job="{job}",route="/v1/{number}"}}[5m])) > 0.01',
    "histogram_quantile(0.95, sum by (le, job) (rate("
    'http_request_duration_seconds_bucket{{job="{job}",route="/v1/{number}"}}[5m]))) > 2',
    'max by (shard) (queue_length{{job="{job}",shard="{number}"}}) > 100'
    ' unless on (job) maintenance{{job="{job}",route=~"/v{number}.*"}}',
    'absent(up{{job="{job}",instance="{number}"}}) or label_replace(up{{job="{job}"}}, "to", "$1", "job", "(.*)") == 0',
)


class Spent(NamedTuple):
    """Milliseconds: of the median expression, and of all of them together."""

    expressions: int
    middle: float
    total: float


def measure(slos: int = 10_000) -> Spent:
    sources = [
        template.format(job=f"job-{number % 50}", number=number)
        for number in range(slos // len(_TEMPLATES))
        for template in _TEMPLATES
    ]
    taken = []
    for source in sources:
        start = time.perf_counter()
        judge(source)
        taken.append((time.perf_counter() - start) * 1000)
    return Spent(len(sources), median(taken), sum(taken))


def line(spent: Spent) -> str:
    return (
        f"PromQL types: {spent.middle:.3f} ms an expression at the median (aim {AIM:g}), "
        f"{spent.total:.0f} ms for {spent.expressions:,}"
    )


if __name__ == "__main__":
    print(line(measure()))
