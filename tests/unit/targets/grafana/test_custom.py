"""Dashboards of the user's own: where they are looked for, what they are given, what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slosmith.pipeline import Result, compile_specs, plan_specs

SHOP = """\
apiVersion: slosmith/v1
kind: Service
name: shop
title: Shop
slos:
  - {id: A, title: Title of A, target: 99.9%, sli: {ratio: {bad: bad_total, total: all_total}}}
"""
WALL = """\
function(plan, slosmith) slosmith.dashboard(
  {uid: 'wall', title: plan.services[0].title, description: 'x', tags: [], from: 'now-1h', refresh: ''},
  [slosmith.row('Row', [slosmith.line(3, [slosmith.panels.stat(
    {title: 'Budget', description: 'Left.', unit: 'percentunit', noValue: '-'},
    [slosmith.panels.now(slosmith.queries.slo.budget(plan.services[0].slos[0]))],
    slosmith.tables.budget,
  )])])],
  [slosmith.variables.datasource(plan.project.datasource)],
)
"""


def compiled(folder: Path, **files: str) -> Result:
    (folder / "dashboards").mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(SHOP)
    for name, text in files.items():
        (folder / "dashboards" / f"{name}.jsonnet").write_text(text)
    return compile_specs(folder)


def complaints(result: Result) -> list[str]:
    return [
        f"{Path(each.span.file).name}:{each.span.line}: {each.message}"
        for each in result.diagnostics
        if each.code in ("jsonnet", "unreadable")
    ]


def paths(result: Result) -> set[str]:
    return {each.path for each in result.artifacts if each.path.startswith("grafana/dashboards/")}


@pytest.mark.parametrize(
    "program",
    [
        WALL,
        WALL.replace("function(plan, slosmith) ", "function(plan, slosmith) [") + "]",
        WALL.replace("function(plan, slosmith) ", "function(plan, slosmith) {any: ") + "}",
        WALL.replace("function(plan, slosmith)", "function(slosmith, plan)"),
    ],
)
def test_one_dashboard_an_array_or_an_object_of_them(program: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, wall=program)
    assert complaints(result) == []
    [wall] = [each for each in result.artifacts if each.path.endswith("/wall.json")]
    data = json.loads(wall.text)
    assert data["title"] == "Shop"
    [panel] = [each for each in data["panels"] if each["type"] == "stat"]
    expected = 'min by (slo, service) (last_over_time(slo:error_budget:remaining{slo="A"}[15m]))'
    assert [each["expr"] for each in panel["targets"]] == [expected]
    assert isinstance(panel["id"], int)
    [origin] = wall.origins[""]
    assert origin.file.endswith("dashboards/wall.jsonnet")


def test_other_files_in_the_folder_are_specs_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "dashboards").mkdir()
    (tmp_path / "dashboards" / "shop.yaml").write_text(SHOP)
    (tmp_path / "dashboards" / "parts.libsonnet").write_text("error 'not evaluated by itself'")
    result = compile_specs(tmp_path)
    assert result.plan is not None
    assert [service.name for service in result.plan.services] == ["shop"]
    assert "grafana/dashboards/slo-shop.json" in paths(result)


def test_a_service_without_anything_to_draw_has_no_dashboard(tmp_path: Path) -> None:
    """Grafana would show an empty page, and the check refuses one."""
    (tmp_path / "shop.yaml").write_text(SHOP)
    (tmp_path / "base.yaml").write_text("apiVersion: slosmith/v1\nkind: Service\nname: base\n")
    drawn = {each for each in paths(compile_specs(tmp_path)) if "/slo-" in each}
    assert drawn == {"grafana/dashboards/slo-shop.json"}


def test_a_folder_of_that_name_elsewhere_holds_specs(tmp_path: Path) -> None:
    (tmp_path / "shop" / "dashboards").mkdir(parents=True)
    document = {"apiVersion": "slosmith/v1", "kind": "Project", "name": "deep"}
    (tmp_path / "shop" / "dashboards" / "x.jsonnet").write_text(json.dumps(document))
    (tmp_path / "shop.yaml").write_text(SHOP)
    plan = plan_specs(tmp_path).plan
    assert plan is not None
    assert plan.project.name == "deep"
    assert plan.dashboards == ()


def test_a_program_may_import_its_neighbours_and_nothing_else(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    (specs / "dashboards").mkdir(parents=True)
    (specs / "dashboards" / "parts.libsonnet").write_text("{title: 'Mine'}")
    (tmp_path / "secret.txt").write_text("secret")
    good = WALL.replace("plan.services[0].title", "(import 'parts.libsonnet').title")
    result = compiled(specs, wall=good)
    assert complaints(result) == []
    bad = WALL.replace("plan.services[0].title", "importstr '../../secret.txt'")
    [complaint] = complaints(compiled(specs, wall=bad))
    assert "outside the specs folder" in complaint


FAULTS = {
    "of syntax": ("function(plan, slosmith) {", "wall.jsonnet:1: "),
    "at run time": ("function(plan, slosmith)\n  plan.nothing", "wall.jsonnet:2: field does not exist: nothing"),
    "in our library": (
        "function(plan, slosmith)\n\n  slosmith.dashboard({}, [], [])",
        "wall.jsonnet:3: a dashboard needs `uid`, `title`, `description`, `tags`, `from`, `refresh`",
    ),
    "in a panel": (
        WALL.replace("unit: 'percentunit', ", ""),
        "wall.jsonnet:3: a panel needs `unit`",
    ),
    "that never ends": ("local f(x) = f(x) + 1; f(1)", "wall.jsonnet:1: max stack frames exceeded"),
    "no dashboard": ("5", "wall.jsonnet:0: the program yields something that is no dashboard"),
    "nothing": ("[]", "wall.jsonnet:0: the program yields no dashboard"),
    "no title": ("{uid: 'x', panels: []}", "wall.jsonnet:0: the program yields a dashboard without a `title`"),
    "no uid": ("{title: 'x', panels: []}", "wall.jsonnet:0: the dashboard `x` needs a `uid` of at most 40"),
    "an unsafe uid": ("{title: 'x', uid: '../x', panels: []}", "wall.jsonnet:0: the dashboard `x` needs a `uid`"),
    "one of ours": (
        WALL.replace("'wall'", "'SLO-shop'"),
        "wall.jsonnet:0: the uid `SLO-shop` of the dashboard `Shop` is taken by slosmith",
    ),
    "too deep": (
        "std.foldl(function(done, x) {x: done}, std.range(1, 100), {})",
        "wall.jsonnet:0: the program yields values that are nested deeper than 64 levels",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_where_it_is(fault: str, tmp_path: Path) -> None:
    program, expected = FAULTS[fault]
    result = compiled(tmp_path, wall=program)
    [complaint] = complaints(result)
    assert complaint.startswith(expected)
    assert result.failed
    assert result.artifacts == ()


def test_every_fault_of_every_program_at_once(tmp_path: Path) -> None:
    result = compiled(tmp_path, first="{", second=WALL, third=WALL)
    assert [each.split(":")[0] for each in complaints(result)] == ["first.jsonnet", "third.jsonnet"]
    assert "taken by" in complaints(result)[1]


def test_a_program_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "dashboards").mkdir()
    (tmp_path / "dashboards" / "x.jsonnet").write_bytes(b"\xff")
    (tmp_path / "shop.yaml").write_text(SHOP)
    [complaint] = complaints(compile_specs(tmp_path))
    assert "is not UTF-8 text" in complaint


def test_without_the_target_no_program_runs(tmp_path: Path) -> None:
    project = "apiVersion: slosmith/v1\nkind: Project\nname: x\ntargets: [prometheus]\n"
    (tmp_path / "project.yaml").write_text(project)
    result = compiled(tmp_path, wall="error 'must not run'")
    assert complaints(result) == []
    assert paths(result) == set()
