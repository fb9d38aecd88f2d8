"""Who is told of what, how soon they answer, and who comes next."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.receivers import Reached
from slosmith.spec.types import FreeName, Interval, LabelName, Line, Text, refuse


class SeveritySpec(Model):
    """What a severity means and how it reaches people. Their order is from worst to least."""

    impact: Text | None = Field(default=None, description="What is wrong for users at this severity.")
    response: Interval = Field(description="How soon somebody works on it.")
    acknowledge: Interval | None = Field(
        default=None, description="How soon somebody says that they have it. That is not yet a response."
    )
    examples: Annotated[tuple[Line, ...], Listed] = Field(default=(), description="Incidents of this kind.")
    notify: Literal["page", "ticket", "message"] = Field(
        description="`page` wakes somebody, `ticket` waits for working hours, `message` is only to be read."
    )
    also: Annotated[tuple[FreeName, ...], Listed] = Field(
        default=(), description="Receivers and roles that are told at the same moment as the team."
    )
    pagerduty: Literal["critical", "error", "warning", "info"] | None = Field(
        default=None,
        description="What PagerDuty calls it; it refuses other words. Default: by rank, worst first.",
    )
    group_by: Annotated[tuple[LabelName, ...], Listed] | None = Field(
        default=None,
        description="The labels by which alerts of SLOs are one notification. Default: slo, service and the external labels.",
        min_length=1,
    )
    group_wait: Interval | None = Field(
        default=None, description="How long the first notification of a group waits for company."
    )
    group_interval: Interval | None = Field(
        default=None, description="How soon a group is told of again when it changed."
    )
    repeat_interval: Interval | None = Field(
        default=None, description="How soon a group is told of again when nothing changed."
    )

    @model_validator(mode="after")
    def _labels_once_and_acknowledged_before_answered(self) -> Self:
        if self.group_by is not None and len(set(self.group_by)) != len(self.group_by):
            refuse("bad-value", "`group_by` names a label twice", "name each once", at="group_by")
        if self.acknowledge is not None and self.acknowledge > self.response:
            refuse(
                "bad-value",
                "the acknowledgement may take longer than the response",
                "people acknowledge first: make `acknowledge` at most `response`",
            )
        return self


class Team(Model):
    """Owners of services and SLOs. What is left out is sent to the nearest kind that is there, and `check` says so."""

    title: Line | None = Field(default=None, description="The team's name for people.")
    description: Text | None = Field(default=None, description="What it is there for.")
    contact: Line | None = Field(default=None, description="How to reach it without an alert.")
    page: Reached | None = Field(default=None, description="What wakes the person on call.")
    ticket: Reached | None = Field(default=None, description="Where tickets go.")
    message: Reached | None = Field(default=None, description="Where messages go. Default: where tickets go.")
    ticket_hours: Annotated[tuple[FreeName, ...], Listed] = Field(
        default=(), description="Time intervals in which tickets and messages are sent; outside they wait."
    )


class Role(Model):
    """A duty that somebody has at any moment."""

    title: Line = Field(description="Its name for people.")
    duty: Text | None = Field(default=None, description="What whoever has it does.")
    response: Interval | None = Field(default=None, description="How soon they answer when they are called.")
    schedule: Line | None = Field(default=None, description="The schedule that says who has it now.")
    page: Reached | None = Field(
        default=None, description="What wakes them, for severities that name the role in `also`."
    )


class EscalationLevel(Model):
    """One step of the escalation path."""

    role: FreeName = Field(description="Who is called.")
    wait: Interval | None = Field(
        default=None,
        description="How long they have before the next is called. Without it there is no clock.",
    )
    severities: Annotated[tuple[FreeName, ...], Listed] = Field(
        default=(), description="The severities for which this step is taken. Default: all that page."
    )


class Rotation(Model):
    """How those on call take turns."""

    roles: Annotated[tuple[FreeName, ...], Listed] = Field(description="The roles that rotate.", min_length=1)
    length: Interval | None = Field(default=None, description="How long a shift is, as in 7d.")
    handover: Line | None = Field(default=None, description="When it is handed over, as in Monday 10:00 UTC.")
