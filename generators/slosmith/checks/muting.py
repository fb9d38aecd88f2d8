"""Inhibitions and time intervals: what may keep an alert quiet, and whether that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.model import Plan
from slosmith.plan.oncall.reach import Sent, possible, promised, sent, tried
from slosmith.plan.oncall_model import OnCallPlan
from slosmith.routing.inhibition import Inhibition
from slosmith.routing.router import Router, judges
from slosmith.routing.tree import Hit, walk


def inhibitions(plan: Plan) -> Iterator[Diagnostic]:
    """Each of a person's has a pair of alerts, and neither an alert that is both nor a page that it mutes."""
    oncall = plan.oncall
    # What slosmith makes itself is disjoint by severity, and only made where there is a pair.
    judged = [(rule, False) for rule in oncall.inhibitions if rule.origin is not None]
    if oncall.base is not None:
        judged += [(rule, True) for rule in oncall.base.inhibitions]
    alerts = list(sent(plan)) if judged else []
    for rule, theirs in judged:
        yield from _judge(rule, alerts, oncall, theirs=theirs)


def _judge(
    rule: Inhibition, alerts: Iterable[Sent], oncall: OnCallPlan, *, theirs: bool
) -> Iterator[Diagnostic]:
    sources: set[tuple[str, ...]] = set()
    targets: dict[tuple[str, ...], str] = {}
    both, page = "", ""
    pages = {severity.name for severity in oncall.severities if severity.pages}
    told_apart = judges((*rule.source, *rule.target))
    for each in alerts:
        for labels in possible(each, told_apart):
            is_source, is_target = rule.is_source(labels), rule.is_target(labels)
            if is_source:
                sources.add(rule.key(labels))
            if is_target:
                targets.setdefault(rule.key(labels), each.name)
                page = page or (each.name if each.notice.about.severity in pages else "")
            if is_source and is_target:
                both = both or each.name
    origin = rule.origin or (oncall.base.origin if theirs and oncall.base is not None else oncall.origin)
    if both and not theirs:
        yield diagnose(
            "inhibition-self",
            f"{both} is both a source and a target of this inhibition",
            origin.span(),
            "make the two sides differ, for instance by severity",
        )
    elif not theirs and not sources & targets.keys():
        yield _idle(rule, bool(sources), bool(targets), origin)
    if page:
        yield diagnose(
            "page-muted",
            f"{page} pages, and {'the configuration that is there already' if theirs else 'this inhibition'} may mute it",
            origin.span(),
            "a page that is muted after it was sent stays open in PagerDuty; mute tickets only",
        )


def _idle(rule: Inhibition, sources: bool, targets: bool, origin: Origin) -> Diagnostic:
    if not sources or not targets:
        side = "source" if not sources else "target"
        return diagnose(
            "inhibition-idle", f"no alert matches the {side}", origin.at(side).span(), "mend its matchers"
        )
    return diagnose(
        "inhibition-idle",
        f"no two alerts agree on {', '.join(rule.equal)}",
        origin.at("equal").span(),
        "name labels that both sides carry with the same value",
    )


def pages_at_all_times(plan: Plan) -> Iterator[Diagnostic]:
    """Whom a page is promised to is told at any time; what else is told may have its hours."""
    oncall = plan.oncall
    pages = {severity.name for severity in oncall.severities if severity.pages}
    router = Router(oncall.route)
    if not any(route.route.mute or route.route.active for route in walk(oncall.route)):
        return
    told: set[tuple[int, ...]] = set()
    for each, labels in tried(plan, router).label_sets:
        if each.notice.about.severity not in pages:
            continue
        hits = router.hits(labels)
        timed = [hit for hit in hits if hit.route.mute or hit.route.active]
        awake = {hit.receiver for hit in hits if not (hit.route.mute or hit.route.active)}
        for hit in timed:
            if hit.receiver in promised(oncall, labels) - awake and hit.path not in told:
                told.add(hit.path)
                yield _silent(each.name, hit, oncall)


def _silent(alert: str, hit: Hit, oncall: OnCallPlan) -> Diagnostic:
    return diagnose(
        "page-muted",
        f"{alert} pages, and the route that takes it to `{hit.receiver}` is silent at times",
        (hit.route.origin or oncall.origin).span(),
        "let pages through at all times, or accept the warning if this is meant",
    )
