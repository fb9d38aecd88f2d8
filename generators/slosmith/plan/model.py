"""The plan: every default resolved and every decision taken, in stable order. Targets see this and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from slosmith.burnrate import Tier, TierClass
from slosmith.contract import Contract
from slosmith.inputs import Inputs, Source, inputs_of
from slosmith.naming import IDENTITY
from slosmith.origin import Origin
from slosmith.plan.deployment import Deployment
from slosmith.plan.oncall_model import OnCallPlan, Severity
from slosmith.plan.pages_model import Correction, PlaybookPlan, TemplatePlan
from slosmith.promql.expr import Expr
from slosmith.signal import Signal
from slosmith.source.jsonnet_process import Program
from slosmith.units import duration

Labels: TypeAlias = Mapping[str, str]


class Recording(NamedTuple):
    name: str
    labels: Labels
    expr: Expr
    origin: Origin


class Links(NamedTuple):
    """Where an alert leads; empty when there is no such place. `dashboard` is that of its service as a whole."""

    playbook: str = ""
    runbook_url: str = ""
    dashboard_url: str = ""
    dashboard: str = ""


class AlertKind(Enum):
    """What an alert is for; which words and which tests it gets follows from that."""

    BURN_RATE = "burn rate"
    NO_DATA = "no data"
    NUMERATOR_MISSING = "numerator missing"
    NO_TRAFFIC = "no traffic"
    OBJECTIVE_MISSED = "objective missed"
    BUDGET_EXHAUSTED = "budget exhausted"
    HAND_WRITTEN = "hand-written"
    HEALTH = "health"
    WATCHDOG = "watchdog"


class About(NamedTuple):
    """What an alert is about. `slo` and `tier` are there where it has one.

    `purpose` is what its name ends with, which stays when its SLO gets another title; empty if somebody chose the name.
    `over_all` says that it speaks for all groups together, or that there are none. `series_labels` are those that its
    series bring besides its own labels; None if it may be any.
    """

    kind: AlertKind
    severity: str
    owner: str
    service: str
    slo: str = ""
    tier: Tier | None = None
    over_all: bool = True
    links: Links = Links()
    purpose: str = ""
    series_labels: tuple[str, ...] | None = None

    @property
    def generated(self) -> bool:
        """Whether it follows from an SLO."""
        return self.kind not in (AlertKind.HAND_WRITTEN, AlertKind.HEALTH, AlertKind.WATCHDOG)


class Notice(NamedTuple):
    """An alert without its expression and its texts. Times in seconds, 0 for none."""

    name: str
    labels: Labels
    about: About
    origin: Origin
    for_: int = 0
    keep_firing_for: int = 0


class Alert(NamedTuple):
    """`for_` and `keep_firing_for` are seconds; 0 leaves the field out."""

    name: str
    labels: Labels
    annotations: Mapping[str, str]
    expr: Expr
    origin: Origin
    about: About
    for_: int = 0
    keep_firing_for: int = 0

    @property
    def notice(self) -> Notice:
        return Notice(self.name, self.labels, self.about, self.origin, self.for_, self.keep_firing_for)


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
    # As somebody wrote it: 99.0% promises no more than 99%, but it is what the promise looks like.
    target_text: str
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
    source: Source
    observe: bool
    breach: bool
    tiers: tuple[Tier, ...]
    notes: tuple[str, ...]
    severities: Mapping[TierClass, str]
    alert_name: str
    no_data: int
    no_traffic: int
    for_: int
    late_counters: bool
    # Whether each group is a notification of its own.
    notify_each: bool
    labels: Labels
    annotations: Labels
    links: Links
    # The hand-written alerts that name it, by their names.
    companions: tuple[str, ...]
    origin: Origin = field(compare=False)

    @property
    def identity(self) -> tuple[str, ...]:
        """The labels of its recordings."""
        return (*IDENTITY, *self.group_by)

    def burn_alert_name(self, tier: Tier) -> str:
        return f"{self.alert_name}BudgetBurn{duration(tier.long)}"

    @property
    def inputs(self) -> Inputs:
        """Series that the SLI reads, for the tests."""
        return inputs_of(self.source, self.group_by)

    @property
    def zero_tolerance(self) -> bool:
        return self.target == 1


class AlertTestPlan(NamedTuple):
    """`firing` are the alerts named `alert` that fire at `at`, with `labels` and `value` from their expression.

    Values of the `given` series are `interval` seconds apart, evaluations `every` seconds.
    """

    alert: str
    firing: tuple[Alert, ...]
    given: Mapping[str, str]
    interval: int
    every: int
    at: int
    labels: Labels
    value: float | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class ServicePlan:
    name: str
    title: str
    description: str
    owner: str
    slos: tuple[SloPlan, ...]
    alert_groups: tuple[Group, ...]
    alert_tests: tuple[AlertTestPlan, ...] = ()

    @property
    def hand_written(self) -> Iterator[Alert]:
        """Its hand-written alerts, in the order of the rules."""
        for group in self.alert_groups:
            yield from (rule for rule in group.rules if isinstance(rule, Alert))


class Proofs(Enum):
    """For what the generated tests are written in full: one SLO for each shape of a service, or each SLO."""

    SHAPE = "shape"
    SLO = "slo"


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """`retention` is seconds, or 0 when nobody said; `runbooks` is the base of their URLs, or empty."""

    name: str
    title: str
    scrape: int
    interval: int
    retention: int
    external_labels: Labels
    prometheus_version: str
    alertmanager_version: str
    grafana_version: str
    grafana_folder: str
    grafana_datasource: str
    runbooks: str
    targets: tuple[str, ...]
    proofs: Proofs
    deployment: Deployment


@dataclass(frozen=True, slots=True)
class Plan:
    project: ProjectPlan
    oncall: OnCallPlan
    services: tuple[ServicePlan, ...]
    playbooks: tuple[PlaybookPlan, ...]
    contract: Contract
    health: tuple[Group, ...]
    templates: tuple[TemplatePlan, ...]
    corrections: tuple[Correction, ...]
    # Of the user's own: targets evaluate them, since they are functions of this plan.
    dashboards: tuple[Program, ...] = ()

    @property
    def severities(self) -> tuple[Severity, ...]:
        return self.oncall.severities
