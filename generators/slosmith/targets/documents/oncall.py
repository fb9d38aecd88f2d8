"""On-call as a document tells it: who rotates, who is called after whom, what the severities mean, the checklist."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.markdown.write import code, fenced, heading, inline
from slosmith.plan.model import Plan
from slosmith.plan.oncall.clock import allowed, arithmetic
from slosmith.plan.oncall_model import OnCallPlan, Step
from slosmith.targets.documents.words import capital
from slosmith.targets.oncall.people import escalation_table, rotation_table, severities_table
from slosmith.targets.oncall.table import Table, markdown
from slosmith.units import HOUR, MINUTE, spoken

_DEEPER, _BRANCH = " " * 8, " " * 4


def oncall_part(plan: Plan) -> Iterator[str]:
    oncall = plan.oncall
    yield from heading(2, "On-Call Procedures", "on-call-procedures")
    if oncall.roles:
        yield from _rotation(oncall)
    if oncall.escalation:
        yield from _escalation(oncall)
    yield from heading(3, "Severity Definitions", "severity-definitions")
    yield from ("To acknowledge is to say that one has it; to respond is to work on it.", "")
    yield from _lines(_named(severities_table(oncall)))
    yield from _teams(oncall)
    if oncall.checklist:
        yield from heading(3, "Incident Commander Checklist", "incident-commander-checklist")
        yield from (f"- [ ] {inline(item)}" for item in oncall.checklist)
        yield ""


def _lines(table: Table) -> Iterator[str]:
    yield from markdown(table).splitlines()
    yield ""


def _named(table: Table) -> Table:
    """For people: names of severities as words, and what the promise is usually called."""
    columns = (
        column._replace(title="Response Time") if column.key == "response" else column
        for column in table.columns
    )
    rows = ({**row, "severity": capital(str(row["severity"]))} for row in table.rows)
    return table._replace(columns=tuple(columns), rows=tuple(rows))


def _rotation(oncall: OnCallPlan) -> Iterator[str]:
    yield from heading(3, "On-Call Rotation", "on-call-rotation")
    for role in oncall.roles:
        duty = inline(role.duty) if role.duty else inline(role.title)
        yield f"- **{capital(role.name)}**: {duty}{_response(role.response)}"
    yield ""
    if oncall.rotation is not None:
        names = ", ".join(inline(role.title) for role in oncall.rotation.roles)
        length = f" A shift is {spoken(oncall.rotation.length)} long." if oncall.rotation.length else ""
        over = f" It is handed over {inline(oncall.rotation.handover)}." if oncall.rotation.handover else ""
        yield from (f"These rotate: {names}.{length}{over}", "")
    yield from _lines(rotation_table(oncall))


def _response(seconds: int) -> str:
    """`, 15-minute response`."""
    return f", {allowed(seconds).rstrip('s').replace(' ', '-')} response" if seconds else ""


def _escalation(oncall: OnCallPlan) -> Iterator[str]:
    yield from heading(3, "Escalation Path", "escalation-path")
    yield from fenced("\n".join(_drawing(oncall.escalation)))
    yield from (
        "",
        "Times are counted from the alert (T) and add up: a step is taken when nobody acknowledged until then.",
        "",
    )
    yield from _lines(escalation_table(oncall))
    for severity in oncall.severities:
        if severity.pages:
            yield from (f"**{inline(capital(severity.name))}**: {inline(arithmetic(oncall, severity))}", "")
    if oncall.incident_channel:
        yield from (f"The channel of an incident is called {code(oncall.incident_channel)}.", "")


def _drawing(steps: tuple[Step, ...]) -> Iterator[str]:
    """A level with a clock branches, and the next one stands below its branch of no response."""
    yield from ("Alert Fired", *_arrow(""))
    indent = ""
    for number, step in enumerate(steps, 1):
        only = f" (if {' or '.join(map(capital, step.severities))})" if step.severities else ""
        waits = f" ({_short(step.wait)})" if step.wait else ""
        yield f"{indent}{' '.join(step.role.title.split())}{waits}{only}"
        if number == len(steps):
            return
        if step.wait:
            stem = f"{indent}{_BRANCH}"
            yield from (f"{stem}│", f"{stem}├── Acknowledged & Handling → Continue", f"{stem}│")
            yield f"{stem}└── No Response ({_short(step.wait)})"
            indent += _DEEPER
        yield from _arrow(indent)


def _arrow(indent: str) -> tuple[str, str]:
    return f"{indent}{_BRANCH}│", f"{indent}{_BRANCH}▼"


def _short(seconds: int) -> str:
    return f"{seconds // MINUTE} min" if seconds % MINUTE == 0 and seconds < 2 * HOUR else allowed(seconds)


def _teams(oncall: OnCallPlan) -> Iterator[str]:
    if not oncall.written:
        return
    yield from heading(3, "Teams", "teams")
    for team in oncall.teams:
        said = [inline(team.description)] if team.description else []
        said += [f"Contact: {inline(team.contact)}"] if team.contact else []
        yield f"- **{inline(team.title)}**" + (f": {' '.join(said)}" if said else "")
    yield ""
