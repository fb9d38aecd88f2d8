"""alertmanager.yaml as plain data: ours alone, or ours added to a configuration that was there before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from slosmith.emit import Inline, InlineList, Tree
from slosmith.matching.matcher import Matcher
from slosmith.plan.annotations import literal
from slosmith.plan.model import Plan
from slosmith.plan.oncall_model import IntervalPlan, ReceiverPlan, Times
from slosmith.routing.inhibition import Inhibition
from slosmith.routing.syntax import alertmanager_text
from slosmith.routing.tree import Route, Timers
from slosmith.spec.oncall.channels import channel_of
from slosmith.units import duration

# Relative to alertmanager.yaml, as Alertmanager reads it.
TEMPLATES = "templates/slosmith.tmpl"
_Mapping: TypeAlias = dict[str, Tree]


def configuration(plan: Plan, templates: str = TEMPLATES) -> Mapping[str, Tree]:
    """`templates` is where the server finds ours."""
    oncall = plan.oncall
    sender = literal(plan.project.title)
    parts: dict[str, list[Tree]] = {
        "receivers": [_receiver(each, sender) for each in oncall.receivers],
        "inhibit_rules": [_inhibition(each) for each in oncall.inhibitions],
        "time_intervals": [_interval(each) for each in oncall.intervals],
        "templates": [templates],
    }
    ours = _route(oncall.ours, None)
    if oncall.base is not None:
        return _added(oncall.base.config, ours, parts)
    return {"route": ours, **{key: value for key, value in parts.items() if value}}


def _added(config: Mapping[str, Any], ours: Tree, parts: Mapping[str, Sequence[Tree]]) -> Mapping[str, Tree]:
    """All that is theirs stays as it is, in its order; our routes are asked first, everything else comes after theirs."""
    theirs = dict(config)
    theirs["route"] = {**config["route"], "routes": [ours, *(config["route"].get("routes") or [])]}
    for key, added in parts.items():
        listed = list(config.get(key) or [])
        more = [each for each in added if each not in listed]
        if more:
            theirs[key] = [*listed, *more]
    return theirs


def _route(route: Route, above: Route | None) -> Tree:
    """Only what differs from the route above, which is what Alertmanager inherits."""
    tree: _Mapping = {}
    if route.matchers:
        tree["matchers"] = _matchers(route.matchers)
    if route.receiver:
        tree["receiver"] = route.receiver
    if route.continue_:
        tree["continue"] = True
    if route.group_by is not None and (above is None or route.group_by != above.group_by):
        tree["group_by"] = InlineList(route.group_by)
    for key, seconds in zip(Timers._fields, route.timers, strict=True):
        if seconds is not None:
            tree[key] = duration(seconds)
    if route.mute:
        tree["mute_time_intervals"] = InlineList(route.mute)
    if route.active:
        tree["active_time_intervals"] = InlineList(route.active)
    if route.routes:
        tree["routes"] = [_route(child, route) for child in route.routes]
    return tree


def _matchers(matchers: Iterable[Matcher]) -> Tree:
    return [Inline(alertmanager_text(matcher)) for matcher in matchers]


def _receiver(receiver: ReceiverPlan, sender: str) -> Tree:
    tree: _Mapping = {"name": receiver.name}
    for each in receiver.integrations:
        found = channel_of(each.kind)
        listed = tree.setdefault(found.configs, [])
        assert isinstance(listed, list)
        listed.append({"send_resolved": each.send_resolved, **found.write(each.settings, sender)})
    return tree


def _inhibition(rule: Inhibition) -> Tree:
    return {
        "source_matchers": _matchers(rule.source),
        "target_matchers": _matchers(rule.target),
        "equal": InlineList(rule.equal),
    }


def _interval(interval: IntervalPlan) -> Tree:
    return {"name": interval.name, "time_intervals": [_times(each) for each in interval.times]}


def _times(times: Times) -> Tree:
    tree: _Mapping = {}
    if times.times:
        tree["times"] = [{"start_time": start, "end_time": end} for start, end in times.times]
    for key in ("weekdays", "days_of_month", "months", "years"):
        if listed := getattr(times, key):
            tree[key] = InlineList(listed)
    tree["location"] = times.time_zone
    return tree
