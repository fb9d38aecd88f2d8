"""The route tree that follows from severities and teams, and the inhibition between pages and tickets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

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


class Grouping(NamedTuple):
    """By which labels alerts of SLOs are one notification: all groups of an SLO `together`, or `each` alone.

    `apart` has the SLOs whose groups are told of each alone, by owner and severity. `external` are the labels that tell
    clusters apart.
    """

    external: tuple[str, ...]
    together: tuple[str, ...]
    each: tuple[str, ...]
    apart: Mapping[tuple[str, str], tuple[str, ...]]


def team_route(team: TeamPlan, severities: Iterable[Severity], grouping: Grouping) -> Route:
    """All alerts of one owner. A severity that nobody defined goes where its tickets go."""
    return Route(
        receiver=team.reached[Notify.TICKET],
        matchers=(equals("owner", team.name),),
        routes=tuple(
            route for severity in severities for route in _severity_routes(team, severity, grouping)
        ),
        origin=team.origin,
    )


def _severity_routes(team: TeamPlan, severity: Severity, grouping: Grouping) -> Iterator[Route]:
    own = team.reached[severity.notify]
    for receiver in severity.also:
        if receiver != own:
            yield _route(team, severity, receiver, grouping, continue_=True)
    yield _route(team, severity, own, grouping)


def _route(
    team: TeamPlan, severity: Severity, receiver: str, grouping: Grouping, *, continue_: bool = False
) -> Route:
    """What belongs to an SLO is one notification however many of its alerts fire; anything else is one of its own, or a
    second cause would join the first one's page without a sound."""
    hours = () if severity.pages else team.ticket_hours
    alone = Route(
        matchers=(equals("slo", ""),),
        group_by=("alertname", "service", *grouping.external),
        active=hours,
    )
    apart = grouping.apart.get((team.name, severity.name), ())
    each = (Route(matchers=(one_of("slo", apart),), group_by=grouping.each, active=hours),) if apart else ()
    return Route(
        receiver=receiver,
        matchers=(equals("severity", severity.name),),
        group_by=severity.group_by or grouping.together,
        timers=severity.timers,
        continue_=continue_,
        active=hours,
        routes=(alone, *each),
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


def page_mutes_ticket(severities: Iterable[Severity], identity: tuple[str, ...]) -> Inhibition | None:
    """A page mutes the tickets of its own SLO and group. That `slo` is there is asked on both sides, because labels
    that both sides lack count as equal. A page is never muted: it would stay open in PagerDuty for ever."""
    pages, tickets = _classes(severities)
    if not pages or not tickets:
        return None
    return Inhibition(
        source=(one_of("severity", pages), present("slo")),
        target=(one_of("severity", tickets), present("slo")),
        equal=identity,
    )


def all_mutes_groups(
    severities: Iterable[Severity], grouping: Grouping, *, tickets_wait: bool
) -> Iterator[Inhibition]:
    """Where an SLO burns over all of its groups, the burn-rate alerts of single groups add a storm and no news.

    Only within a severity, so that both are in one notification, which is resolved when all of it is: elsewhere a page
    that is muted before it is over stays open for ever, which is why SLOs whose groups are told of each alone have no part
    in it. And tickets wait for a page. Never the other way round: a slow ticket over all would hide that one group is down.
    """
    known = tuple(severities)
    pages, tickets = _classes(known)
    together = [each.name for each in known if set(each.group_by) <= set(grouping.together)]
    apart = sorted({slo for slos in grouping.apart.values() for slo in slos})
    source = (equals("scope", "all"), present("burn_rate"), present("slo"))
    others = (one_of("slo", apart).opposite(),) if apart else ()
    target = (equals("scope", "group"), present("burn_rate"), present("slo"), *others)
    if together:
        same = () if len(together) == len(known) else (one_of("severity", together),)
        yield Inhibition((*same, *source), (*same, *target), (*grouping.together, "severity"))
    if tickets_wait and pages and tickets:
        yield Inhibition(
            (one_of("severity", pages), *source), (one_of("severity", tickets), *target), grouping.together
        )


def _classes(severities: Iterable[Severity]) -> tuple[list[str], list[str]]:
    """The names of those that page and of those that do not."""
    known = tuple(severities)
    return [each.name for each in known if each.pages], [each.name for each in known if not each.pages]


def with_pairs(rules: Iterable[Inhibition], alerts: Sequence[LabelSet]) -> Iterator[Inhibition]:
    """Those for which there are two alerts, one that may mute the other."""
    return (rule for rule in rules if _has_pair(rule, alerts))


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
