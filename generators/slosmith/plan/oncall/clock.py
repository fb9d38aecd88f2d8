"""How soon somebody has to be there, in words: the response of a severity, and who is called after whom."""

from __future__ import annotations

from slosmith.plan.oncall_model import OnCallPlan, Severity, Step
from slosmith.units import DAY, HOUR, duration, spoken


def allowed(seconds: int) -> str:
    """A promise as people make it: up to two days in hours, and beyond that in days."""
    if HOUR < seconds <= 2 * DAY and seconds % HOUR == 0:
        return f"{seconds // HOUR} hours"
    return spoken(seconds)


def clock(step: Step) -> str:
    """`at once`, `after 45 minutes`, or `next` where the steps before have no clock."""
    if step.at is None:
        return "next"
    return f"after {spoken(step.at)}" if step.at else "at once"


def response_words(oncall: OnCallPlan, severity: Severity) -> str:
    """Some sentences at the end of a notification."""
    within = allowed(severity.response)
    said = f"Respond within {within}."
    if severity.acknowledge == severity.response:
        said = f"Acknowledge and respond within {within}."
    elif severity.acknowledge:
        said = f"Acknowledge within {allowed(severity.acknowledge)}, respond within {within}."
    roles = {role.receiver: role.title for role in oncall.roles if role.receiver}
    told = [roles[name] for name in severity.also if name in roles]
    if told:
        said += f" Paged at the same time: {', '.join(told)}."
    later = [step for step in oncall.steps(severity) if step.at != 0]
    if later:
        called = ", ".join(f"{step.role.title} {clock(step)}" for step in later)
        said += f" If nobody acknowledges: {called}."
    return said


def arithmetic(oncall: OnCallPlan, severity: Severity) -> str:
    """Whether the promise of a severity can be kept when the first person misses the alert."""
    steps = oncall.steps(severity)
    said = f"a response within {allowed(severity.response)} is promised."
    first = [step for step in steps if step.at == 0]
    later = [step for step in steps if step.at]
    if not first or not later:
        return said
    second, at = later[0], later[0].at or 0
    said += f" If {first[0].role.title} misses it, {second.role.title} is called at T+{duration(at)}"
    if second.wait:
        said += f" and has until T+{duration(at + second.wait)}"
    if at < severity.response:
        return f"{said}, which is in time."
    said += ", too late for the promise."
    if len(first) > 1:
        others = " and ".join(step.role.title for step in first[1:])
        said += f" That is why {others} is paged at T+0 as well."
    return said
