"""Of a grouped SLO the dashboards show the group that is worst, for budgets and values as for burn rates."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from tests.plans import plan_of, written

from slosmith.targets.grafana import TARGET
from slosmith.tools.run import Tool
from slosmith.verify.dashboard_queries import queries
from slosmith.verify.dashboards import dashboards

SPEC = """\
apiVersion: slosmith/v1
kind: Project
name: demo
external_labels: {cluster: a}
---
apiVersion: slosmith/v1
kind: Service
name: api
slos:
  - id: SLO-API-001
    title: Route availability
    target: 99.9%
    group_by: [handler]
    sli: {ratio: {bad: 'errors_total{job="api"}', total: 'requests_total{job="api"}'}}
"""
# What is recorded of each group: the best of one is the worst of the other.
RECORDED = {
    "slo:error_budget:remaining": ("-4", "0.9"),
    "slo:error_ratio:window": ("0.005", "0.0001"),
    "slo:data:coverage": ("0.5", "1"),
    "slo:error_ratio:rate1h": ("0.02", "0"),
}
# By the dashboard, the panel, the recording that its query reads, and where the worst of both must stand.
PANELS = [
    ("slo-api", "Budgets left", "slo:error_budget:remaining", -4.0),
    ("slosmith-overview", "Least budget left", "slo:error_budget:remaining", -4.0),
    ("slosmith-overview", "Objectives, worst first", "(last_over_time(slo:error_budget:remaining", -4.0),
    ("slo-api", "Objectives, worst first", "(last_over_time(slo:error_budget:remaining", -4.0),
    ("slo-api", "Objectives, worst first", "slo:error_ratio:window", 0.995),
    ("slosmith-overview", "Objectives, worst first", "slo:error_ratio:window", 0.995),
    ("slosmith-overview", "Objectives, worst first", "slo:data:coverage", 0.5),
    ("slosmith-overview", "Objectives, worst first", "slo:error_ratio:rate1h", 20.0),
    ("slosmith-overview", "Objectives, worst first", "slo:error_ratio_all:rate3d", 0.99),
]


@pytest.mark.parametrize(("uid", "title", "reads", "worst"), PANELS)
def test_the_worst_group_is_shown(
    uid: str, title: str, reads: str, worst: float, promtool: Tool, tmp_path: Path
) -> None:
    [found] = [each for each in dashboards(written(plan_of(SPEC), TARGET)) if each.data["uid"] == uid]
    asked = [query.expr for query in queries(found.data) if query.place.startswith(f"panel `{title}`")]
    [expr] = [each for each in asked if reads in each and " < bool " not in each]
    series = {
        f'{name}{{slo="SLO-API-001",service="api",handler="{handler}"}}': f"{value}x10"
        for name, values in RECORDED.items()
        for handler, value in zip("ab", values, strict=True)
    }
    own = '{slo="SLO-API-001",service="api"}'
    series |= {f"slo:target:ratio{own}": "0.999x10", f"slo:error_ratio_all:rate3d{own}": "0.01x10"}
    series['slo:metadata:info{slo="SLO-API-001",service="api",owner="sre"}'] = "1x10"
    # A subtraction leaves a last digit.
    rounded = f"round(min({expr}), 0.0001)"
    test = {
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [
            {"expr": rounded, "eval_time": "5m", "exp_samples": [{"labels": "{}", "value": worst}]}
        ],
    }
    (tmp_path / "test.yaml").write_text(json.dumps({"evaluation_interval": "1m", "tests": [test]}))
    done = subprocess.run(
        [promtool.path, "test", "rules", "test.yaml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_external_label_is_a_variable_that_all_panels_obey() -> None:
    drawn = dashboards(written(plan_of(SPEC), TARGET))
    assert len(drawn) == 3
    for each in drawn:
        [cluster] = [
            variable for variable in each.data["templating"]["list"] if variable["name"] == "cluster"
        ]
        assert (cluster["query"], cluster["allValue"]) == ("label_values(slo:metadata:info, cluster)", ".*")
    text = json.dumps([each.data for each in drawn if each.data["uid"] == "slo-api"])
    assert text.count('slo=\\"SLO-API-001\\"') == text.count('slo=\\"SLO-API-001\\",cluster=~\\"$cluster\\"')


def test_an_external_label_called_like_a_variable_of_ours_is_none() -> None:
    [overview] = [
        each
        for each in dashboards(written(plan_of(SPEC.replace("cluster: a", "owner: us")), TARGET))
        if each.data["uid"] == "slosmith-overview"
    ]
    names = [each["name"] for each in overview.data["templating"]["list"]]
    assert names == ["datasource", "service", "owner", "severity"]
