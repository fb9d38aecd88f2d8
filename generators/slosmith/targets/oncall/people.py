"""The tables about people: what a severity promises, who is called after whom, who has which duty."""

from __future__ import annotations

from collections.abc import Mapping

from slosmith.markdown.write import code, inline
from slosmith.plan.model import Plan
from slosmith.plan.oncall.clock import arithmetic
from slosmith.plan.oncall_model import Notify, OnCallPlan, Severity, Step
from slosmith.targets.oncall.table import Cell, Column, Seconds, Table, markdown
from slosmith.units import duration, spoken

_SEVERITIES = (
    Column("severity", "Severity"),
    Column("impact", "Impact"),
    Column("acknowledge", "Acknowledge within"),
    Column("response", "Respond within"),
    Column("notify", "How"),
    Column("also", "Told at the same moment"),
    Column("examples", "Examples"),
    Column("pagerduty"),
)
_ESCALATION = (
    Column("step", "Step"),
    Column("role", "Who"),
    Column("at", "Called at"),
    Column("wait", "Has"),
    Column("severities", "For"),
    Column("parallel", "At T+0 for"),
    Column("schedule", "Schedule"),
)
_ROTATION = (
    Column("role", "Role"),
    Column("duty", "Duty"),
    Column("response", "Responds within"),
    Column("schedule", "Schedule"),
    Column("rotates", "Rotates"),
    Column("receiver", "Receiver"),
)
_HOW = {Notify.PAGE: "pages", Notify.TICKET: "opens a ticket", Notify.MESSAGE: "sends a message"}


def severities_table(oncall: OnCallPlan) -> Table:
    titles = {role.receiver: role.title for role in oncall.roles if role.receiver}
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "severity": each.name,
            "impact": each.impact,
            "acknowledge": Seconds(each.acknowledge),
            "response": Seconds(each.response),
            "notify": _HOW[each.notify],
            "also": [titles.get(name, name) for name in each.also],
            "examples": each.examples,
            "pagerduty": each.pagerduty,
        }
        for each in oncall.severities
    )
    return Table("severities", _SEVERITIES, rows)


def severities_page(plan: Plan, table: Table) -> str:
    said = "To acknowledge is to say that one has it; to respond is to work on it.\n"
    return f"# Severities of {inline(plan.project.title)}\n\n{said}\n{markdown(table)}"


def escalation_table(oncall: OnCallPlan) -> Table:
    pages = [severity for severity in oncall.severities if severity.pages]
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "step": number,
            "role": step.role.title,
            "at": _at(number, step),
            "wait": Seconds(step.wait),
            "severities": step.severities or [severity.name for severity in pages],
            "parallel": [each.name for each in pages if _in_parallel(step, each)],
            "schedule": step.role.schedule,
        }
        for number, step in enumerate(oncall.escalation, 1)
    )
    return Table("escalation", _ESCALATION, rows)


def _at(number: int, step: Step) -> str:
    """T+45m, counted from the alert; without a clock it is only known after whom."""
    if step.at is None:
        return f"after step {number - 1}"
    return f"T+{duration(step.at)}" if step.at else "T+0"


def _in_parallel(step: Step, severity: Severity) -> bool:
    return step.at != 0 and bool(step.role.receiver) and step.role.receiver in severity.also


def escalation_page(plan: Plan, table: Table) -> str:
    oncall = plan.oncall
    parts = [
        f"# Escalation path of {inline(plan.project.title)}\n",
        "Times are counted from the alert (T) and add up: a step is taken when nobody acknowledged until then.\n",
        markdown(table),
    ]
    for severity in oncall.severities:
        if severity.pages:
            parts.append(f"**{inline(severity.name)}**: {inline(arithmetic(oncall, severity))}\n")
    if oncall.incident_channel:
        parts.append(f"The channel of an incident is called {code(oncall.incident_channel)}.\n")
    if oncall.checklist:
        items = "".join(f"- [ ] {inline(item)}\n" for item in oncall.checklist)
        parts.append(f"## Incident commander checklist\n\n{items}")
    return "\n".join(parts)


def rotation_table(oncall: OnCallPlan) -> Table:
    rotating = {role.name for role in oncall.rotation.roles} if oncall.rotation else set()
    rows: tuple[Mapping[str, Cell], ...] = tuple(
        {
            "role": role.title,
            "duty": role.duty,
            "response": Seconds(role.response),
            "schedule": role.schedule,
            "rotates": "yes" if role.name in rotating else "",
            "receiver": role.receiver,
        }
        for role in oncall.roles
    )
    return Table("rotation", _ROTATION, rows)


def rotation_page(plan: Plan, table: Table) -> str:
    oncall = plan.oncall
    said = ""
    if oncall.rotation is not None:
        shift = f"A shift is {spoken(oncall.rotation.length)} long. " if oncall.rotation.length else ""
        over = f"It is handed over {oncall.rotation.handover}." if oncall.rotation.handover else ""
        said = f"{shift}{over}".strip()
    page = f"# On-call rotation of {inline(plan.project.title)}\n\n"
    if said:
        page += f"{inline(said)}\n\n"
    page += markdown(table)
    contacts = "".join(
        f"- {inline(team.title)}: {inline(team.contact)}\n" for team in oncall.teams if team.contact
    )
    return page + (f"\n## Contacts\n\n{contacts}" if contacts else "")
