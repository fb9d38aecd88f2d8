"""The on-call part of the plan: every default resolved, the route tree built, every receiver named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from slosmith.origin import Origin
from slosmith.routing.inhibition import Inhibition
from slosmith.routing.tree import Route, Timers
from slosmith.spec.oncall.channels.channel import Settings


class Notify(StrEnum):
    """How a severity reaches people."""

    PAGE = "page"
    TICKET = "ticket"
    MESSAGE = "message"


class Severity(NamedTuple):
    """Times in seconds, 0 when nobody said; `also` names the receivers that are told besides the team's.

    `group_by` is empty when nobody said by which labels alerts of SLOs are grouped.
    """

    name: str
    notify: Notify
    response: int
    timers: Timers
    pagerduty: str
    acknowledge: int = 0
    impact: str = ""
    examples: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()

    @property
    def pages(self) -> bool:
        """Whether it wakes somebody."""
        return self.notify is Notify.PAGE


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """`reached` has a receiver for every kind; `own` are the kinds that the team itself describes."""

    name: str
    title: str
    description: str
    contact: str
    reached: Mapping[Notify, str]
    own: frozenset[Notify]
    ticket_hours: tuple[str, ...]
    origin: Origin = field(compare=False)


class RolePlan(NamedTuple):
    """`response` is in seconds, 0 when nobody said; `receiver` is empty when the role cannot be paged."""

    name: str
    title: str
    duty: str
    response: int
    schedule: str
    receiver: str


class Step(NamedTuple):
    """A step of the escalation path. `at` is when it is taken, in seconds after the alert, or None when an earlier
    step has no clock; `wait` is how long it has, or 0. Empty `severities`: all that page."""

    role: RolePlan
    at: int | None
    wait: int
    severities: tuple[str, ...]
    origin: Origin


class RotationPlan(NamedTuple):
    roles: tuple[RolePlan, ...]
    length: int
    handover: str


class Integration(NamedTuple):
    """One recipient; `kind` is the key of its channel."""

    kind: str
    settings: Settings
    send_resolved: bool


@dataclass(frozen=True, slots=True)
class ReceiverPlan:
    """`named` ones stand in the spec under their name; the others follow from teams and roles."""

    name: str
    integrations: tuple[Integration, ...]
    named: bool
    origin: Origin = field(compare=False)


class Times(NamedTuple):
    """Times that hold together; empty parts always hold. `times` are (start, end)."""

    times: tuple[tuple[str, str], ...]
    weekdays: tuple[str, ...]
    days_of_month: tuple[str, ...]
    months: tuple[str, ...]
    years: tuple[str, ...]
    time_zone: str


class IntervalPlan(NamedTuple):
    name: str
    times: tuple[Times, ...]
    origin: Origin


class Base(NamedTuple):
    """A configuration that was there before: `config` as it was written, and what of it we have to understand."""

    config: Mapping[str, Any]
    route: Route
    receivers: tuple[str, ...]
    intervals: tuple[str, ...]
    inhibitions: tuple[Inhibition, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class OnCallPlan:
    """`written` is false when there is no OnCall document. `route` is the whole tree; `ours` the part of it that is
    generated, which is all of it unless there is a base. `inhibitions` are ours alone; alerts that agree on `identity`
    are about one group of one SLO."""

    written: bool
    severities: tuple[Severity, ...]
    page: str
    ticket: str
    default_team: str
    teams: tuple[TeamPlan, ...]
    roles: tuple[RolePlan, ...]
    rotation: RotationPlan | None
    escalation: tuple[Step, ...]
    receivers: tuple[ReceiverPlan, ...]
    route: Route
    ours: Route
    inhibitions: tuple[Inhibition, ...]
    intervals: tuple[IntervalPlan, ...]
    identity: tuple[str, ...]
    incident_channel: str
    checklist: tuple[str, ...]
    base: Base | None
    origin: Origin = field(compare=False)

    def severity(self, name: str) -> Severity | None:
        return next((each for each in self.severities if each.name == name), None)

    def team(self, name: str) -> TeamPlan | None:
        return next((each for each in self.teams if each.name == name), None)

    def steps(self, severity: Severity) -> tuple[Step, ...]:
        """The escalation path of a severity; what does not page is not escalated. A role that the severity also
        tells is there from the start."""
        if not severity.pages:
            return ()
        path = [step for step in self.escalation if not step.severities or severity.name in step.severities]
        return tuple(step._replace(at=0) if step.role.receiver in severity.also else step for step in path)
