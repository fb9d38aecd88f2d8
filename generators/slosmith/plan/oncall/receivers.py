"""From the destinations of a spec to named receivers with all that Alertmanager has to know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slosmith.origin import Origin
from slosmith.plan.oncall_model import Integration, Notify, ReceiverPlan, Setting
from slosmith.plan.severities import also_told
from slosmith.spec import Sourced
from slosmith.spec.oncall import OnCall
from slosmith.spec.oncall.channels import INTEGRATIONS, Destination, Receiver

# Takes what nobody is to be told of; it has no integration.
NOBODY = "nobody"
WATCHDOG = "watchdog"
# Where a kind is sent when a team does not describe it. A ticket never wakes anybody.
_INSTEAD = {
    Notify.PAGE: (Notify.PAGE, Notify.TICKET, Notify.MESSAGE),
    Notify.TICKET: (Notify.TICKET, Notify.MESSAGE),
    Notify.MESSAGE: (Notify.MESSAGE, Notify.TICKET),
}


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
    for kind in INTEGRATIONS:
        for each in getattr(receiver, kind):
            told = resolved if each.send_resolved is None else each.send_resolved
            yield Integration(kind, _settings(kind, each, oncall), told)


def _settings(kind: str, each: Any, oncall: OnCall) -> dict[str, Setting]:
    """What the integration says, then what all of its kind share."""
    said = {
        name: getattr(each, name)
        for name in type(each).model_fields
        if name not in ("accept", "corrections", "send_resolved") and getattr(each, name) is not None
    }
    shared: Any = getattr(oncall, kind, None)
    if shared is None:
        return said
    common = {
        name: getattr(shared, name)
        for name in type(shared).model_fields
        if name not in ("accept", "corrections") and getattr(shared, name) is not None
    }
    return {**common, **said}
