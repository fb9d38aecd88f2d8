"""Sound specs that look like the bad ones: what the checks of expressions say nothing of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slosmith.codes import CODES, Severity
from slosmith.pipeline import compile_all

from .repository import HEAD
from .scenarios import SPECS

# The codes that are about what an expression can be.
_SILENT = {
    "never-matches", "never-true", "no-series", "quantile-without-le", "always-one", "dead-branch", "always-true",
    "or-zero", "or-hides", "matcher-pattern", "matcher-variable", "bad-outside-total", "bucket-as-bad", "never-bad",
    "always-bad", "not-events", "for-outlasts", "not-a-counter", "unmatched-division", "raw-counter", "raw-buckets",
    "bucket-bound",
}  # fmt: skip
_METRICS = """
---
apiVersion: slosmith/v1
kind: Metrics
metrics:
  - {name: shop_requests_total, type: counter, unit: requests, labels: [code, route, result]}
  - {name: shop_errors_total, type: counter, unit: errors, labels: [code, route, result]}
  - {name: shop_seconds, type: histogram, unit: seconds, labels: [route], buckets: [0.1, 0.5, 1]}
  - {name: shop_pods_count, type: gauge}
  - {name: shop_ratio, type: counter}
"""

_ALERTS = [
    # A comparison that looks as if no value, or every one, satisfied it.
    'count(up{job="shop"} == 1) < 2',
    'count(up{job="shop"}) == 1',
    'count(up{job="shop"} == 0) > 0',
    'count by (job) (up) or absent(up{job="shop"})',
    'absent(up{job="shop"}) == 1',
    'sum(up{job="shop"}) == 0',
    'sum(rate(shop_orders_total{status="failed"}[5m])) / sum(rate(shop_orders_total[5m])) > 0.05',
    '100 * sum(rate(shop_orders_total{status="failed"}[5m])) / sum(rate(shop_orders_total[5m])) > 5',
    # Of two kinds of events, and of what one may exceed the other.
    "sum(rate(shop_retries_total[5m])) / sum(rate(shop_orders_total[5m])) > 3",
    "sum(shop_used) / sum(shop_quota) > 1.2",
    "delta(shop_temperature[1h]) < 0",
    "deriv(shop_free[1h]) < 0",
    "predict_linear(shop_free[6h], 4 * 3600) < 0",
    "increase(shop_orders_total[5m]) == 0",
    "sum by (shard) (rate(shop_orders_total[5m])) == 0",
    "(time() - shop_last_success_timestamp_seconds) > 3600",
    # Sides that look as if they did not match.
    "node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1",
    "rate(shop_a_total[5m]) / rate(shop_b_total[5m]) > 0.5",
    "sum by (instance, status) (rate(shop_a_total[5m])) / on (instance) group_left () sum by (instance) (rate(shop_a_total[5m])) > 0.5",
    "sum by (instance, status) (rate(shop_a_total[5m])) / ignoring (status) group_left () sum by (instance) (rate(shop_a_total[5m])) > 0.5",
    "shop_replicas > 1 and on (job) (sum by (job) (rate(shop_a_total[5m])) > 1)",
    "job:shop_errors:sum / on (job) sum by (job) (rate(shop_orders_total[5m])) > 5",
    "job:shop_errors:sum / sum by (job) (rate(shop_orders_total[5m])) > 5",
    'shop_queue{env="x"} > 5 unless on (job) shop_queue{env="y"}',
    'shop_queue{env="x"} > 5 or shop_queue{env="y"} > 7',
    'shop_state{state="a"} + ignoring (state) shop_state{state="b"} > 1',
    'sum by (job) (shop_state{state="a"}) / sum by (job) (shop_state{state="b"}) > 1',
    'rate(shop_orders_total{status="failed"}[5m]) / ignoring (status) group_left () sum without (status) (rate(shop_orders_total[5m])) > 0.1',
    # Quantiles: of classic buckets that keep `le`, of native histograms, of recordings.
    "histogram_quantile(0.9, sum by (le, job) (rate(shop_wait_seconds_bucket[5m]))) > 2",
    "histogram_quantile(0.9, sum without (instance) (rate(shop_wait_seconds_bucket[5m]))) > 2",
    "histogram_quantile(0.9, sum by (job) (rate(shop_wait_seconds[5m]))) > 2",
    "histogram_quantile(0.9, job:shop_wait_seconds_bucket:rate5m) > 2",
    # Zeroes.
    "(sum(rate(shop_orders_total[5m])) or vector(0)) < 1",
    "sum(rate(shop_orders_total[5m]) or vector(0)) < 1",
    "(sum by (region) (rate(shop_orders_total[5m])) or on () vector(0)) < 1",
    # Matchers that look like patterns or variables.
    'shop_queue{code=~"4xx|5xx|other"} > 5',
    'shop_queue{host="db.example.com",path="/a/b",version="1.2.3"} > 5',
    'shop_queue{topic="orders.v1.retry",currency="US$"} > 5',
    'shop_queue{file=~".*[.]log$",code=~"5..",code!="501"} > 5',
    'shop_queue{volume="C:\\\\data"} > 5',
    # Gauges with the names of counters, and counters with those of gauges.
    "shop_pods_count > 100",
    "kube_deployment_replicas_count > 100",
    "minio_nodes_offline_total > 0",
    "rate(shop_ratio[5m]) > 5",
    "rate(:tensorflow:serving:request_count[5m]) > 5",
    'rate(shop_seconds_bucket{le="0.5"}[5m]) > 5 and ignoring (le) rate(shop_seconds_bucket{le="1.0"}[5m]) > 5',
]  # fmt: skip
_RATIOS = [
    ("bad", 'shop_requests_total{code=~"5.."}', "shop_requests_total"),
    ("bad", 'shop_requests_total{code=~"5..",route="/a"}', 'shop_requests_total{route!~"/internal"}'),
    ("bad", 'shop_requests_total{code="500"}', 'shop_requests_total{code=~"[1-5].."}'),
    ("bad", 'shop_errors_total{result="failed"}', 'shop_requests_total{result="sent"}'),
    (
        "bad",
        'sum(rate(shop_requests_total{result="failed"}[$window]))',
        'sum(rate(shop_requests_total{result="failed"}[$window])) + sum(rate(shop_requests_total{result="ok"}[$window]))',
    ),
    ("good", 'shop_seconds_bucket{le="0.5"}', "shop_seconds_count"),
    ("good", 'shop_seconds_bucket{le=~"0.5|1"}', "shop_seconds_count"),
    # A slow transfer is a bad one, and a small bucket holds the slow.
    ("bad", 'shop_transfer_speed_bucket{le="100"}', "shop_transfer_speed_count"),
    (
        # What is good of a histogram; all less what is good is a difference, which is refused.
        "good",
        'sum(rate(shop_seconds_bucket{le="0.5"}[$window]))',
        "shop_seconds_count",
    ),
    ("bad", "sum(rate(shop_errors_total[$window])) or vector(0)", "shop_requests_total"),
    (
        "bad",
        'sum(rate(shop_a_total{job="a"}[$window]) or rate(shop_b_total{job="b"}[$window]))',
        "shop_requests_total",
    ),
    ("bad", "sum(avg_over_time(shop_missing[$window]))", "sum(avg_over_time(shop_wanted[$window]))"),
]
_SLICES = [
    # Where missing data is bad, being there is all that is asked.
    'query: count(up{job="shop"})\n  at_least: 1',
    "query: max(shop_temperature)\n  at_most: 100",
    'query: avg(up{job="shop"})\n  at_least: 0.9\n  missing: ignore',
]
_SLIS = [
    *(f"ratio:\n  {part}: {json.dumps(one)}\n  total: {json.dumps(total)}" for part, one, total in _RATIOS),
    *(f"time_slice:\n  {slice_}" for slice_ in _SLICES),
    "raw:\n  error_ratio: 1 - avg_over_time(up[$window])",
]


def _found(text: str) -> set[str]:
    SPECS.mkdir()
    Path(SPECS, "shop.yaml").write_text(text + _METRICS)
    found = compile_all(SPECS).diagnostics
    return {each.code for each in found if each.code in _SILENT or each.severity is Severity.ERROR}


@pytest.mark.parametrize("expr", _ALERTS)
def test_an_alert_that_works(expr: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    alert = f"  - {{name: ShopBroken, severity: high, expr: {json.dumps(expr)}}}\n"
    assert _found(f"{HEAD}name: shop\nalerts:\n{alert}") == set()


@pytest.mark.parametrize("sli", _SLIS)
def test_an_sli_that_works(sli: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    indented = sli.replace("\n", "\n      ")
    slo = f"  - id: SLO-SHOP-001\n    title: Checkout\n    target: 99.9%\n    sli:\n      {indented}\n"
    assert _found(f"{HEAD}name: shop\nslos:\n{slo}") == set()


@pytest.mark.parametrize(
    ("expr", "wait"),
    [
        ("increase(shop_errors_total[10m]) > 0", "5m"),
        ("increase(shop_errors_total[5m]) > 3", "10m"),
        ("rate(shop_errors_total[5m]) > 0", "10m"),
        ("max_over_time(shop_queue[5m]) > 0", "10m"),
    ],
)
def test_a_for_that_works(expr: str, wait: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    alert = f"  - {{name: ShopBroken, severity: high, for: {wait}, expr: {json.dumps(expr)}}}\n"
    assert _found(f"{HEAD}name: shop\nalerts:\n{alert}") == set()


def test_the_codes_exist() -> None:
    assert set(CODES) >= _SILENT
