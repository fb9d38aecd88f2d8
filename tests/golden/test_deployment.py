"""What the deployment targets wrote, as those who apply it read it: schemas, loaders, promtool, Helm."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from slosmith.artifact import Artifact
from slosmith.schemas import load
from slosmith.tools.run import Tool
from slosmith.verify import deployment
from slosmith.verify.promtool import judge

HERE = Path(__file__).parent
OUTPUTS = {
    "virtengine": HERE.parents[1] / "output",
    **{path.parent.name: path for path in sorted(HERE.glob("*/output"))},
}
FOLDERS = ("kubernetes", "mimir", "thanos", "victoriametrics")
FILES = {
    f"{case}: {path.name}": path
    for case, output in OUTPUTS.items()
    for folder in FOLDERS
    for path in sorted(output.glob(f"{folder}/*.yaml"))
}
DEPLOYED = sorted({name.partition(":")[0] for name in FILES})


def text_of(path: Path) -> str:
    """As Helm hands it on, if it is a chart's."""
    text = path.read_text(encoding="utf-8")
    return helm(text) if "kubernetes-helm" in path.parts else text


def helm(template: str) -> str:
    """What Go's text/template makes of a template whose only actions are raw strings."""

    def action(match: re.Match[str]) -> str:
        inner = re.fullmatch(r"`([^`]*)`", match[1])
        assert inner, f"an action that would run: {match[0]}"
        return inner[1]

    return re.sub(r"\{\{(`[^`]*`|.*?)\}\}", action, template, flags=re.DOTALL)


def newer_yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


LOADERS: dict[str, Callable[[str], Any]] = {"1.1": yaml.safe_load, "1.2": newer_yaml}


def rules_of(data: Any) -> list[dict[str, Any]]:
    return [rule for group in data.get("spec", data).get("groups", []) for rule in group["rules"]]


