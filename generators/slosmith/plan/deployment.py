"""How the output is deployed, decided: the options of the deployment targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from slosmith.origin import Origin
from slosmith.spec.deployment import Kubernetes, Mimir, VictoriaMetrics
from slosmith.spec.project import Project

# The targets that are written when the Project has a section of their name.
DEPLOYMENT_TARGETS = ("kubernetes", "mimir", "thanos", "victoriametrics")


class Metadata(NamedTuple):
    """What all objects of a target share. `namespace` is empty when whoever applies them decides it."""

    namespace: str
    name_prefix: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    server_side: bool


class KubernetesPlan(NamedTuple):
    """`dashboards` is configmap, grafana-operator or none."""

    metadata: Metadata
    rules: bool
    dashboards: str
    dashboard_labels: Mapping[str, str]
    folder_annotation: str
    grafana_selector: Mapping[str, str]
    alertmanager: bool
    helm: bool


class MimirPlan(NamedTuple):
    namespace_prefix: str
    max_rules: int
    max_groups: int


class VictoriaMetricsPlan(NamedTuple):
    """`metadata` is that of VMRules."""

    objects: bool
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class Deployment:
    """`origin` is the Project's."""

    kubernetes: KubernetesPlan
    mimir: MimirPlan
    victoriametrics: VictoriaMetricsPlan
    origin: Origin = field(compare=False)


def asked_for(project: Project) -> tuple[str, ...]:
    return tuple(name for name in DEPLOYMENT_TARGETS if getattr(project, name) is not None)


def deployment_of(project: Project, origin: Origin) -> Deployment:
    kubernetes = project.kubernetes or Kubernetes()
    mimir = project.mimir or Mimir()
    victoriametrics = project.victoriametrics or VictoriaMetrics()
    return Deployment(
        kubernetes=KubernetesPlan(
            metadata=_metadata(kubernetes),
            rules=kubernetes.rules == "prometheusrule",
            dashboards=kubernetes.dashboards,
            dashboard_labels=kubernetes.dashboard_labels,
            folder_annotation=kubernetes.folder_annotation,
            grafana_selector=kubernetes.grafana_selector,
            alertmanager=kubernetes.alertmanager == "secret",
            helm=kubernetes.helm,
        ),
        mimir=MimirPlan(mimir.namespace_prefix, mimir.max_rules_per_group, mimir.max_groups),
        victoriametrics=VictoriaMetricsPlan(victoriametrics.format == "vmrule", _metadata(victoriametrics)),
        origin=origin,
    )


def _metadata(options: Kubernetes | VictoriaMetrics) -> Metadata:
    return Metadata(
        options.namespace or "",
        options.name_prefix,
        options.labels,
        options.annotations,
        options.server_side_apply,
    )
