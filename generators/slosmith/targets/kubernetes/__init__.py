"""Target `kubernetes`: rules, dashboards and the Alertmanager's configuration as objects that GitOps applies as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import rule_bundles
from slosmith.targets import grafana
from slosmith.targets.base import Package, Target
from slosmith.targets.kubernetes.alertmanager import NAME, alertmanager_secret
from slosmith.targets.kubernetes.dashboards import dashboard_objects
from slosmith.targets.kubernetes.objects import helm_escaped, kustomization
from slosmith.targets.kubernetes.rules import PROMETHEUS_RULE, rule_objects

FOLDER = "kubernetes"


def render(plan: Plan, rendered: Sequence[Artifact]) -> Iterator[Artifact | Diagnostic]:
    """`rendered` are the dashboards, if they are asked for."""
    options, files = plan.project.deployment.kubernetes, []
    for each in _objects(plan, rendered):
        if isinstance(each, Diagnostic):
            yield each
            continue
        files.append(each.path.removeprefix(f"{FOLDER}/"))
        yield replace(each, text=helm_escaped(each.text)) if options.helm else each
    # A chart's templates are applied one and all, and this is no object.
    if files and not options.helm:
        yield Artifact(f"{FOLDER}/kustomization.yaml", kustomization(sorted(files)))


def _objects(plan: Plan, rendered: Sequence[Artifact]) -> Iterator[Artifact | Diagnostic]:
    options = plan.project.deployment.kubernetes
    if options.rules:
        bundles = rule_bundles(plan)
        yield from rule_objects(bundles, PROMETHEUS_RULE, options.metadata, lambda n: _path(f"rules-{n}"))
    yield from dashboard_objects(plan.project, rendered, _path)
    if options.alertmanager:
        yield from alertmanager_secret(plan, _path(NAME))


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.yaml"


def _parts(plan: Plan) -> tuple[Target, ...]:
    return (grafana.TARGET,) if plan.project.deployment.kubernetes.dashboards != "none" else ()


TARGET = Package("kubernetes", "objects for the Prometheus operator, Grafana and GitOps", _parts, render)
