"""Kind `Service`: the SLOs and hand-written alerts of one service."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from slosmith.spec.alert_test import AlertTest
from slosmith.spec.alerting import Alerting
from slosmith.spec.base import Listed, Model
from slosmith.spec.sli import Sli
from slosmith.spec.types import (
    AlertLabel,
    AlertName,
    AlertText,
    Duration,
    FreeName,
    Id,
    Interval,
    LabelName,
    LabelValue,
    Line,
    Name,
    Number,
    PromQL,
    Target,
    Text,
    Window,
    refuse,
)

_COMPARISONS = {"above": ">", "at_least": ">=", "below": "<", "at_most": "<="}


class Slo(Model):
    """One service level objective."""

    id: Id = Field(description="Stable for ever: the history hangs on it. By custom SLO-<DOMAIN>-NNN.")
    title: Line = Field(description="A short name for people; alerts are named after it.", max_length=100)
    description: Text | None = Field(default=None, description="The promise in words.")
    measurement: Text | None = Field(default=None, description="How it is measured, in words.")
    target: Target = Field(description="The share that must be good: 99.9%. 100% is zero tolerance.")
    window: Window = Field(
        default=30 * 86400, description="The rolling window of the objective. Default: 30d."
    )
    sli: Sli = Field(description="What is counted: exactly one of the SLI types.")
    group_by: Annotated[tuple[LabelName, ...], Listed] = Field(
        default=(), description="The objective holds for each value of these labels."
    )
    owner: FreeName | None = Field(default=None, description="The team that is paged, if not the service's.")
    playbook: Id | None = Field(default=None, description="The playbook that its alerts lead to.")
    scrape_interval: Interval | None = Field(
        default=None, description="How often these series are scraped, if not as the project says."
    )
    late_counters: bool = Field(
        default=False,
        description="Count the first value of counters born with their first event. One that was gone for half an hour is new, and so are all to a new Prometheus.",
    )
    series: Annotated[int, Field(ge=1, le=10_000_000)] | None = Field(
        default=None,
        description="About how many series the SLI selects: for the cost estimate; above 2000 only 5m is read raw.",
    )
    labels: dict[LabelName, LabelValue] = Field(default={}, description="More labels on this SLO's alerts.")
    notify: Literal["together", "each"] | None = Field(
        default=None,
        description="Whether its groups are one notification and one incident, or one for each group. Default: together.",
    )
    alerting: Alerting = Field(default_factory=Alerting, description="How it alerts.")

    @model_validator(mode="after")
    def _zero_tolerance_has_no_budget(self) -> Self:
        if self.target.zero_tolerance and (self.alerting.tiers or self.alerting.budget_window):
            refuse(
                "bad-value",
                "a target of 100% has no error budget to burn",
                "remove `tiers` and `budget_window`",
                at="alerting",
            )
        if not self.target.zero_tolerance and self.alerting.for_ is not None:
            refuse(
                "bad-value",
                "`for` belongs to a target of 100%",
                "remove it: burn-rate windows take the place of `for`",
                at="alerting",
            )
        if len(set(self.group_by)) != len(self.group_by):
            refuse("bad-value", "`group_by` names a label twice", "name each once", at="group_by")
        if self.notify is not None and not self.group_by:
            hint = "remove it, or give `group_by`"
            refuse("bad-value", "`notify` is about groups, and this SLO has none", hint, at="notify")
        return self


class Level(Model):
    """One rung of a ladder: the same expression, a threshold and a severity of its own."""

    severity: FreeName = Field(description="The severity of this rung.")
    above: Number | None = Field(default=None, description="Fires above this value.")
    at_least: Number | None = Field(default=None, description="Fires at this value or more.")
    below: Number | None = Field(default=None, description="Fires below this value.")
    at_most: Number | None = Field(default=None, description="Fires at this value or less.")
    for_: Duration | None = Field(default=None, alias="for", description="`for` of this rung.")

    def condition(self) -> tuple[str, Decimal]:
        """(operator, value)."""
        return self._conditions()[0]

    def _conditions(self) -> list[tuple[str, Decimal]]:
        pairs = [(sign, getattr(self, key)) for key, sign in _COMPARISONS.items()]
        return [(sign, value) for sign, value in pairs if value is not None]

    @model_validator(mode="after")
    def _one_condition(self) -> Self:
        if len(self._conditions()) != 1:
            refuse(
                "bad-value",
                "a level has one threshold",
                "name exactly one of above, at_least, below, at_most",
            )
        return self


class AlertSpec(Model):
    """A hand-written alert."""

    name: AlertName = Field(description="The alert's name, UpperCamel by custom.")
    expr: PromQL = Field(
        description="Any PromQL that gives an instant vector; with `levels`, without a comparison."
    )
    for_: Duration = Field(
        default=0, alias="for", description="How long the condition must hold. Default: 0s."
    )
    keep_firing_for: Duration | None = Field(
        default=None, description="How long it fires on after the condition is gone."
    )
    severity: FreeName | None = Field(default=None, description="The severity; or give `levels`.")
    levels: Annotated[tuple[Level, ...], Listed] = Field(
        default=(), description="A ladder: several thresholds on one expression, each with its severity."
    )
    interval: Interval | None = Field(
        default=None, description="How often it is evaluated, if not as the project says."
    )
    slo: Id | None = Field(default=None, description="The SLO that it stands beside.")
    owner: FreeName | None = Field(default=None, description="The team that is paged, if not the service's.")
    playbook: Id | None = Field(default=None, description="The playbook that it leads to.")
    summary: AlertText | None = Field(
        default=None, description="One line; may use {{ $value }} and {{ $labels.x }}."
    )
    description: AlertText | None = Field(default=None, description="More, for the person who is woken.")
    labels: dict[LabelName, AlertLabel] = Field(default={}, description="More labels; may be templates.")
    annotations: dict[LabelName, AlertText] = Field(default={}, description="More annotations; templates.")
    tests: Annotated[tuple[AlertTest, ...], Listed] = Field(
        default=(), description="Stories in which it fires, and in which it stays quiet; promtool plays them."
    )

    @model_validator(mode="after")
    def _severity_or_levels(self) -> Self:
        if (self.severity is None) == (not self.levels):
            refuse(
                "bad-value",
                "an alert has a `severity`, or `levels` that have one each",
                "give exactly one of the two",
                at="levels",
            )
        return self


class Service(Model):
    """The SLOs and alerts of one service. This one document is enough to start."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["Service"] = Field(description="Service")
    name: Name = Field(description="The service's name; files and labels carry it.")
    title: Line | None = Field(default=None, description="Its name for people.", max_length=100)
    description: Text | None = Field(default=None, description="What it does.")
    owner: FreeName | None = Field(default=None, description="The team that is paged.")
    scrape_interval: Interval | None = Field(
        default=None, description="How often its series are scraped, if not as the project says."
    )
    labels: dict[LabelName, LabelValue] = Field(default={}, description="More labels on all of its alerts.")
    alerting: Alerting = Field(default_factory=Alerting, description="Defaults for its SLOs.")
    slos: Annotated[tuple[Slo, ...], Listed] = Field(default=(), description="Its service level objectives.")
    alerts: Annotated[tuple[AlertSpec, ...], Listed] = Field(
        default=(), description="Its hand-written alerts."
    )
