"""Target `kubernetes`: rules, dashboards and the Alertmanager's configuration as objects that GitOps applies as they are."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan, RuleFile
from slosmith.plan.rule_files import ServiceRules, health_file
from slosmith.targets import grafana
from slosmith.targets.base import Fragment, Output, Package, Target
from slosmith.targets.kubernetes.alertmanager import NAME, alertmanager_secret
from slosmith.targets.kubernetes.dashboards import dashboard_objects
from slosmith.targets.kubernetes.objects import helm_escaped, kustomization
from slosmith.targets.kubernetes.rules import PROMETHEUS_RULE, rule_objects

FOLDER = "kubernetes"


def service(plan: Plan, rules: ServiceRules) -> Iterator[Output | Fragment[str]]:
    """Its fragments are the names of files."""
    if rules.bundle is not None:
        for each in _written(plan, _rules(plan, rules.bundle)):
            yield each
            if isinstance(each, Artifact):
                yield Fragment(posixpath.basename(each.path))


def project(plan: Plan, fragments: Sequence[str], rendered: Sequence[Artifact]) -> Iterator[Output]:
    """`rendered` are the dashboards, if they are asked for."""
    made = list(_written(plan, _shared(plan, rendered)))
    yield from made
    files = sorted(
        [*fragments, *(posixpath.basename(each.path) for each in made if isinstance(each, Artifact))]
    )
    # A chart's templates are applied one and all, and this is no object.
    if files and not plan.project.deployment.kubernetes.helm:
        yield Artifact(_path("kustomization"), kustomization(files))


def _written(plan: Plan, objects: Iterable[Output]) -> Iterator[Output]:
    """As Helm wants it, if it is Helm that reads it."""
    helm = plan.project.deployment.kubernetes.helm
    for each in objects:
        if helm and isinstance(each, Artifact):
            yield replace(each, text=helm_escaped(each.text))
        else:
            yield each


def _rules(plan: Plan, bundle: RuleFile) -> Iterator[Output]:
    options = plan.project.deployment.kubernetes
    if options.rules:
        yield from rule_objects(bundle, PROMETHEUS_RULE, options.metadata, lambda n: _path(f"rules-{n}"))


def _shared(plan: Plan, rendered: Sequence[Artifact]) -> Iterator[Output]:
    yield from _rules(plan, health_file(plan))
    yield from dashboard_objects(plan.project, rendered, _path)
    if plan.project.deployment.kubernetes.alertmanager:
        yield from alertmanager_secret(plan, _path(NAME))


def _path(name: str) -> str:
    return f"{FOLDER}/{name}.yaml"


def _parts(plan: Plan) -> tuple[Target[Any], ...]:
    return (grafana.TARGET,) if plan.project.deployment.kubernetes.dashboards != "none" else ()


TARGET = Package[str](
    name="kubernetes",
    summary="objects for the Prometheus operator, Grafana and GitOps",
    parts=_parts,
    service=service,
    project=project,
)
