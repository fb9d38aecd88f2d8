"""Kind `OnCall`: who is told of what, how, and who is next; at most one in a specs folder."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from slosmith.spec.base import Listed
from slosmith.spec.oncall.people import EscalationLevel, Role, Rotation, SeveritySpec, Team
from slosmith.spec.oncall.receivers import Accounts, Reached, Receiver
from slosmith.spec.oncall.routing import InhibitionSpec, IntervalSpec, RouteSpec
from slosmith.spec.types import FreeName, Line

__all__ = ["OnCall"]


class OnCall(Accounts):
    """Who is on call and how they are reached. Only `teams` has no default."""

    api_version: Literal["slosmith/v1"] = Field(alias="apiVersion", description="slosmith/v1")
    kind: Literal["OnCall"] = Field(description="OnCall")
    teams: dict[FreeName, Team] = Field(description="The owners of services and SLOs.", min_length=1)
    default_team: FreeName | None = Field(
        default=None,
        description="The team that owns what names no owner. Default: the first one. Alerts from elsewhere go to its tickets.",
    )
    severities: dict[FreeName, SeveritySpec] | None = Field(
        default=None,
        description="From worst to least. Default: critical, high, medium, low, with 15m, 1h, 4h and 24h to respond.",
        min_length=1,
    )
    roles: dict[FreeName, Role] = Field(default={}, description="Who has which duty.")
    rotation: Rotation | None = Field(default=None, description="How those on call take turns.")
    escalation: Annotated[tuple[EscalationLevel, ...], Listed] = Field(
        default=(), description="Who is called, and after whom when they do not answer."
    )
    receivers: dict[FreeName, Receiver] = Field(
        default={}, description="Receivers that teams, severities and routes share by name."
    )
    watchdog: Reached | None = Field(
        default=None,
        description="A dead man's switch: it raises the alarm when the Watchdog's notifications stop to arrive.",
    )
    tickets_wait: bool = Field(
        default=True,
        description="While an SLO pages, its own tickets are not sent. Default: true.",
    )
    routes: Annotated[tuple[RouteSpec, ...], Listed] = Field(
        default=(), description="Routes of your own, before those of the teams."
    )
    inhibitions: Annotated[tuple[InhibitionSpec, ...], Listed] = Field(
        default=(), description="Inhibitions of your own."
    )
    time_intervals: dict[FreeName, Annotated[tuple[IntervalSpec, ...], Listed]] = Field(
        default={}, description="Named sets of times, for `ticket_hours`, `mute` and `active`."
    )
    incident_channel: Line | None = Field(
        default=None, description='How the channel of an incident is called: "#inc-YYYYMMDD-description".'
    )
    checklist: Annotated[tuple[Line, ...], Listed] = Field(
        default=(), description="What an incident commander does, in order."
    )