def prometheus_rules(output: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(output.glob("prometheus/rules/*.yaml")):
        yield from rules_of(yaml.safe_load(path.read_text(encoding="utf-8")))


def artifacts_of(output: Path) -> list[Artifact]:
    return [
        Artifact(path.relative_to(output).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(output.rglob("*"))
        if path.is_file()
    ]


def test_there_is_a_case_for_every_target() -> None:
    assert {path.parent.name for path in FILES.values()} == set(FOLDERS)
    assert DEPLOYED == [
        "kubernetes",
        "kubernetes-helm",
        "mimir",
        "names",
        "thanos",
        "victoriametrics",
        "virtengine",
        "vmalert",
    ]


@pytest.mark.parametrize("case", DEPLOYED)
def test_the_verifier_is_content(case: str) -> None:
    assert deployment.verify(artifacts_of(OUTPUTS[case])) == ()


@pytest.mark.parametrize("name", FILES)
def test_every_file_fits_the_schema_and_no_other_definition(name: str) -> None:
    schema = load("deployment")
    data = yaml.safe_load(text_of(FILES[name]))
    assert list(Draft202012Validator(schema).iter_errors(data)) == []
    # An unknown key anywhere in it, but for the mappings whose keys are the user's, is refused.
    free = {"labels", "annotations", "matchLabels", "data", "stringData"}
    for place in mappings(data):
        if not free & set(place):
            broken = json.loads(json.dumps(data))
            inner = broken
            for step in place:
                inner = inner[step]
            inner["unheardOf"] = "x"
            assert not Draft202012Validator(schema).is_valid(broken), place


def mappings(data: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all mappings, and of lists only what their first item holds."""
    if isinstance(data, dict):
        yield at
        for key, value in data.items():
            yield from mappings(value, (*at, key))
    elif isinstance(data, list) and data:
        yield from mappings(data[0], (*at, 0))


def test_rules_are_defined_as_in_rule_files() -> None:
    ours, theirs = load("deployment")["$defs"], load("prometheus-rules")["$defs"]
    for name in ("rule", "recording", "alerting", "texts", "duration"):
        assert ours[name] == theirs[name]


@pytest.mark.parametrize("name", FILES)
def test_every_yaml_reader_takes_it_for_the_same(name: str) -> None:
    text = text_of(FILES[name])
    old, new = (load_(text) for load_ in LOADERS.values())
    assert old == new
    assert yaml.safe_load(yaml.safe_dump(old)) == old


@pytest.mark.parametrize("case", DEPLOYED)
def test_promtool_accepts_every_rule_in_every_object(case: str, promtool: Tool) -> None:
    found = []
    for name, path in FILES.items():
        data = yaml.safe_load(text_of(path))
        groups = [
            {key: value for key, value in group.items() if key != "partial_response_strategy"}
            for group in data.get("spec", data).get("groups", [])
        ]
        if groups and name.startswith(f"{case}:"):
            found.append(Artifact(f"{path.parent.name}/{path.name}", json.dumps({"groups": groups}) + "\n"))
    assert found
    assert judge(found) == ()


@pytest.mark.parametrize(
    ("case", "folder"),
    [
        ("kubernetes", "kubernetes"),
        ("kubernetes-helm", "kubernetes"),
        ("virtengine", "kubernetes"),
        ("thanos", "thanos"),
        ("mimir", "mimir"),
    ],
)
def test_no_rule_is_lost_or_changed_on_the_way(case: str, folder: str) -> None:
    def known(rules: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> list[str]:
        return sorted(
            json.dumps(rule, sort_keys=True) for rule in rules if rule["labels"]["service"] != "slosmith"
        )

    for load_ in LOADERS.values():
        deployed = [
            rule
            for path in sorted(OUTPUTS[case].glob(f"{folder}/*.yaml"))
            for rule in rules_of(load_(text_of(path)))
        ]
        assert known(deployed) == known(prometheus_rules(OUTPUTS[case]))


def test_hostile_texts_arrive_as_they_were_written() -> None:
    spec = HERE / "kubernetes" / "specs" / "shop.yaml"
    [written] = newer_yaml(spec.read_text(encoding="utf-8"))["alerts"]
    for load_ in LOADERS.values():
        data = load_(text_of(FILES["kubernetes: rules-shop.yaml"]))
        [alert] = [rule for rule in rules_of(data) if rule.get("alert") == "No"]
        assert alert["expr"] == written["expr"]
        assert alert["annotations"]["summary"] == written["summary"]
        assert alert["annotations"]["description"] == written["description"]
        assert data["metadata"]["labels"] == {
            "app.kubernetes.io/managed-by": "slosmith",
            "release": "kube-prometheus-stack",
            "on": "true",
            "version": "1.0",
        }
        assert data["metadata"]["annotations"]["kustomize.toolkit.fluxcd.io/substitute"] == "disabled"
        assert data["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "ServerSideApply=true"


def test_a_chart_renders_to_what_would_be_applied_without_it() -> None:
    path = FILES["kubernetes-helm: rules-shop.yaml"]
    raw = path.read_text(encoding="utf-8")
    [alert] = rules_of(yaml.safe_load(helm(raw)))
    [original] = [
        rule for rule in prometheus_rules(OUTPUTS["kubernetes-helm"]) if rule["labels"]["service"] == "shop"
    ]
    assert alert == original
    assert "{{- if gt $value" in alert["annotations"]["summary"]
    # Linters of charts read templates before they are rendered.
    assert yaml.safe_load(raw)["kind"] == "PrometheusRule"
    assert not (path.parent / "kustomization.yaml").exists()


@pytest.mark.parametrize("case", ["kubernetes", "kubernetes-helm", "virtengine"])
def test_dashboards_and_the_alertmanager_are_those_of_the_other_folders(case: str) -> None:
    output, seen = OUTPUTS[case], 0
    for name, path in FILES.items():
        if not name.startswith(f"{case}: dashboard-"):
            continue
        data = newer_yaml(text_of(path))
        text = (
            data["spec"]["json"] if data["kind"] == "GrafanaDashboard" else next(iter(data["data"].values()))
        )
        uid = json.loads(text)["uid"]
        assert text + "\n" == (output / "grafana" / "dashboards" / f"{uid}.json").read_text(encoding="utf-8")
        seen += 1
    assert seen == len(list(output.glob("grafana/dashboards/*.json")))
    if case != "kubernetes-helm":
        secret = newer_yaml(text_of(FILES[f"{case}: alertmanager.yaml"]))["stringData"]
        templates = (output / "alertmanager" / "templates" / "slosmith.tmpl").read_text(encoding="utf-8")
        assert secret["slosmith.tmpl"] + "\n" == templates
        config = yaml.safe_load(secret["alertmanager.yaml"])
        assert config.pop("templates") == ["/etc/alertmanager/config/slosmith.tmpl"]
        wanted = yaml.safe_load((output / "alertmanager" / "alertmanager.yaml").read_text(encoding="utf-8"))
        assert config == {key: value for key, value in wanted.items() if key != "templates"}
