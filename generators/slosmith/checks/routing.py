"""Every alert reaches whom its severity promises, every route is reachable, every receiver is used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.matching.matcher import Matcher
from slosmith.origin import Origin
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Plan
from slosmith.plan.oncall.reach import Sent, promised, sent, tried
from slosmith.plan.oncall.receivers import NOBODY, WATCHDOG
from slosmith.plan.oncall.versions import needs, version, version_text
from slosmith.plan.oncall_model import Base, Notify, OnCallPlan
from slosmith.routing.router import Router
from slosmith.routing.tree import INHERITED, Hit, Placed, Route, walk
from slosmith.targets import alertmanager
from slosmith.units import duration

_TAKEN = "an earlier route takes them all"


def no_oncall(plan: Plan) -> Iterator[Diagnostic]:
    if not plan.oncall.written and alertmanager.TARGET.name in plan.project.targets:
        yield diagnose(
            "no-oncall",
            "there is no OnCall document, so alertmanager.yaml is valid and tells nobody of anything",
            plan.oncall.origin.span(),
            "write one with a team; eight lines are enough: a pager, and a channel for tickets",
        )


def someone_listens(plan: Plan) -> Iterator[Diagnostic]:
    """For every team and kind of which it has alerts."""
    oncall = plan.oncall
    if not oncall.written:
        return
    wanted = dict.fromkeys((each.notice.about.owner, each.notice.about.severity) for each in sent(plan))
    told: set[tuple[str, Notify]] = set()
    for owner, name in wanted:
        team, severity = oncall.team(owner), oncall.severity(name)
        if team is None or severity is None or (owner, severity.notify) in told:
            continue
        told.add((owner, severity.notify))
        reached = team.reached[severity.notify]
        hint = f"give the team a `{severity.notify}`"
        if reached == NOBODY:
            said = f"alerts of severity `{name}` are owned by team `{owner}` and reach nobody"
            yield diagnose("no-receiver", said, team.origin.span(key=True), hint)
        elif severity.pages and Notify.PAGE not in team.own:
            said = f"alerts of severity `{name}` page team `{owner}`, but only reach `{reached}`, which wakes nobody"
            yield diagnose("no-receiver", said, team.origin.span(key=True), hint)


def watchdog_heard(plan: Plan) -> Iterator[Diagnostic]:
    for each in plan.oncall.receivers:
        if plan.oncall.written and each.name == WATCHDOG and not each.integrations:
            yield diagnose(
                "watchdog-unheard",
                "the Watchdog is sent to nobody, so nobody notices when no alert arrives any more",
                plan.oncall.origin.span(),
                "give `watchdog` a webhook of a dead man's switch, which raises the alarm when it falls silent",
            )


def reachable_and_kept(plan: Plan) -> Iterator[Diagnostic]:
    """One walk over all alerts: which routes they reach, and whether their promises are kept."""
    if not plan.oncall.written:
        return
    router = Router(plan.oncall.route)
    reached: set[tuple[int, ...]] = set()
    broken: dict[tuple[Span, frozenset[str]], Diagnostic] = {}
    label_sets, complete = tried(plan, router)
    for each, labels in label_sets:
        hits = router.hits(labels)
        reached.update(hit.path for hit in hits)
        missed = promised(plan.oncall, labels) - {hit.receiver for hit in hits}
        if missed:
            found = _broken(each, labels, missed, hits, plan.oncall)
            broken.setdefault((found.span, missed), found)
    yield from broken.values()
    if complete:
        yield from _unreachable(plan.oncall, router, reached)


def _broken(
    each: Sent, labels: Mapping[str, str], missed: frozenset[str], hits: Sequence[Hit], oncall: OnCallPlan
) -> Diagnostic:
    taken = next((hit.route.origin for hit in hits if hit.route.custom and hit.route.origin), oncall.origin)
    goes = ", ".join(f"`{hit.receiver}`" for hit in hits)
    return diagnose(
        "promise-broken",
        f"{each.name} (severity `{labels['severity']}`) goes to {goes} and not to"
        f" {', '.join(f'`{name}`' for name in sorted(missed))}, as its severity promises",
        taken.span(),
        "add `continue: true` to tell both, or accept the warning if this is meant",
    )


def _unreachable(oncall: OnCallPlan, router: Router, reached: set[tuple[int, ...]]) -> Iterator[Diagnostic]:
    """Routes of a person's are judged by the alerts that are there, those of a team by any that it could own."""
    entered = _prefixes(reached)
    could = _prefixes({*reached, *_imaginable(oncall, router)})
    first = () if oncall.base is None else (0,)
    team = oncall.origin
    told: set[tuple[int, ...]] = set()
    for path, route, *_ in walk(oncall.route):
        if path[: len(first)] != first:
            continue
        if path[:-1] in told:
            # What is below a route that nothing reaches goes without saying.
            told.add(path)
            continue
        team = route.origin or team
        if path not in (entered if route.origin is not None else could):
            told.add(path)
        if route.origin is not None and path not in entered:
            yield _unreached(route, route.origin, path in could)
        elif not route.custom and path not in could:
            shown = " and ".join(map(str, route.matchers))
            said = f"no alert can reach the route for {shown}"
            yield diagnose("route-unreachable", said, team.span(key=True), _TAKEN)
    if oncall.base is not None:
        yield from _shadowed(oncall.base)


