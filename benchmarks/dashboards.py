"""Measures how long the dashboards of many services take: `python benchmarks/dashboards.py --services 100 --slos 3`."""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "generators"))

from slosmith.artifact import Artifact
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.targets import grafana

_HEAD = """\
apiVersion: slosmith/v1
kind: Service
name: service-{number:03}
slos:
"""
_SLO = """\
  - id: SLO-{number:03}-{slo:03}
    title: Route {slo} of service {number}
    target: {target}
    sli:
      ratio:
        bad: http_requests_total{{job="{number}",route="{slo}",code=~"5.."}}
        total: http_requests_total{{job="{number}",route="{slo}"}}
"""
_ALERT = """\
alerts:
  - name: Backlog{number:03}
    expr: max(backlog_pending{{job="{number}"}}) > 100
    for: 10m
    severity: high
"""
_TARGETS = ("99.9%", "99.5%", "99%", "95%")


def write_specs(folder: Path, services: int, slos: int) -> None:
    """As VirtEngine's: some SLOs a service, and a hand-written alert."""
    for number in range(services):
        rows = [
            _SLO.format(number=number, slo=slo, target=_TARGETS[slo % len(_TARGETS)]) for slo in range(slos)
        ]
        text = _HEAD.format(number=number) + "".join(rows) + _ALERT.format(number=number)
        (folder / f"service-{number:03}.yaml").write_text(text, encoding="utf-8")


def rendered(plan: Plan) -> Iterator[Artifact]:
    for each in grafana.render(plan):
        if not isinstance(each, Artifact):
            sys.exit(f"{each.code}: {each.message}")
        yield each


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--services", type=int, default=100)
    parser.add_argument("--slos", type=int, default=3, help="of each service")
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="slosmith-bench-") as name:
        write_specs(Path(name), arguments.services, arguments.slos)
        plan = plan_specs(Path(name)).plan
    assert plan is not None, "the specs of the benchmark are clean"
    start = time.perf_counter()
    artifacts = list(rendered(plan))
    wall = time.perf_counter() - start
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = resource.getrusage(resource.RUSAGE_SELF)
    size = sum(len(each.text) for each in artifacts)
    print(
        f"{arguments.services} services of {arguments.slos} SLOs: {wall:.2f} s, {size / 1e6:.1f} MB of JSON"
    )
    print(
        f"CPU of Jsonnet {children.ru_utime + children.ru_stime:.2f} s, largest process {children.ru_maxrss / 1024:.0f} MB"
    )
    print(
        f"CPU of all else {own.ru_utime + own.ru_stime:.2f} s, {own.ru_maxrss / 1024:.0f} MB (with reading and planning)"
    )


if __name__ == "__main__":
    main()
