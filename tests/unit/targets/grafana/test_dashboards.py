"""Every generated dashboard: its layout, its texts, its colours, its names."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.plans import written

from slosmith.diagnostics import Diagnostic
from slosmith.pipeline import plan_specs
from slosmith.plan.model import Plan
from slosmith.targets import grafana
from slosmith.targets.grafana.data import plan_data, service_data
from slosmith.targets.grafana.library import FOLDER as LIBRARY
from slosmith.targets.grafana.shapes import Piece, evaluated
from slosmith.verify.dashboards import Dashboard, dashboards, layout_problems, panels_of, verify

from .conftest import SPECS, artifacts_of, plan_of

OKABE_ITO = {"E69F00", "56B4E9", "009E73", "F0E442", "0072B2", "D55E00", "CC79A7", "999999"}


def drawn(case: str) -> list[Dashboard]:
    return dashboards(artifacts_of(case))


def panels(dashboard: Dashboard) -> list[dict[str, Any]]:
    """Without rows."""
    return [each for each in panels_of(dashboard.data) if each["type"] != "row"]


def test_every_service_has_a_dashboard_and_there_are_two_for_all(case: str) -> None:
    plan = plan_of(case)
    uids = {each.data["uid"] for each in drawn(case) if each.own}
    expected = {f"slo-{service.name}" for service in plan.services} | {"slosmith-oncall"}
    assert uids - {"slosmith-overview"} == expected
    assert ("slosmith-overview" in uids) is any(service.slos for service in plan.services)


def test_the_verifier_has_nothing_to_say(case: str) -> None:
    assert verify(artifacts_of(case)) == ()


def test_layout(case: str) -> None:
    """24 columns, no overlap, no gap; the verifier is not asked, so that a fault in it shows here."""
    for dashboard in drawn(case):
        cells = [
            (column, line)
            for panel in panels_of(dashboard.data)
            for place in [panel["gridPos"]]
            for column in range(place["x"], place["x"] + place["w"])
            for line in range(place["y"], place["y"] + place["h"])
        ]
        height = max(line for _, line in cells) + 1
        assert sorted(cells) == [(column, line) for column in range(24) for line in range(height)]


def test_every_panel_explains_itself(case: str) -> None:
    for dashboard in drawn(case):
        for panel in panels(dashboard):
            defaults = panel["fieldConfig"]["defaults"]
            texts = [panel["title"], panel["description"], defaults["unit"], defaults["noValue"]]
            assert all(isinstance(text, str) and text.strip() for text in texts), panel["title"]
            assert panel["datasource"] == {"type": "prometheus", "uid": "$datasource"}
            assert panel["targets"]


def test_rows_follow_the_slos(case: str) -> None:
    for service in plan_of(case).services:
        [dashboard] = [each for each in drawn(case) if each.data["uid"] == f"slo-{service.name}"]
        rows = [each["title"] for each in dashboard.data["panels"] if each["type"] == "row"]
        named = [row for row in rows if row not in ("All objectives", "Hand-written alerts")]
        assert [slo.id in row for slo, row in zip(service.slos, named, strict=True)] == [True] * len(named)
        assert ("Hand-written alerts" in rows) is bool(service.alert_groups)
        top = [each["gridPos"]["y"] for each in dashboard.data["panels"]]
        assert all(first <= second for first, second in pairwise(top))


def test_the_variable_that_alerts_fill_in_is_there(case: str) -> None:
    for service in plan_of(case).services:
        [dashboard] = [each for each in drawn(case) if each.data["uid"] == f"slo-{service.name}"]
        listed = {each["name"]: each["query"] for each in dashboard.data["templating"]["list"]}
        if service.slos:
            assert listed["slo"].split(",") == [slo.id for slo in service.slos]


def test_only_colours_of_the_palette(case: str) -> None:
    for artifact in artifacts_of(case):
        if artifact.path.startswith("grafana/"):
            assert set(re.findall(r'"#([0-9A-F]{6})"', artifact.text)) <= OKABE_ITO
            assert not re.search(r'"(fixedColor|color)": "(?!#)', artifact.text)


def test_nothing_that_flux_would_replace(case: str) -> None:
    """Of ours, that is: what somebody wrote into a spec stays as it is, and the objects for Kubernetes ask Flux to."""
    written = "".join(path.read_text(encoding="utf-8") for path in SPECS[case].rglob("*.*") if path.is_file())
    found = {
        each
        for artifact in artifacts_of(case)
        for each in re.findall(r"\$\{[^}]*\}?", artifact.text)
        if "grafana/" in artifact.path
    }
    assert {each for each in found if each not in written} == set()


def test_what_linters_of_dashboards_ask_for(case: str) -> None:
    for dashboard in drawn(case):
        data = dashboard.data
        [datasource] = [each for each in data["templating"]["list"] if each["type"] == "datasource"]
        assert (datasource["name"], datasource["label"]) == ("datasource", "Data source")
        assert data["editable"] is False
        assert "id" not in data
        assert all(each["refresh"] == 2 for each in data["templating"]["list"] if each["type"] == "query")


@pytest.mark.parametrize("case", ["dashboards", "virtengine", "groups", "alerts", "zero-tolerance"])
def test_pieces_give_what_the_whole_gives(case: str) -> None:
    """Evaluating once per shape is a shortcut; this goes the long way."""
    plan = plan_of(case)
    services = [Piece("service", _plain(service_data(plan, each, chosen=True))) for each in plan.services]
    answer = evaluated(_plain(plan_data(plan)), services)
    assert not isinstance(answer, Diagnostic)
    for whole in answer:
        [short] = [each.data for each in drawn(case) if each.data["uid"] == whole["uid"]]
        for panel in panels_of(short):
            del panel["id"]
        assert short == whole


def _plain(value: Any) -> Any:
    """Without marks on texts."""
    return json.loads(json.dumps(value))


def test_few_shapes_for_many_slos() -> None:
    """It is what makes it fast: the same rows are evaluated once."""
    from slosmith.targets.grafana.assembly import _rows
    from slosmith.targets.grafana.shapes import _shape

    plan = plan_of("virtengine")
    rows = [piece for each in plan.services for piece in _rows(service_data(plan, each))]
    objectives = [_shape(piece, {}).source for piece in rows if piece.kind == "objective"]
    assert len(set(objectives)) < len(objectives)


def test_ids_of_panels_survive_a_new_slo(tmp_path: Path) -> None:
    head = "apiVersion: slosmith/v1\nkind: Service\nname: shop\nslos:\n"
    slo = "  - {{id: {id}, title: Title {id}, target: 99.9%, sli: {{ratio: {{bad: bad_total, total: all_total}}}}}}\n"
    before = _ids(tmp_path, head + slo.format(id="B"))
    after = _ids(tmp_path, head + slo.format(id="A") + slo.format(id="B"))
    assert before.items() <= after.items()
    assert len(set(after.values())) == len(after)


def _ids(folder: Path, text: str) -> dict[tuple[str, str], int]:
    (folder / "shop.yaml").write_text(text)
    plan = plan_specs(folder).plan
    assert plan is not None
    [shop] = [each for each in _dashboards(plan) if each.data["uid"] == "slo-shop"]
    row, found = "", {}
    for panel in panels_of(shop.data):
        row = panel["title"] if panel["type"] == "row" else row
        found[row, panel["title"]] = panel["id"]
    return found


def _dashboards(plan: Plan) -> list[Dashboard]:
    return dashboards(written(plan, grafana.TARGET))


def test_long_names_of_services_have_short_uids(tmp_path: Path) -> None:
    name = "a-service-with-a-name-that-is-much-too-long-for-a-uid"
    (tmp_path / "x.yaml").write_text(
        f"apiVersion: slosmith/v1\nkind: Service\nname: {name}\nslos:\n"
        "  - {id: A, title: A, target: 99%, sli: {ratio: {bad: bad_total, total: all_total}}}\n"
    )
    plan = plan_specs(tmp_path).plan
    assert plan is not None
    assert all(len(each.data["uid"]) <= 40 for each in _dashboards(plan))
    assert plan_data(plan)["service_url"] == "/dashboards?query=$__value"


def test_services_of_the_same_title_have_dashboards_of_different_titles(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(
            f"apiVersion: slosmith/v1\nkind: Service\nname: {name}\ntitle: Same\nslos:\n"
            f"  - {{id: {name}, title: {name}, target: 99%, sli: {{ratio: {{bad: bad_total, total: all_total}}}}}}\n"
        )
    plan = plan_specs(tmp_path).plan
    assert plan is not None
    titles = [each.data["title"] for each in _dashboards(plan)]
    assert "default: Same (one)" in titles
    assert "default: Same (two)" in titles


LAYOUTS: dict[str, tuple[list[tuple[int, int, int, int]], list[str]]] = {
    "full": ([(0, 0, 12, 4), (12, 0, 12, 4)], []),
    "overlap": ([(0, 0, 13, 4), (12, 0, 12, 4)], ["panel `1` overlaps another"]),
    "gap beside": ([(0, 0, 11, 4), (12, 0, 12, 4)], ["line 0 of the grid has a gap"]),
    "gap between": ([(0, 0, 24, 4), (0, 5, 24, 4)], ["line 4 of the grid has a gap"]),
    "uneven": ([(0, 0, 12, 4), (12, 0, 12, 3)], ["line 3 of the grid has a gap"]),
    "outside": ([(0, 0, 24, 4), (12, 4, 13, 4)], ["panel `1` stands out of the 24 columns", "line 4 of the grid has a gap"]),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout_problems(name: str) -> None:
    places, expected = LAYOUTS[name]
    panels = [
        {"title": str(number), "gridPos": dict(zip("xywh", place, strict=True))}
        for number, place in enumerate(places)
    ]
    assert list(layout_problems(panels, gaps=True)) == expected


def test_the_library_is_ours_and_formats_no_numbers() -> None:
    """`%` is written in Jsonnet itself and takes milliseconds each time."""
    files = sorted(LIBRARY.iterdir())
    assert {each.suffix for each in files} == {".jsonnet", ".libsonnet"}
    for each in files:
        code = re.sub(r"'(?:\\.|[^'\\])*'", "''", re.sub(r"//.*", "", each.read_text()))
        assert "%" not in code.replace("first % 3", ""), each.name
        assert "std.format" not in code


def test_cases_cover_what_matters() -> None:
    assert {"virtengine", "dashboards", "groups", "zero-tolerance", "breach", "time-slices"} <= SPECS.keys()
