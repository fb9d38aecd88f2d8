"""Kind `Project`: what holds for everything, at most once in a specs folder."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, field_validator

from slosmith.spec.alerting import Alerting
from slosmith.spec.base import Listed, Model
from slosmith.spec.deployment import Kubernetes, Mimir, Thanos, VictoriaMetrics
from slosmith.spec.types import (
    BaseUrl,
    FreeName,
    Interval,
    LabelName,
    LabelValue,
    Line,
    Name,
    RuleInterval,
    Word,
    refuse,
    shown,
)

_VERSION = r"\d{1,3}\.\d{1,3}(\.\d{1,3})?"


def _version(value: str) -> str:
    if not re.fullmatch(_VERSION, value, re.ASCII):
        refuse("bad-value", f"`{shown(value)}` is not a version", 'write it as "2.50" or "2.50.1"')
    return value


Version = Annotated[
    str, AfterValidator(_version), WithJsonSchema({"type": "string", "pattern": f"^{_VERSION}$"})
]


def _relative(value: str) -> str:
    if value.startswith("/") or "\\" in value or not value.endswith((".yaml", ".yml")):
        refuse(
            "bad-value",
            f"`{shown(value)}` is not a relative path of a YAML file",
            "put the file below the specs folder, and write its path from here: alertmanager/base.yml",
        )
    return value


class Defaults(Model):
    """What a service or an SLO inherits when it says nothing."""

    owner: FreeName | None = Field(default=None, description="The team that is paged. Default: sre.")
    labels: dict[LabelName, LabelValue] = Field(default={}, description="Labels on every alert.")
    alerting: Alerting = Field(default_factory=Alerting, description="How SLOs alert.")


class Urls(Model):
    """Where people find things; links are left out when their base is not given."""

    runbooks: BaseUrl | None = Field(
        default=None, description="The folder that output/runbooks/ is published as."
    )
    dashboards: BaseUrl | None = Field(default=None, description="Grafana's root URL.")


class Grafana(Model):
    """How the dashboards are put into Grafana."""

    folder: Line = Field(default="SLO", description="The folder of the dashboards.")
    datasource: Line = Field(default="Prometheus", description="The data source that is chosen at first.")


class Versions(Model):
    """The servers that the output is for. Write them as text: \"2.50\"."""

    prometheus: Version = Field(default="2.42", description="Prometheus; at least 2.42.")
    alertmanager: Version = Field(default="0.25", description="Alertmanager; at least 0.25.")
    grafana: Version = Field(default="10.4", description="Grafana; at least 10.4.")


class RuleTests(Model):
    """How much the generated tests repeat."""

    each: Literal["shape", "slo"] = Field(
        default="shape",
        description="`shape` writes all tests for one SLO of each shape in a service; `slo` writes them for each SLO.",
    )


class AlertmanagerServer(Model):
    """An Alertmanager that has a configuration already."""

    base: Annotated[str, AfterValidator(_relative), WithJsonSchema({"type": "string"})] = Field(
        description="The file of that configuration, below the specs folder and relative to this file. Ours is added to it as one subtree of routes with its receivers."
    )


class Project(Model):
    """What holds for everything. All of it has a default."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["Project"] = Field(description="Project")
    name: Name = Field(description="The system's name.")
    title: Line | None = Field(default=None, description="Its name for people.")
    scrape_interval: Interval = Field(default=30, description="How often Prometheus scrapes. Default: 30s.")
    evaluation_interval: RuleInterval | None = Field(
        default=None,
        description="How often fast rules are evaluated. Default: twice the scrape interval, within 30s to 60s; at most 2m.",
    )
    retention: Interval | None = Field(default=None, description="How long Prometheus keeps data.")
    external_labels: dict[LabelName, LabelValue] = Field(
        default={}, description="The external labels of the Prometheus server."
    )
    urls: Urls = Field(default_factory=Urls, description="Base URLs for links.")
    defaults: Defaults = Field(default_factory=Defaults, description="What services inherit.")
    grafana: Grafana = Field(default_factory=Grafana, description="How the dashboards are put into Grafana.")
    versions: Versions = Field(default_factory=Versions, description="The servers that the output is for.")
    alertmanager: AlertmanagerServer | None = Field(
        default=None, description="An Alertmanager configuration that is there already."
    )
    promql: Literal["standard", "extended"] = Field(
        default="standard",
        description="`extended` allows PromQL that only Prometheus 3 has, and leaves its judgement to promtool.",
    )
    targets: Annotated[tuple[Word, ...], Listed] | None = Field(
        default=None,
        description="Which outputs are written. Default: all but the deployment targets, and those of them that have a section here.",
        min_length=1,
    )
    ruletests: RuleTests = Field(
        default_factory=RuleTests, description="How much the generated tests repeat."
    )
    kubernetes: Kubernetes | None = Field(
        default=None, description="Asks for objects for a cluster with the Prometheus operator."
    )
    mimir: Mimir | None = Field(default=None, description="Asks for rule files for Mimir or Cortex.")
    thanos: Thanos | None = Field(default=None, description="Asks for rule files for Thanos Ruler.")
    victoriametrics: VictoriaMetrics | None = Field(
        default=None, description="Asks for rules for VictoriaMetrics."
    )

    @field_validator("kubernetes", "mimir", "thanos", "victoriametrics", mode="before")
    @classmethod
    def _asked_for(cls, value: object) -> object:
        """A section with nothing in it is a section."""
        return {} if value is None else value


def default_project() -> Project:
    """What holds when there is no Project document."""
    return Project(apiVersion="slosmith/v1", kind="Project", name="default")
