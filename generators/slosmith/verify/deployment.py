"""What is deployed elsewhere must be well-formed there, and say the same as the files that Prometheus and Grafana read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from slosmith import yaml_loader
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, Related, Span
from slosmith.verify import amtool, dashboards, promtool
from slosmith.verify.amtool import CONFIG
from slosmith.verify.dashboards import FOLDER as DASHBOARDS
from slosmith.verify.objects import Deployed, complain, deployed, parsed_json, shape
from slosmith.verify.rulefile import load

# Keys of the Secret, and where its templates are in the pod and beside the configuration.
_SECRET = ("alertmanager.yaml", "slosmith.tmpl")
_MOUNTED, _BESIDE = "/etc/alertmanager/config/slosmith.tmpl", "templates/slosmith.tmpl"

Check: TypeAlias = Callable[[Sequence[Deployed], Mapping[str, Artifact]], Iterator[Diagnostic]]


def verify(artifacts: Sequence[Artifact], features: Sequence[str] = ()) -> tuple[Diagnostic, ...]:
    found, faults = deployed(artifacts)
    misshapen = [complaint for each in found for complaint in shape(each)]
    if faults or misshapen:
        return (*faults, *misshapen)
    by_path = {each.path: each for each in artifacts}
    unwrapped = [each for each in _unwrapped(found) if each.path not in by_path]
    return (
        *(complaint for check in CHECKS for complaint in check(found, by_path)),
        *promtool.judge(list(_other_rules(found, artifacts)), features, as_written=False),
        *(complaint for judge in (dashboards.verify, amtool.verify) for complaint in judge(unwrapped)),
    )


def unique_names(found: Sequence[Deployed], artifacts: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    first: dict[tuple[str, str], Deployed] = {}
    for each in found:
        if each.name:
            other = first.setdefault((each.kind, each.name), each)
            if other is not each:
                related = [Related("the other is here", Span(other.artifact.path))]
                yield complain(each, f"two objects are the {each.kind} `{each.name}`", related)


def everything_listed(found: Sequence[Deployed], artifacts: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    for each in found:
        if each.kind != "Kustomization":
            continue
        folder = each.artifact.path.rpartition("/")[0] + "/"
        beside = {path.removeprefix(folder) for path in artifacts if path.startswith(folder)}
        beside.discard("kustomization.yaml")
        for name in sorted(beside ^ set(each.data["resources"])):
            said = f"leaves out `{name}`" if name in beside else f"lists `{name}`, which is not there"
            yield complain(each, f"the kustomization {said}")


def same_dashboards(found: Sequence[Deployed], artifacts: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    for each in found:
        for uid, text in each.dashboards():
            original = artifacts.get(f"{DASHBOARDS}{uid}.json")
            if not isinstance(parsed_json(text), dict):
                yield complain(each, "the dashboard is no JSON object")
            elif original is not None and text != original.text.removesuffix("\n"):
                yield complain(each, f"the dashboard `{uid}` is not the one in {original.path}")


def same_alertmanager(found: Sequence[Deployed], artifacts: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    """But for the place of the templates, which is another in the pod."""
    original = artifacts.get(CONFIG)
    for each in found:
        if each.kind == "Secret" and original is not None:
            config = each.data["stringData"].get(_SECRET[0], "").replace(_MOUNTED, _BESIDE)
            if yaml_loader.load(config) != yaml_loader.load(original.text):
                yield complain(each, f"the configuration is not the one in {original.path}")


def _other_rules(found: Sequence[Deployed], artifacts: Sequence[Artifact]) -> Iterator[Artifact]:
    """Groups with a rule that no file for Prometheus holds, as rule files: the others are judged there."""
    files, _ = load(artifacts)
    judged = {_canonical(rule.data) for file in files for rule in file.rules()}
    for each in found:
        groups = []
        for group in each.groups():
            rules = [_canonical(rule) for rule in group["rules"]]
            if not judged.issuperset(rules):
                judged.update(rules)
                groups.append({"name": group["name"], "rules": group["rules"]})
        if groups:
            text = json.dumps({"groups": groups}, ensure_ascii=False)
            yield Artifact(each.artifact.path, text + "\n", each.artifact.origins)


def _unwrapped(found: Sequence[Deployed]) -> Iterator[Artifact]:
    """Dashboards and the Alertmanager's configuration as the files that they are elsewhere, if they are written there."""
    for each in found:
        for uid, text in each.dashboards():
            if isinstance(parsed_json(text), dict):
                yield Artifact(f"{DASHBOARDS}{uid}.json", text, each.artifact.origins)
        if each.kind == "Secret":
            config, templates = (each.data["stringData"].get(key, "") for key in _SECRET)
            yield Artifact(CONFIG, config.replace(_MOUNTED, _BESIDE))
            yield Artifact(f"alertmanager/{_BESIDE}", templates)


def _canonical(rule: Mapping[str, Any]) -> str:
    return json.dumps(rule, sort_keys=True)


CHECKS: tuple[Check, ...] = (unique_names, everything_listed, same_dashboards, same_alertmanager)
