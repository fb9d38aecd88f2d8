"""A service with hundreds of SLOs: dashboards are cut and folded, links lead to the right part, Kubernetes takes all of it."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from slosmith.pipeline import compile_specs
from slosmith.plan.defaults import dashboard_uid
from slosmith.targets.kubernetes.sizes import DATA

COUNT = 60
HEAD = "apiVersion: slosmith/v1\nkind: "


def _specs(folder: Path) -> Path:
    slos = [
        f"  - {{id: SLO-{number}, title: Endpoint {number}, target: 99%,"
        f' sli: {{ratio: {{bad: \'a_total{{path="/{number}",code="5"}}\', total: \'a_total{{path="/{number}"}}\'}}}}}}'
        for number in range(COUNT)
    ]
    alert = "  - {name: Own, expr: x > 1, severity: high, slo: SLO-59, summary: s}\n"
    text = (
        f"{HEAD}Project\nname: demo\nretention: 90d\nkubernetes: {{namespace: monitoring}}\ntargets: [prometheus, grafana, kubernetes]\n"
        "urls: {dashboards: 'https://g.example.com'}\n---\n"
        f"{HEAD}Service\nname: api\nslos:\n" + "\n".join(slos) + f"\nalerts:\n{alert}"
    )
    folder.mkdir()
    (folder / "api.yaml").write_text(text, encoding="utf-8")
    return folder


def test_dashboards_of_a_large_service_are_cut_and_folded(tmp_path: Path) -> None:
    result = compile_specs(_specs(tmp_path / "specs"))
    assert not result.failed, result.diagnostics
    texts = {each.path: each.text for each in result.artifacts}
    dashboards = [json.loads(texts[f"grafana/dashboards/slo-api{part}.json"]) for part in ("", "_2", "_3")]
    assert len({each["uid"] for each in dashboards}) == len({each["title"] for each in dashboards}) == 3
    shown = []
    for each in dashboards:
        rows = [panel for panel in each["panels"] if panel["type"] == "row" and panel["collapsed"]]
        shown += [row["title"] for row in rows]
        places = [panel["gridPos"]["y"] for panel in each["panels"]]
        assert places == sorted(places)
        ids = [panel["id"] for row in rows for panel in (row, *row["panels"])]
        assert len(ids) == len(set(ids))
        assert all(row["panels"] for row in rows)
    assert sum(title.startswith("Endpoint ") for title in shown) == COUNT
    objects = [text for path, text in texts.items() if path.startswith("kubernetes/dashboard-slo-api")]
    assert len(objects) == 3
    assert all(sum(map(len, yaml.safe_load(text)["data"].values())) < DATA // 2 for text in objects)


def test_alerts_lead_to_the_part_that_shows_their_slo(tmp_path: Path) -> None:
    result = compile_specs(_specs(tmp_path / "specs"))
    assert result.plan is not None
    [service] = result.plan.services
    assert service.slos[24].links.dashboard_url == "https://g.example.com/d/slo-api?var-slo=SLO-24"
    assert service.slos[25].links.dashboard_url == "https://g.example.com/d/slo-api_2?var-slo=SLO-25"
    [alert] = service.hand_written
    assert alert.annotations["dashboard_url"] == "https://g.example.com/d/slo-api_3?var-slo=SLO-59"


def test_uids_are_those_of_one_service_and_short_enough() -> None:
    assert dashboard_uid("api", 24) == "slo-api"
    assert dashboard_uid("api", 399) == "slo-api_16"
    long = "a" * 63
    uids = [dashboard_uid(long, place) for place in range(0, 400, 25)]
    assert len(set(uids)) == 16
    assert max(map(len, uids)) <= 40
