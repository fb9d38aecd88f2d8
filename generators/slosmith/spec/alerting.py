"""How an SLO alerts: burn-rate tiers or breach, and who is woken."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from slosmith.spec.base import Listed, Model
from slosmith.spec.types import (
    AlertName,
    AlertText,
    Duration,
    Factor,
    FreeName,
    Interval,
    LabelName,
    LabelValue,
    Share,
    Window,
    refuse,
)


class TierSpec(Model):
    """One burn-rate tier of your own, by burn rate or by share of the budget."""

    severity: Literal["page", "ticket"] = Field(description="Whether the tier pages or opens a ticket.")
    long: Interval = Field(description="The long window: how much of the budget must be burnt.")
    short: Interval | None = Field(
        default=None,
        description="The short window: is it still burning? By default a twelfth of the long one.",
    )
    burn: Factor | None = Field(default=None, description="The burn rate, as 14.4 or 14.4x.")
    budget: Share | None = Field(default=None, description="Or the share of the budget spent when it fires.")

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.burn is None) == (self.budget is None):
            hint = "name exactly one of the two"
            refuse("bad-value", "a tier is given by `burn` or by `budget`", hint, at="budget")
        return self


class Alerting(Model):
    """What is left out comes from the service, then from the project, then from the policy; null undoes what is inherited."""

    overrides: ClassVar[bool] = True

    mode: Literal["alert", "observe"] | None = Field(
        default=None, description="`observe` records and draws the SLO, but alerts nobody. Default: alert."
    )
    policy: Literal["burn-rate", "breach"] | None = Field(
        default=None,
        description="`burn-rate` (default): several windows. `breach`: one alert once the ratio over the window misses the target.",
    )
    budget_window: Window | None = Field(
        default=None,
        description="The period over which the error budget and its burn rate are computed, if it is not `window`.",
    )
    page: FreeName | None = Field(default=None, description="Severity of alerts that page. Default: high.")
    ticket: FreeName | None = Field(
        default=None, description="Severity of alerts that open a ticket. Default: medium."
    )
    tiers: Annotated[tuple[TierSpec, ...], Listed] | None = Field(
        default=None, description="Tiers of your own instead of those of the policy.", min_length=1
    )
    name: AlertName | None = Field(
        default=None, description="Start of the alerts' names. Default: the title in UpperCamel."
    )
    no_data: Interval | None = Field(
        default=None, description="Alert when the SLI's series are gone for this long. Default: 10m."
    )
    no_traffic: Interval | None = Field(
        default=None, description="Alert when there were no events for this long. Default: no such alert."
    )
    for_: Duration | None = Field(
        default=None,
        alias="for",
        description="How long a zero-tolerance (100%) objective must be missed before it alerts. Default: 0s.",
    )
    labels: dict[LabelName, LabelValue] = Field(default={}, description="More labels on this SLO's alerts.")
    annotations: dict[LabelName, AlertText] = Field(
        default={}, description="More annotations on this SLO's alerts."
    )

    @model_validator(mode="after")
    def _breach_has_no_tiers(self) -> Self:
        if self.policy == "breach" and self.tiers:
            refuse("bad-value", "`policy: breach` has no tiers", "remove `tiers`, or the policy", at="tiers")
        return self
