"""Every alert of a plan as Alertmanager sees it, and whom it reaches."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from itertools import islice, product
from typing import NamedTuple

from slosmith.naming import RESERVED_LABELS
from slosmith.plan.model import Labels, Notice, Plan
from slosmith.plan.notices import all_notices
from slosmith.plan.oncall.receivers import WATCHDOG
from slosmith.plan.oncall.routes import WATCHDOG_ALERT
from slosmith.plan.oncall_model import OnCallPlan
from slosmith.routing.router import STEPS, Judge, Router

# Stands for a value that only the series know.
EXAMPLE = "example"
# An alert with many free labels is not tried with each of their combinations.
_COMBINATIONS = 64


class Sent(NamedTuple):
    """An alert with its labels. `open` are labels whose values come from series; None: any label may come from there."""

    notice: Notice
    labels: Mapping[str, str]
    open: frozenset[str] | None

    @property
    def name(self) -> str:
        return self.notice.name


class Routed(NamedTuple):
    notice: Notice
    labels: Mapping[str, str]
    receivers: tuple[str, ...]


def sent(plan: Plan) -> Iterator[Sent]:
    for notice in all_notices(plan):
        yield sent_with(notice, plan.project.external_labels)


def sent_with(notice: Notice, external_labels: Labels) -> Sent:
    """An alert as Alertmanager sees it; what only its series know is an example."""
    fixed = {"alertname": notice.name, **notice.labels, **external_labels}
    templated = {name for name, value in fixed.items() if "{{" in value}
    labels = {name: EXAMPLE if name in templated else value for name, value in fixed.items()}
    series = notice.about.series_labels
    if series is None:
        return Sent(notice, labels, None)
    return Sent(notice, labels | dict.fromkeys(series, EXAMPLE), frozenset({*templated, *series}))


def routed(plan: Plan) -> Iterator[Routed]:
    router = Router(plan.oncall.route)
    for each in sent(plan):
        yield Routed(each.notice, each.labels, router.receivers(each.labels))


class Tried(NamedTuple):
    """Alerts with label sets that they may come with. Where routes are too many it is not `complete`."""

    label_sets: Iterator[tuple[Sent, Mapping[str, str]]]
    complete: bool


def tried(plan: Plan, router: Router) -> Tried:
    """For each kind of alert label sets for every way in which the routes can judge one of its free labels."""
    kinds = list(_kinds(plan, router))
    limit = max(_COMBINATIONS, STEPS // (1 + len(kinds) * len(router.judges)))
    wanted = sum(len(judge.typical) for judge in router.judges.values())
    complete = wanted <= limit and all(judge.complete for judge in router.judges.values())
    return Tried(
        ((each, labels) for each in kinds for labels in possible(each, router.judges, limit)), complete
    )


def _kinds(plan: Plan, router: Router) -> Iterator[Sent]:
    """The first alert of each kind: the route tree cannot tell others of it apart, and they have the same promises."""
    known: set[Hashable] = set()
    for each in sent(plan):
        promises = (each.name == WATCHDOG_ALERT, each.labels.get("owner"), each.labels.get("severity"))
        free = tuple(label for label in router.judges if _is_open(label, each))
        kind = (router.signature(each.labels), free, promises)
        if kind not in known:
            known.add(kind)
            yield each


def possible(
    each: Sent, judges: Mapping[str, Judge], limit: int = _COMBINATIONS
) -> Iterator[Mapping[str, str]]:
    """The label sets that an alert may come with, as far as these matchers can tell them apart: so many in which one
    label has another value than usual, then some in which several have."""
    choices = {
        label: judge.values(each.labels.get(label, ""))
        for label, judge in judges.items()
        if _is_open(label, each)
    }
    yield each.labels
    alone = ((label, value) for label, values in choices.items() for value in values[1:])
    for label, value in islice(alone, limit):
        yield {**each.labels, label: value}
    if len(choices) > 1:
        for together in islice(product(*choices.values()), _COMBINATIONS):
            yield {**each.labels, **dict(zip(choices, together, strict=True))}


def _is_open(label: str, each: Sent) -> bool:
    if each.open is not None:
        return label in each.open
    return label not in each.labels and label not in RESERVED_LABELS


def promised(oncall: OnCallPlan, labels: Mapping[str, str]) -> frozenset[str]:
    """Who has to be told, by the severity and the owner alone: not read off the route tree, but held against it."""
    if labels["alertname"] == WATCHDOG_ALERT:
        return frozenset({_watchdog(oncall)})
    team, severity = oncall.team(labels.get("owner", "")), oncall.severity(labels.get("severity", ""))
    if team is None or severity is None:
        return frozenset()
    return frozenset({team.reached[severity.notify], *severity.also})


def _watchdog(oncall: OnCallPlan) -> str:
    return next(
        (route.receiver for route in oncall.ours.routes if not route.custom and not route.origin), WATCHDOG
    )
