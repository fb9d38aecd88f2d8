"""The route tree that follows from severities and teams, and the inhibition between pages and tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slosmith.matching.matcher import LabelSet, equals, one_of, present
from slosmith.origin import Origin
from slosmith.plan.oncall_model import Notify, Severity, TeamPlan
from slosmith.plan.severities import WATCHDOG_SEVERITY
from slosmith.routing.inhibition import Inhibition
from slosmith.routing.tree import Route, Timers
from slosmith.spec.oncall import OnCall
from slosmith.spec.oncall.routing import RouteSpec

# The Watchdog has to arrive all the time: the receiver raises the alarm when it stops.
_WATCHDOG_TIMERS = Timers(0, 30, 60)
WATCHDOG_ALERT = "Watchdog"


def watchdog_route(receiver: str, external: Iterable[str]) -> Route:
    """Grouped by the external labels as well, or the Watchdog of a live cluster would hide that another one is dead."""
    return Route(
        receiver=receiver,
        matchers=(equals("alertname", WATCHDOG_ALERT), equals("severity", WATCHDOG_SEVERITY)),
        group_by=("alertname", "service", *external),
        timers=_WATCHDOG_TIMERS,
    )


def team_route(
    team: TeamPlan, severities: Iterable[Severity], identity: tuple[str, ...], external: tuple[str, ...]
) -> Route:
    """All alerts of one owner. A severity that nobody defined goes where its tickets go."""
    return Route(
        receiver=team.reached[Notify.TICKET],
        matchers=(equals("owner", team.name),),
        routes=tuple(
            route for severity in severities for route in _severity_routes(team, severity, identity, external)
        ),
        origin=team.origin,
    )


def _severity_routes(
    team: TeamPlan, severity: Severity, identity: tuple[str, ...], external: tuple[str, ...]
) -> Iterator[Route]:
    own = team.reached[severity.notify]
    for receiver in severity.also:
        if receiver != own:
            yield _route(team, severity, receiver, identity, external, continue_=True)
    yield _route(team, severity, own, identity, external)


def _route(
    team: TeamPlan,
    severity: Severity,
    receiver: str,
    identity: tuple[str, ...],
    external: tuple[str, ...],
    *,
    continue_: bool = False,
) -> Route:
    """What belongs to an SLO is one group however many of its alerts fire; anything else is a group of its own, or a
    second cause would join the first one's page without a sound."""
    hours = () if severity.pages else team.ticket_hours
    alone = Route(
        matchers=(equals("slo", ""),),
        group_by=("alertname", "service", *external),
        active=hours,
    )
    return Route(
        receiver=receiver,
        matchers=(equals("severity", severity.name),),
        group_by=identity,
        timers=severity.timers,
        continue_=continue_,
        active=hours,
        routes=(alone,),
    )


def custom_routes(oncall: OnCall, origin: Origin) -> tuple[Route, ...]:
    return tuple(_custom(each, origin.at("routes", index)) for index, each in enumerate(oncall.routes))


def _custom(spec: RouteSpec, origin: Origin) -> Route:
    return Route(
        receiver=spec.receiver or "",
        matchers=spec.match,
        group_by=spec.group_by,
        timers=Timers(spec.group_wait, spec.group_interval, spec.repeat_interval),
        continue_=spec.continue_,
        mute=spec.mute,
        active=spec.active,
        routes=tuple(_custom(each, origin.at("routes", index)) for index, each in enumerate(spec.routes)),
        custom=True,
        origin=origin,
    )


def page_mutes_ticket(
    severities: Iterable[Severity], identity: tuple[str, ...], alerts: Iterable[LabelSet]
) -> Inhibition | None:
    """A page mutes the tickets of its own SLO and group, if there are two such alerts. That `slo` is there is asked on both sides, because labels
    that both sides lack count as equal. A page is never muted: it would stay open in PagerDuty for ever."""
    pages = [each.name for each in severities if each.pages]
    tickets = [each.name for each in severities if not each.pages]
    if not pages or not tickets:
        return None
    rule = Inhibition(
        source=(one_of("severity", pages), present("slo")),
        target=(one_of("severity", tickets), present("slo")),
        equal=identity,
    )
    return rule if _has_pair(rule, alerts) else None


def _has_pair(rule: Inhibition, alerts: Iterable[LabelSet]) -> bool:
    sources: set[tuple[str, ...]] = set()
    targets: set[tuple[str, ...]] = set()
    for labels in alerts:
        key = rule.key(labels)
        if rule.is_source(labels):
            sources.add(key)
        if rule.is_target(labels):
            targets.add(key)
        if key in sources and key in targets:
            return True
    return False


def custom_inhibitions(oncall: OnCall, origin: Origin) -> Iterator[Inhibition]:
    for index, each in enumerate(oncall.inhibitions):
        yield Inhibition(each.source, each.target, each.equal, origin=origin.at("inhibitions", index))
