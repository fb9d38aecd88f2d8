"""Options of the deployment targets: a section in the Project asks for its target."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from slosmith.spec.base import Model
from slosmith.spec.kubernetes import MetaKey, MetaValue, NamePrefix, Namespace, RulerPrefix
from slosmith.spec.texts import Line, refuse


def _not_split(value: Any) -> Any:
    if value == "alertmanagerconfig":
        refuse(
            "bad-value",
            "an AlertmanagerConfig cannot hold the texts of notifications, time zones, or routes that end",
            "use `secret`, which Alertmanager reads word for word, or `none`",
        )
    return value


class Kubernetes(Model):
    """Objects for a cluster with the Prometheus operator, below output/kubernetes/."""

    namespace: Namespace | None = Field(
        default=None, description="Of all objects. Default: left to whoever applies them."
    )
    name_prefix: NamePrefix = Field(
        default="slo-", description="What the names of all objects begin with. Default: slo-."
    )
    labels: dict[MetaKey, MetaValue] = Field(
        default={}, description="On all objects, such as what the rule selector of Prometheus wants."
    )
    annotations: dict[MetaKey, Line] = Field(default={}, description="On all objects.")
    rules: Literal["prometheusrule", "none"] = Field(
        default="prometheusrule", description="`none` leaves the rules to another target."
    )
    dashboards: Literal["configmap", "grafana-operator", "none"] = Field(
        default="configmap",
        description="ConfigMaps that Grafana's sidecar finds, or GrafanaDashboards of the Grafana operator.",
    )
    dashboard_labels: dict[MetaKey, MetaValue] = Field(
        default={"grafana_dashboard": "1"},
        description='By which the sidecar finds dashboards. Default: {grafana_dashboard: "1"}.',
    )
    folder_annotation: MetaKey = Field(
        default="grafana_folder",
        description="In which the sidecar looks for the folder. Default: grafana_folder.",
    )
    grafana_selector: dict[MetaKey, MetaValue] = Field(
        default={"dashboards": "grafana"},
        description="The labels of the Grafana that the operator puts dashboards into. Default: {dashboards: grafana}.",
        min_length=1,
    )
    alertmanager: Annotated[Literal["secret", "none"], BeforeValidator(_not_split)] = Field(
        default="secret",
        description="Its configuration and its templates as a Secret, which the Alertmanager names as configSecret.",
    )
    server_side_apply: bool = Field(
        default=True,
        description="False if they are applied from the client's side, which large dashboards do not survive.",
    )
    helm: bool = Field(default=False, description="True if the files become templates of a Helm chart.")


class Mimir(Model):
    """Rule files for `mimirtool rules sync`, below output/mimir/."""

    namespace_prefix: RulerPrefix = Field(
        default="slo-", description="What the namespaces begin with. Default: slo-."
    )
    max_rules_per_group: int = Field(
        default=20, ge=1, description="ruler_max_rules_per_rule_group of the tenant. Default: 20."
    )
    max_groups: int = Field(
        default=70, ge=1, description="ruler_max_rule_groups_per_tenant of the tenant. Default: 70."
    )


class Thanos(Model):
    """Rule files for Thanos Ruler, below output/thanos/."""


class VictoriaMetrics(Model):
    """Rules for VictoriaMetrics, below output/victoriametrics/."""

    format: Literal["vmrule", "vmalert"] = Field(
        default="vmrule", description="VMRule objects for its operator, or files for vmalert."
    )
    namespace: Namespace | None = Field(
        default=None, description="Of all VMRules. Default: left to whoever applies them."
    )
    name_prefix: NamePrefix = Field(
        default="slo-", description="What the names of all VMRules begin with. Default: slo-."
    )
    labels: dict[MetaKey, MetaValue] = Field(default={}, description="On all VMRules.")
    annotations: dict[MetaKey, Line] = Field(default={}, description="On all VMRules.")
    server_side_apply: bool = Field(
        default=True, description="False if they are applied from the client's side."
    )
