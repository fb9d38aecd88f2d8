"""The OnCall document: what its names refer to must exist, and be told apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from slosmith.checks.places import alerts, slos
from slosmith.checks.references import missing
from slosmith.diagnostics import Diagnostic, Related, diagnose
from slosmith.origin import Origin
from slosmith.plan.oncall.receivers import NOBODY, WATCHDOG, destinations
from slosmith.plan.severities import WATCHDOG_SEVERITY, severities_of
from slosmith.spec import Sourced, Spec
from slosmith.spec.oncall import OnCall
from slosmith.spec.oncall.channels import CHANNELS, Channel
from slosmith.spec.oncall.receivers import Receiver
from slosmith.spec.oncall.routing import RouteSpec
from slosmith.spec.whole import base_of


def unique_oncalls(spec: Spec) -> Iterator[Diagnostic]:
    for _, origin in spec.oncalls[1:]:
        yield diagnose(
            "duplicate-id",
            "there is more than one OnCall document",
            origin.at("kind").span(),
            "who is next is one order for all; put everything into one document",
            [Related("the first is here", spec.oncalls[0].origin.at("kind").span())],
        )


def known_teams(spec: Spec) -> Iterator[Diagnostic]:
    """Once teams are written down, every owner is one of them."""
    for oncall, origin in spec.oncalls[:1]:
        places = [(oncall.default_team, origin.at("default_team"))]
        places += [(each.defaults.owner, at.at("defaults", "owner")) for each, at in spec.projects]
        places += [(service.owner, at.at("owner")) for service, at in spec.services]
        places += [(place.slo.owner, place.origin.at("owner")) for place in slos(spec)]
        places += [(place.alert.owner, place.origin.at("owner")) for place in alerts(spec)]
        for name, place in places:
            if name is not None and name not in oncall.teams:
                yield missing("team", name, oncall.teams, place)


def known_receivers(spec: Spec) -> Iterator[Diagnostic]:
    base = base_of(spec)
    theirs = set(base.receivers) if base is not None else set()
    for oncall, origin in spec.oncalls[:1]:
        shared = {*oncall.receivers, *theirs}
        named = shared | {name for name, role in oncall.roles.items() if role.page is not None}
        own = {name for name, each, _ in destinations(oncall, origin) if each.receiver is None}
        for _, each, place in destinations(oncall, origin):
            if each.receiver is not None and each.receiver not in shared:
                yield missing("receiver", each.receiver, shared, place)
        for severity, spec_ in (oncall.severities or {}).items():
            for index, name in enumerate(spec_.also):
                if name not in named:
                    yield missing("receiver", name, named, origin.at("severities", severity, "also", index))
        for route, place in routes(oncall, origin):
            if route.receiver is not None and route.receiver not in named | own:
                yield missing("receiver", route.receiver, named | own, place.at("receiver"))


def known_roles(spec: Spec) -> Iterator[Diagnostic]:
    for oncall, origin in spec.oncalls[:1]:
        places = [
            (level.role, origin.at("escalation", i, "role")) for i, level in enumerate(oncall.escalation)
        ]
        if oncall.rotation is not None:
            places += [
                (name, origin.at("rotation", "roles", i)) for i, name in enumerate(oncall.rotation.roles)
            ]
        yield from _unknown("role", places, oncall.roles)
        levels = [
            (name, origin.at("escalation", i, "severities", j))
            for i, level in enumerate(oncall.escalation)
            for j, name in enumerate(level.severities)
        ]
        yield from _unknown("severity", levels, [each.name for each in severities_of(spec)])


def known_intervals(spec: Spec) -> Iterator[Diagnostic]:
    for oncall, origin in spec.oncalls[:1]:
        places = [
            (name, origin.at("teams", team, "ticket_hours", index))
            for team, each in oncall.teams.items()
            for index, name in enumerate(each.ticket_hours)
        ]
        for route, place in routes(oncall, origin):
            for key, listed in (("mute", route.mute), ("active", route.active)):
                places += [(name, place.at(key, index)) for index, name in enumerate(listed)]
        base = base_of(spec)
        theirs = base.intervals if base is not None else ()
        yield from _unknown("time interval", places, {*oncall.time_intervals, *theirs})


def _unknown(what: str, places: Iterable[tuple[str, Origin]], known: Collection[str]) -> Iterator[Diagnostic]:
    for name, place in places:
        if name not in known:
            yield missing(what, name, known, place)


def unique_receivers(spec: Spec) -> Iterator[Diagnostic]:
    """Teams and roles have receivers as well, named after them."""
    for oncall, origin in spec.oncalls[:1]:
        own = {name: place for name, each, place in destinations(oncall, origin) if each.receiver is None}
        for name in (WATCHDOG, NOBODY):
            own.setdefault(name, origin)
        for name in oncall.receivers:
            if name in own:
                yield diagnose(
                    "duplicate-id",
                    f"the receiver `{name}` has the name of one that slosmith makes itself",
                    origin.at("receivers", name).span(key=True),
                    "give it another name",
                    [Related("which follows from this", own[name].span())],
                )
        seen: dict[str, Origin] = {}
        for name, each, place in destinations(oncall, origin):
            other = seen.setdefault(name, place)
            if other is not place and each.receiver is None:
                yield diagnose(
                    "duplicate-id",
                    f"two receivers would be called `{name}`",
                    place.span(),
                    "rename the role",
                    [Related("the other follows from this", other.span())],
                )


def reserved_severity(spec: Spec) -> Iterator[Diagnostic]:
    for oncall, origin in spec.oncalls[:1]:
        if WATCHDOG_SEVERITY in (oncall.severities or {}):
            yield diagnose(
                "bad-name",
                f"`{WATCHDOG_SEVERITY}` is the severity of the Watchdog",
                origin.at("severities", WATCHDOG_SEVERITY).span(key=True),
                "give the severity another name",
            )


def accounts(spec: Spec) -> Iterator[Diagnostic]:
    """Settings that an integration needs and has neither itself nor from the account of its channel."""
    for sourced in spec.oncalls[:1]:
        for receiver, place in described(sourced):
            for channel in CHANNELS:
                shared = getattr(sourced.model, channel.key) if channel.account is not None else None
                for index, each in enumerate(getattr(receiver, channel.key)):
                    if shared is None and any(getattr(each, name, None) is None for name in channel.required):
                        yield _lacks_account(channel, place.at(channel.key, index))


def _lacks_account(channel: Channel, place: Origin) -> Diagnostic:
    assert channel.account is not None
    fields = channel.account.model_fields
    keys = ", ".join(f"{fields[name].alias or name}: ..." for name in channel.required)
    return diagnose(
        "bad-value",
        f"`{channel.key}` is used here, and the OnCall document does not say how to reach it",
        place.span(),
        f"add `{channel.key}: {{{keys}}}` to the OnCall document",
    )


def described(sourced: Sourced[OnCall]) -> Iterator[tuple[Receiver, Origin]]:
    """Everything with integrations, and where it stands."""
    oncall, origin = sourced
    for name, receiver in oncall.receivers.items():
        yield receiver, origin.at("receivers", name)
    for _, destination, place in destinations(oncall, origin):
        yield destination, place


def routes(oncall: OnCall, origin: Origin) -> Iterator[tuple[RouteSpec, Origin]]:
    """Every route of the spec, from the top down."""
    pending = [(each, origin.at("routes", index)) for index, each in enumerate(oncall.routes)]
    while pending:
        route, place = pending.pop(0)
        yield route, place
        pending = [
            *((each, place.at("routes", index)) for index, each in enumerate(route.routes)),
            *pending,
        ]
