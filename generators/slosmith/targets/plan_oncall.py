"""The on-call part of plan.json: severities, teams, receivers, routes, inhibitions, escalation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slosmith.emit import digest, yaml
from slosmith.plan.oncall_model import Base, OnCallPlan, ReceiverPlan, RotationPlan, Severity, Step, TeamPlan
from slosmith.routing.inhibition import Inhibition
from slosmith.routing.tree import Route
from slosmith.units import duration


def oncall_json(oncall: OnCallPlan) -> dict[str, Any]:
    """Files with secrets are named, as in the spec; of a configuration that was there before there is but the digest."""
    return {
        "severities": [_severity(each) for each in oncall.severities],
        "default_team": oncall.default_team,
        "teams": [_team(each) for each in oncall.teams],
        "roles": [
            {
                "name": role.name,
                "title": role.title,
                "response": _time(role.response),
                "receiver": role.receiver or None,
            }
            for role in oncall.roles
        ],
        "rotation": _rotation(oncall.rotation),
        "escalation": [_step(each) for each in oncall.escalation],
        "receivers": [_receiver(each) for each in oncall.receivers],
        "routes": _route(oncall.ours),
        "inhibitions": [_inhibition(each) for each in oncall.inhibitions],
        "time_intervals": [
            {"name": each.name, "times": [times._asdict() for times in each.times]}
            for each in oncall.intervals
        ],
        "base": _base(oncall.base),
    }


def _time(seconds: int | None) -> str | None:
    return duration(seconds) if seconds else None


def _severity(severity: Severity) -> dict[str, Any]:
    return {
        "name": severity.name,
        "notify": severity.notify.value,
        "pages": severity.pages,
        "response": duration(severity.response),
        "acknowledge": _time(severity.acknowledge),
        "also": list(severity.also),
        "pagerduty": severity.pagerduty,
    }


def _team(team: TeamPlan) -> dict[str, Any]:
    return {
        "name": team.name,
        "title": team.title,
        "receivers": {kind.value: receiver for kind, receiver in team.reached.items()},
        "ticket_hours": list(team.ticket_hours),
    }


def _rotation(rotation: RotationPlan | None) -> dict[str, Any] | None:
    if rotation is None:
        return None
    return {
        "roles": [role.name for role in rotation.roles],
        "length": _time(rotation.length),
        "handover": rotation.handover or None,
    }


def _base(base: Base | None) -> dict[str, Any] | None:
    return None if base is None else {"sha256": digest(yaml(base.config))}


def _step(step: Step) -> dict[str, Any]:
    at = None if step.at is None else duration(step.at)
    return {"role": step.role.name, "at": at, "wait": _time(step.wait), "severities": list(step.severities)}


def _receiver(receiver: ReceiverPlan) -> dict[str, Any]:
    listed = [
        {"kind": each.kind, **_plain(each.settings), "send_resolved": each.send_resolved}
        for each in receiver.integrations
    ]
    return {"name": receiver.name, "integrations": listed}


def _plain(value: Any) -> Any:
    """Lists for tuples, as JSON reads them back."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _route(route: Route) -> dict[str, Any]:
    """Without what is inherited."""
    tree: dict[str, Any] = {"matchers": [str(matcher) for matcher in route.matchers]}
    if route.receiver:
        tree["receiver"] = route.receiver
    if route.group_by is not None:
        tree["group_by"] = list(route.group_by)
    tree |= {name: duration(value) for name, value in route.timers._asdict().items() if value is not None}
    if route.continue_:
        tree["continue"] = True
    if route.mute:
        tree["mute"] = list(route.mute)
    if route.active:
        tree["active"] = list(route.active)
    if route.routes:
        tree["routes"] = [_route(child) for child in route.routes]
    return tree


def _inhibition(rule: Inhibition) -> dict[str, Any]:
    return {
        "source": [str(matcher) for matcher in rule.source],
        "target": [str(matcher) for matcher in rule.target],
        "equal": list(rule.equal),
    }