def _prefixes(paths: Iterable[tuple[int, ...]]) -> set[tuple[int, ...]]:
    return {path[:length] for path in paths for length in range(len(path) + 1)}


def _imaginable(oncall: OnCallPlan, router: Router) -> Iterator[tuple[int, ...]]:
    """Where an alert of each team and severity would go, inside an SLO and outside."""
    for team in oncall.teams:
        for severity in oncall.severities:
            for slo in ("", "any"):
                labels = {"owner": team.name, "severity": severity.name, "slo": slo, "service": HEALTH_STEM}
                yield from (hit.path for hit in router.hits(labels))


def _unreached(route: Route, origin: Origin, possible: bool) -> Diagnostic:
    if route.custom:
        said = "no alert of these specs reaches this route"
        return diagnose("route-unreachable", said, origin.span(), f"{_TAKEN}, or nothing matches")
    if possible:
        said, hint = "this team owns no alert of these specs", "remove the team, or give it something to own"
        return diagnose("route-unreachable", said, origin.span(key=True), hint)
    return diagnose("route-unreachable", "no alert of this team can reach it", origin.span(key=True), _TAKEN)


def _shadowed(base: Base) -> Iterator[Diagnostic]:
    """In a tree whose other alerts nobody knows: a route behind a sibling that takes all that it would match."""
    for placed in walk(base.route):
        for index in _behind(placed.route.routes):
            place = "".join(f".routes[{each}]" for each in (*placed.path, index))
            yield diagnose(
                "route-unreachable",
                f"in the configuration that is there already, route{place} is never asked: an earlier one takes all that it matches",
                base.origin.span(),
                "put the narrower route first",
            )


def _behind(siblings: Sequence[Route]) -> Iterator[int]:
    """Those of which an earlier one asks for no more. It is known by the rarest of its matchers, so that few are compared."""
    asked = [frozenset(each.matchers) for each in siblings]
    common = Counter(matcher for each in asked for matcher in each)
    earlier: dict[Matcher | None, list[frozenset[Matcher]]] = {}
    for index, route in enumerate(siblings):
        known = (each for matcher in (None, *route.matchers) for each in earlier.get(matcher, ()))
        if any(each <= asked[index] for each in known):
            yield index
        if not route.continue_:
            rarest = min(asked[index], key=lambda each: (common[each], each), default=None)
            earlier.setdefault(rarest, []).append(asked[index])


def everything_used(plan: Plan) -> Iterator[Diagnostic]:
    """Receivers that people named and time intervals."""
    oncall = plan.oncall
    placed = list(walk(oncall.route))
    used = {each.receiver for each in placed}
    for receiver in oncall.receivers:
        if receiver.name not in used:
            what = "receiver" if receiver.named else "pager"
            yield diagnose(
                "receiver-unused",
                f"nothing is sent to the {what} `{receiver.name}`",
                receiver.origin.span(key=True),
                "name it in a route, a team or a severity's `also`, or remove it",
            )
    timed = {name for each in placed for name in (*each.route.mute, *each.route.active)}
    for interval in oncall.intervals:
        if interval.name not in timed:
            yield diagnose(
                "receiver-unused",
                f"nothing uses the time interval `{interval.name}`",
                interval.origin.span(key=True),
                "name it in `ticket_hours`, `mute` or `active`, or remove it",
            )


def repeat_intervals(plan: Plan) -> Iterator[Diagnostic]:
    """Alertmanager looks at a group once per group_interval, so it cannot repeat more often."""
    told: set[Span] = set()
    for placed in walk(plan.oncall.ours):
        repeat, group = placed.timers.repeat_interval, placed.timers.group_interval
        if placed.route.timers == INHERITED or repeat is None or group is None or repeat >= group:
            continue
        span = _timers_place(placed, plan.oncall)
        if span not in told:
            told.add(span)
            yield diagnose(
                "repeat-interval",
                f"repeat_interval ({duration(repeat)}) is shorter than group_interval ({duration(group)})",
                span,
                "a group is only looked at once per group_interval: make repeat_interval a multiple of it",
            )


def _timers_place(placed: Placed, oncall: OnCallPlan) -> Span:
    """A route of a person's, or the severity that a team's route follows from."""
    if placed.route.origin is not None:
        return placed.route.origin.span()
    named = next((each.value for each in placed.route.matchers if each.label == "severity"), "")
    return oncall.origin.at("severities", named).span(key=True)


def supported_integrations(plan: Plan) -> Iterator[Diagnostic]:
    aimed = version(plan.project.alertmanager_version)
    for need in needs(plan.oncall.receivers):
        if need.version > aimed:
            why = f" ({need.why})" if need.why else ""
            yield diagnose(
                "version",
                f"{need.what} needs Alertmanager {version_text(need.version)}{why}, and the Project is for {version_text(aimed)}",
                need.receiver.origin.at(need.integration).span(),
                "set `versions.alertmanager` in the Project if your server is newer, or use another channel",
            )
