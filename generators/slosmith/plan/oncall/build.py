"""From the OnCall document, or from nothing, to the on-call part of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from slosmith.matching.matcher import LabelSet, one_of
from slosmith.naming import IDENTITY
from slosmith.origin import Origin
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import ServicePlan
from slosmith.plan.notices import service_notices
from slosmith.plan.oncall import escalation
from slosmith.plan.oncall.receivers import NOBODY, WATCHDOG, reached, receivers
from slosmith.plan.oncall.routes import (
    Grouping,
    all_mutes_groups,
    custom_inhibitions,
    custom_routes,
    page_mutes_ticket,
    team_route,
    watchdog_route,
    with_pairs,
)
from slosmith.plan.oncall_model import Base, IntervalPlan, Notify, OnCallPlan, ReceiverPlan, TeamPlan, Times
from slosmith.plan.severities import severities_of, usual_of
from slosmith.routing.config import below
from slosmith.routing.tree import Route, Timers
from slosmith.spec import Sourced, Spec
from slosmith.spec.oncall import OnCall
from slosmith.spec.oncall.routing import IntervalSpec
from slosmith.spec.whole import base_of, project_of
from slosmith.units import DAY, MINUTE

# What nobody expected waits for company and is not repeated often.
_ROOT_TIMERS = Timers(MINUTE, 10 * MINUTE, DAY)


def build_oncall(spec: Spec, planned: Sequence[ServicePlan]) -> OnCallPlan:
    """After the services, since grouping and inhibition depend on the labels that their alerts carry."""
    group_labels = {label for service in planned for slo in service.slos for label in slo.group_by}
    services = (*(service.name for service in planned), HEALTH_STEM)
    alerts = [notice.labels for service in planned for notice in service_notices(service)]
    project, project_origin = project_of(spec)
    usual, severities = usual_of(spec), severities_of(spec)
    sourced = _document(spec, usual.owner)
    oncall, origin = sourced
    # Those that alerts are grouped by anyway are named once.
    external = tuple(name for name in project.external_labels if name not in ("alertname", *IDENTITY))
    identity = tuple(dict.fromkeys((*IDENTITY, *sorted(group_labels), *external)))
    grouping = Grouping(external, (*IDENTITY, *external), identity, _apart(planned, alerts))
    teams = _teams(sourced)
    fallback = next(team.reached[Notify.TICKET] for team in teams if team.name == usual.owner)
    ours = Route(
        receiver=fallback,
        group_by=("alertname", "service", *external),
        timers=_ROOT_TIMERS,
        routes=(
            watchdog_route((oncall.watchdog and oncall.watchdog.receiver) or WATCHDOG, external),
            *custom_routes(oncall, origin),
            *(team_route(team, severities, grouping) for team in teams),
        ),
    )
    base = _base(spec, project_origin)
    if base is not None:
        # Only what is surely ours: their alerts go on as if we were not there.
        known = (one_of("owner", [team.name for team in teams]), one_of("service", services))
        ours = replace(ours, matchers=known)
    route = ours if base is None else below(base.route, ours)
    muting = page_mutes_ticket(severities, identity) if oncall.tickets_wait else None
    generated = (
        *(() if muting is None else (muting,)),
        *all_mutes_groups(severities, grouping, tickets_wait=oncall.tickets_wait),
    )
    inhibitions = (*with_pairs(generated, alerts), *custom_inhibitions(oncall, origin))
    roles = escalation.roles(oncall)
    return OnCallPlan(
        written=bool(spec.oncalls),
        severities=severities,
        page=usual.page,
        ticket=usual.ticket,
        default_team=usual.owner,
        teams=teams,
        roles=tuple(roles.values()),
        rotation=escalation.rotation(oncall, roles),
        escalation=escalation.steps(oncall, roles, origin),
        receivers=_all_receivers(sourced, ours),
        route=route,
        ours=ours,
        inhibitions=inhibitions,
        intervals=tuple(
            IntervalPlan(name, tuple(map(_times, each)), origin.at("time_intervals", name))
            for name, each in oncall.time_intervals.items()
        ),
        identity=identity,
        incident_channel=oncall.incident_channel or "",
        checklist=oncall.checklist,
        base=base,
        origin=origin,
    )


def _apart(
    planned: Iterable[ServicePlan], alerts: Iterable[LabelSet]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """The SLOs whose groups are told of each alone, by the owner and severity of their alerts."""
    each = {slo.id for service in planned for slo in service.slos if slo.notify_each}
    found: dict[tuple[str, str], dict[str, None]] = {}
    for labels in alerts:
        if labels.get("slo") in each:
            found.setdefault((labels["owner"], labels["severity"]), {})[labels["slo"]] = None
    return {key: tuple(sorted(slos)) for key, slos in found.items()}


def _document(spec: Spec, owner: str) -> Sourced[OnCall]:
    """Without an OnCall document: one team that cannot be reached, and the owner's name is whoever owns the rest."""
    if spec.oncalls:
        return spec.oncalls[0]
    project, origin = project_of(spec)
    owners = {owner, *(each.model.owner for each in spec.services if each.model.owner)}
    owners |= {slo.owner for each in spec.services for slo in each.model.slos if slo.owner}
    owners |= {alert.owner for each in spec.services for alert in each.model.alerts if alert.owner}
    if project.defaults.owner:
        owners.add(project.defaults.owner)
    teams: dict[str, dict[str, object]] = {name: {} for name in sorted(owners)}
    document = OnCall.model_validate({"apiVersion": "slosmith/v1", "kind": "OnCall", "teams": teams})
    return Sourced(document, origin)


def _teams(sourced: Sourced[OnCall]) -> tuple[TeamPlan, ...]:
    oncall, origin = sourced
    kinds = reached(oncall)
    return tuple(
        TeamPlan(
            name=name,
            title=team.title or name,
            description=team.description or "",
            contact=team.contact or "",
            reached=kinds[name],
            own=frozenset(kind for kind in Notify if getattr(team, kind) is not None),
            ticket_hours=team.ticket_hours,
            origin=origin.at("teams", name),
        )
        for name, team in oncall.teams.items()
    )


def _all_receivers(sourced: Sourced[OnCall], ours: Route) -> tuple[ReceiverPlan, ...]:
    """With the two that nobody has to write, where they are needed."""
    found = receivers(sourced)
    known = {each.name for each in found}
    oncall, origin = sourced
    more = []
    if WATCHDOG not in known and (oncall.watchdog is None or oncall.watchdog.receiver is None):
        more.append(ReceiverPlan(WATCHDOG, (), named=False, origin=origin))
    if NOBODY in _used(ours):
        more.append(ReceiverPlan(NOBODY, (), named=False, origin=origin))
    return (*found, *more)


def _used(route: Route) -> set[str]:
    return {route.receiver}.union(*(_used(child) for child in route.routes))


def _times(spec: IntervalSpec) -> Times:
    return Times(
        tuple((each.start, each.end) for each in spec.times),
        spec.weekdays,
        spec.days_of_month,
        spec.months,
        spec.years,
        spec.time_zone,
    )


def _base(spec: Spec, origin: Origin) -> Base | None:
    """Their configuration, which the checks have read before."""
    config = base_of(spec)
    if config is None:
        return None
    data = spec.base[0].data
    assert isinstance(data, dict), "it was read as a configuration"
    return Base(data, *config, origin.at("alertmanager", "base"))
