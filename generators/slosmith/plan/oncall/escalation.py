"""Roles, the rotation, and the escalation path with its cumulative clock."""

from __future__ import annotations

from slosmith.origin import Origin
from slosmith.plan.oncall_model import RolePlan, RotationPlan, Step
from slosmith.spec.oncall import OnCall


def roles(oncall: OnCall) -> dict[str, RolePlan]:
    return {
        name: RolePlan(
            name,
            role.title,
            role.duty or "",
            role.response or 0,
            role.schedule or "",
            "" if role.page is None else role.page.receiver or name,
        )
        for name, role in oncall.roles.items()
    }


def rotation(oncall: OnCall, known: dict[str, RolePlan]) -> RotationPlan | None:
    if oncall.rotation is None:
        return None
    return RotationPlan(
        tuple(known[name] for name in oncall.rotation.roles),
        oncall.rotation.length or 0,
        oncall.rotation.handover or "",
    )


def steps(oncall: OnCall, known: dict[str, RolePlan], origin: Origin) -> tuple[Step, ...]:
    """The clock adds up the waits before a step, and stops at the first step that has none."""
    found: list[Step] = []
    at: int | None = 0
    for index, level in enumerate(oncall.escalation):
        place = origin.at("escalation", index)
        found.append(Step(known[level.role], at, level.wait or 0, level.severities, place))
        at = None if at is None or level.wait is None else at + level.wait
    return tuple(found)
