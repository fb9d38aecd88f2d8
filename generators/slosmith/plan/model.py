"""The plan: every default resolved and every decision taken, in stable order. Targets see this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from slosmith.burnrate import Tier, TierClass
from slosmith.contract import Contract
from slosmith.naming import IDENTITY
from slosmith.promql.expr import Expr
from slosmith.signal import Signal
from slosmith.source import Origin
from slosmith.units import duration

Labels: TypeAlias = Mapping[str, str]


class Recording(NamedTuple):
    name: str
    labels: Labels
    expr: Expr
    origin: Origin


class Alert(NamedTuple):
    """`for_` and `keep_firing_for` are seconds; 0 leaves the field out."""

    name: str
    labels: Labels
    annotations: Mapping[str, str]
    expr: Expr
    origin: Origin
    for_: int = 0
    keep_firing_for: int = 0


Rule: TypeAlias = Recording | Alert


class Group(NamedTuple):
    """Rules that are evaluated in order every `interval` seconds."""

    name: str
    interval: int
    rules: tuple[Rule, ...]


class RuleFile(NamedTuple):
    """`stem` is the file's name without `.yaml`."""

    stem: str
    groups: tuple[Group, ...]


class Links(NamedTuple):
    """Where an alert leads; empty when there is no such place."""

    playbook: str = ""
    runbook_url: str = ""
    dashboard_url: str = ""


class Severity(NamedTuple):
    """`pages` wakes somebody; `response` is in seconds."""

    name: str
    pages: bool
    response: int


@dataclass(frozen=True, slots=True)
class SloPlan:
    """One SLO, decided. Windows and intervals in seconds; `target` is a ratio, and `beta`, 1 - target, the error budget as a ratio.

    `signal` is per group; `collapsed` is over all groups together and only there when there are groups.
    Windows longer than `raw_limit` are read from recordings.
    """

    id: str
    title: str
    description: str
    measurement: str
    service: str
    owner: str
    target: Fraction
    beta: Fraction
    window: int
    budget_window: int
    scrape: int
    interval: int
    rate_window: int
    raw_limit: int
    series: int
    group_by: tuple[str, ...]
    signal: Signal
    collapsed: Signal | None
    observe: bool
    breach: bool
    tiers: tuple[Tier, ...]
    notes: tuple[str, ...]
    degenerate: bool
    severities: Mapping[TierClass, str]
    alert_name: str
    no_data: int
    no_traffic: int
    for_: int
    late_counters: bool
    labels: Labels
    annotations: Labels
    links: Links
    origin: Origin = field(compare=False)

    @property
    def identity(self) -> tuple[str, ...]:
        """The labels of its recordings."""
        return (*IDENTITY, *self.group_by)

    def burn_alert_name(self, tier: Tier) -> str:
        return f"{self.alert_name}BudgetBurn{duration(tier.long)}"

    @property
    def zero_tolerance(self) -> bool:
        return self.target == 1


@dataclass(frozen=True, slots=True)
class ServicePlan:
    name: str
    title: str
    description: str
    owner: str
    slos: tuple[SloPlan, ...]
    alert_groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class PlaybookPlan:
    id: str
    title: str
    severity: str
    impact: str
    detection: str
    alerts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """`retention` is seconds, or 0 when nobody said."""

    name: str
    title: str
    scrape: int
    interval: int
    retention: int
    external_labels: Labels
    prometheus_version: str
    alertmanager_version: str
    grafana_version: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    project: ProjectPlan
    severities: tuple[Severity, ...]
    services: tuple[ServicePlan, ...]
    playbooks: tuple[PlaybookPlan, ...]
    contract: Contract
    health: tuple[Group, ...]
