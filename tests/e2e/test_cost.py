"""What the rules of one SLO cost Prometheus, by its own count, next to what `explain` says before."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from slosmith.cost import cost_of
from slosmith.pipeline import plan_specs
from slosmith.plan.model import SloPlan
from slosmith.plan.slo_rules import slo_rules
from slosmith.promql.expr import text
from tests.e2e.stack import Api, free_port, process, prometheus_arguments, run, wait_until

SPEC = """
apiVersion: slosmith/v1
kind: Service
name: api
slos:
  - id: SLO-COST
    title: Cost
    target: 99.9%
    sli: {ratio: {bad: 'requests_total{code="500"}', total: requests_total}}
"""
CODES = ("200", "201", "204", "404", "500")
DAY, HOUR = 86400, 3600


@pytest.mark.parametrize("series", [50, 500])
def test_the_estimate_is_what_prometheus_counts(
    series: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slo = _slo(tmp_path)
    now = int(time.time()) // 60 * 60
    history = tmp_path / "history.txt"
    with history.open("w") as file:
        file.writelines(_history(slo, series, now))
    data = tmp_path / "data"
    once = "--max-block-duration=744h"
    run(["promtool", "tsdb", "create-blocks-from", "openmetrics", "-q", once, str(history), str(data)])
    config = tmp_path / "prometheus.yaml"
    config.write_text("global: {}\n")
    port = free_port()
    binary = shutil.which("prometheus")
    assert binary, "prometheus is not on the PATH; `make tools` puts it into .tools/bin"
    with process(prometheus_arguments(binary, config, data, port), tmp_path / "log"):
        api = Api(port)
        wait_until(api.ready, 60, "Prometheus is ready")
        counted = sum(_samples_per_minute(api, slo, now))
    estimated = cost_of(slo, series).samples_per_minute
    with capsys.disabled():
        print(f"\n{series} series: {counted:,.0f} samples a minute by Prometheus, {estimated:,} by explain")
    assert estimated == pytest.approx(counted, rel=0.15)


def _slo(folder: Path) -> SloPlan:
    specs = folder / "specs"
    specs.mkdir()
    (specs / "api.yaml").write_text(SPEC)
    plan = plan_specs(specs).plan
    assert plan is not None
    return plan.services[0].slos[0]


def _history(slo: SloPlan, series: int, now: int) -> Iterator[str]:
    """Raw series as far back as they are read raw, a fifth of them errors, and a full window of recordings."""
    for number in range(series):
        labels = f'code="{CODES[number % len(CODES)]}",instance="i{number // len(CODES)}"'
        for at in range(now - 2 * HOUR, now + 1, slo.scrape):
            yield f"requests_total{{{labels}}} {(at - now + 2 * HOUR) * 3} {at}\n"
    recorded = {rule.name for rule in slo_rules(slo).rules if ":" in rule.name}
    for name in sorted(recorded):
        reach = slo.window if name in ("slo:events:rate", "slo:errors:rate") else 2 * HOUR
        for at in range(now - reach, now + 1, slo.interval):
            yield f'{name}{{slo="{slo.id}",service="{slo.service}"}} 0.5 {at}\n'
    yield "# EOF\n"


def _samples_per_minute(api: Api, slo: SloPlan, at: int) -> Iterator[float]:
    for group in slo_rules(slo).groups:
        for rule in group.rules:
            answer = api.get("/api/v1/query", query=text(rule.expr), time=str(at), stats="all")
            touched = answer["data"]["stats"]["samples"]["totalQueryableSamples"]
            yield touched * 60 / group.interval
