"""Specs of any size for the benchmark: the mix of SLI types, targets and windows that a large company has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SLOS_PER_SERVICE = 200

_PROJECT = """\
apiVersion: slosmith/v1
kind: Project
name: bench
title: Bench
retention: 45d
external_labels: {cluster: bench}
urls:
  runbooks: https://runbooks.example.com
  dashboards: https://grafana.example.com
---
apiVersion: slosmith/v1
kind: Metrics
metrics:
  - {name: http_requests_total, type: counter, unit: requests, labels: [route, code]}
  - name: http_request_duration_seconds
    type: histogram
    unit: seconds
    labels: [route]
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
  - {name: replicas_ready, type: gauge, unit: replicas, labels: [route]}
"""

_PLAYBOOK = """\
---
apiVersion: slosmith/v1
kind: Playbook
id: INC-001
title: A service misses its objective
---

## Diagnosis Steps

Look at what was released last.
"""

_RATIO = """\
      ratio:
        bad: http_requests_total{{job="{job}",route="/v1/{number}",code=~"5.."}}
        total: http_requests_total{{job="{job}",route="/v1/{number}"}}
"""
_LATENCY = """\
      latency:
        histogram: http_request_duration_seconds
        selector: 'job="{job}",route="/v1/{number}"'
        threshold: 500ms
"""
_TIME_SLICE = """\
      time_slice:
        query: min(replicas_ready{{job="{job}",route="/v1/{number}"}})
        at_least: 2
"""
# Of ten SLOs seven count events, two measure latency and one time.
_SLIS = (_RATIO, _RATIO, _LATENCY, _RATIO, _RATIO, _TIME_SLICE, _RATIO, _RATIO, _LATENCY, _RATIO)
_TARGETS = ("99.9%", "99.5%", "99%", "99.95%", "99.9%", "99%", "99.9%")


def write_specs(folder: Path, slos: int, targets: Sequence[str] = ()) -> None:
    """Below `folder`, so many SLOs in services of at most 200. Without `targets` they have the usual ones."""
    (folder / "services").mkdir(parents=True)
    (folder / "project.yaml").write_text(_project(targets), encoding="utf-8")
    (folder / "INC-001.md").write_text(_PLAYBOOK, encoding="utf-8")
    for first in range(0, slos, SLOS_PER_SERVICE):
        name = f"service-{first // SLOS_PER_SERVICE:03}"
        numbers = range(first, min(first + SLOS_PER_SERVICE, slos))
        text = _head(name) + "".join(_slo(name, number) for number in numbers)
        (folder / "services" / f"{name}.yaml").write_text(text, encoding="utf-8")


def _project(targets: Sequence[str]) -> str:
    chosen = f"targets: [{', '.join(targets)}]\n---\n" if targets else "---\n"
    return _PROJECT.replace("---\n", chosen)


def _head(name: str) -> str:
    return f"apiVersion: slosmith/v1\nkind: Service\nname: {name}\ntitle: {name}\nowner: team-{name[-2:]}\nslos:\n"


def _slo(service: str, number: int) -> str:
    window = "7d" if number % 7 == 3 else "30d"
    return (
        f"  - id: SLO-{number:05}\n"
        f"    title: Route {number} of {service}\n"
        f"    description: Callers of route {number} are served well\n"
        f"    target: {_TARGETS[number % len(_TARGETS)]}\n"
        f"    window: {window}\n"
        "    playbook: INC-001\n"
        "    sli:\n"
    ) + _SLIS[number % len(_SLIS)].format(job=service, number=number)
