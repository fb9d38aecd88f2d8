"""From the destinations of a spec to named receivers with all that Alertmanager has to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from slosmith.origin import Origin
from slosmith.plan.oncall_model import Integration, Notify, ReceiverPlan
from slosmith.plan.severities import also_told
from slosmith.spec import Sourced
from slosmith.spec.oncall import OnCall
from slosmith.spec.oncall.channels import CHANNELS
from slosmith.spec.oncall.channels.channel import Setting, Settings
from slosmith.spec.oncall.receivers import Destination, Receiver

# Takes what nobody is to be told of; it has no integration.
NOBODY = "nobody"
WATCHDOG = "watchdog"
# Where a kind is sent when a team does not describe it. A ticket never wakes anybody.
_INSTEAD = {
    Notify.PAGE: (Notify.PAGE, Notify.TICKET, Notify.MESSAGE),
    Notify.TICKET: (Notify.TICKET, Notify.MESSAGE),
    Notify.MESSAGE: (Notify.MESSAGE, Notify.TICKET),
}


_NO_SETTINGS = ("accept", "corrections", "send_resolved")


def team_receiver(team: str, kind: Notify) -> str:
    return f"{team}-{kind}"


def destinations(oncall: OnCall, origin: Origin) -> Iterator[tuple[str, Destination, Origin]]:
    """Every destination with the name that its own receiver has, and where it stands."""
    for name, team in oncall.teams.items():
        for kind in Notify:
            described: Destination | None = getattr(team, kind)
            if described is not None:
                yield team_receiver(name, kind), described, origin.at("teams", name, kind)
    for name, role in oncall.roles.items():
        if role.page is not None:
            yield name, role.page, origin.at("roles", name, "page")
    if oncall.watchdog is not None:
        yield WATCHDOG, oncall.watchdog, origin.at("watchdog")


def reached(oncall: OnCall) -> dict[str, dict[Notify, str]]:
    """For every team the receiver of each kind; NOBODY where there is none."""
    return {
        name: {kind: _receiver_of(name, team, kind) for kind in Notify} for name, team in oncall.teams.items()
    }


def _receiver_of(name: str, team: Any, kind: Notify) -> str:
    for other in _INSTEAD[kind]:
        described: Destination | None = getattr(team, other)
        if described is not None:
            return described.receiver or team_receiver(name, other)
    return NOBODY


def receivers(sourced: Sourced[OnCall]) -> tuple[ReceiverPlan, ...]:
    """Those that the spec names, then those of teams, roles and the Watchdog."""
    oncall, origin = sourced
    quiet = _only_for_tickets(oncall)
    named = [
        ReceiverPlan(
            name,
            tuple(_integrations(each, oncall, resolved=name not in quiet)),
            named=True,
            origin=origin.at("receivers", name),
        )
        for name, each in oncall.receivers.items()
    ]
    own = [
        ReceiverPlan(
            name, tuple(_integrations(each, oncall, resolved=name not in quiet)), named=False, origin=place
        )
        for name, each, place in destinations(oncall, origin)
        if each.receiver is None
    ]
    return (*named, *own)


def _only_for_tickets(oncall: OnCall) -> set[str]:
    """Receivers that get tickets and messages and nothing else: that an alert is over does not close a ticket.

    A page that a team without a pager gets where its tickets go is a ticket there, whatever the receiver is called.
    """
    loud: set[str] = set()
    quiet: set[str] = set()
    for team, kinds in reached(oncall).items():
        for kind, name in kinds.items():
            pages = kind is Notify.PAGE and oncall.teams[team].page is not None
            (loud if pages else quiet).add(name)
    for severity in (oncall.severities or {}).values():
        (loud if severity.notify == "page" else quiet).update(also_told(severity, oncall))
    return quiet - loud


def _integrations(receiver: Receiver, oncall: OnCall, *, resolved: bool) -> Iterator[Integration]:
    """`resolved` is whether the receiver is notified that an alert is over, unless an integration says so itself or
    has to know, to close what it opened."""
    for channel in CHANNELS:
        shared = _said(getattr(oncall, channel.key)) if channel.account is not None else {}
        for each in getattr(receiver, channel.key):
            settings = {**shared, **_said(each)}
            over = each.send_resolved
            yield Integration(
                channel.key, settings, (resolved or channel.closes(settings)) if over is None else over
            )


def _said(model: BaseModel | None) -> Settings:
    """The fields that have a value, as plain data."""
    if model is None:
        return {}
    named = ((name, getattr(model, name)) for name in type(model).model_fields if name not in _NO_SETTINGS)
    return {name: _plain(value) for name, value in named if value is not None and value != ()}


def _plain(value: Any) -> Setting:
    if isinstance(value, BaseModel):
        return _said(value)
    return tuple(map(_plain, value)) if isinstance(value, tuple) else value
