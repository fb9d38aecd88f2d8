"""Alerts as people read them: when each fires in words, how soon, and who is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slosmith.markdown.write import code, inline, table
from slosmith.plan.annotations import unknown
from slosmith.plan.model import Alert, AlertKind, Notice, Plan, SloPlan
from slosmith.plan.notices import slo_notices
from slosmith.plan.oncall.clock import response_words
from slosmith.plan.oncall_model import OnCallPlan
from slosmith.plan.rule_files import hand_written_alerts
from slosmith.plan.slo_alerts import ZERO_TOLERANCE_WINDOW
from slosmith.promql.expr import text
from slosmith.targets.documents.words import capital
from slosmith.units import decimal_text, duration, percent, spoken

HEAD = ("Alert", "Fires when", "Severity", "Owner")


class Row(NamedTuple):
    """An alert, and when it fires, in words."""

    notice: Notice
    condition: str


class Led(NamedTuple):
    """What leads to a page: alerts and SLOs."""

    alerts: tuple[Row, ...] = ()
    slos: tuple[SloPlan, ...] = ()


def led(plan: Plan) -> dict[str, Led]:
    """By the id of the playbook. Hand-written alerts come first: they are about the incident itself."""
    alerts: dict[str, list[Row]] = {}
    slos: dict[str, list[SloPlan]] = {}
    for alert in hand_written_alerts(plan):
        alerts.setdefault(alert.about.links.playbook, []).append(Row(alert.notice, condition(alert)))
    for service in plan.services:
        for slo in service.slos:
            slos.setdefault(slo.links.playbook, []).append(slo)
            alerts.setdefault(slo.links.playbook, []).extend(slo_rows(slo))
    return {id: Led(tuple(alerts.get(id, ())), tuple(slos.get(id, ()))) for id in alerts.keys() | slos.keys()}


def slo_rows(slo: SloPlan) -> Iterator[Row]:
    """The alerts that follow from an SLO."""
    return (Row(notice, generated_condition(notice, slo)) for notice in slo_notices(slo))


def alert_table(rows: Iterable[Row]) -> Iterator[str]:
    cells = (
        (
            code(notice.name),
            words,
            capital(notice.about.severity),
            inline(notice.about.owner),
        )
        for notice, words in rows
    )
    return table(HEAD, dict.fromkeys(cells))


def condition(alert: Alert) -> str:
    """Of a hand-written alert: its expression is the best word for it."""
    held = f" holds for {spoken(alert.for_)}" if alert.for_ else " holds"
    return f"{code(text(alert.expr))}{held}"


def generated_condition(notice: Notice, slo: SloPlan) -> str:
    tier = notice.about.tier
    if tier is not None:
        whole = ", all groups together" if slo.group_by and notice.about.over_all else ""
        errors = f", and at least {tier.min_events} errors" if tier.min_events else ""
        times = "as much as" if tier.burn == 1 else f"{decimal_text(tier.burn)} times what"
        return (
            f"error ratio above {percent(tier.threshold(slo.beta))} over {duration(tier.long)} and over"
            f" {duration(tier.short)}{whole}: {times} the budget allows{errors}"
        )
    match notice.about.kind:
        case AlertKind.NO_DATA:
            return f"nothing has been measured for {spoken(slo.no_data)}"
        case AlertKind.NUMERATOR_MISSING if slo.signal.numerator:
            return f"events are counted, but {unknown(slo.signal.numerator)}, for {spoken(slo.no_data)}"
        case AlertKind.NO_TRAFFIC:
            return f"there have been no events for {spoken(slo.no_traffic)}"
        case AlertKind.BUDGET_EXHAUSTED:
            return f"the error budget of {spoken(slo.budget_window)} is spent"
        case _ if slo.zero_tolerance:
            held = f", for {spoken(slo.for_)}" if slo.for_ else f" within {spoken(ZERO_TOLERANCE_WINDOW)}"
            return f"there is any error at all{held}"
        case _:
            return f"error ratio above {percent(slo.beta)} over {duration(slo.window)}, so the objective is missed"


def fires_after(alert: Notice | Alert, interval: int, scrape: int) -> str:
    """At best and at worst: its condition is seen a scrape and an evaluation late."""
    best, worst = alert.for_, alert.for_ + scrape + interval
    return (
        f"within {spoken(worst)}"
        if not best
        else f"{spoken(best)} to {spoken(worst)}" + " after its condition came true"
    )


def told(plan: Plan, alerts: Iterable[Notice]) -> Iterator[str]:
    """Who is told of these alerts, and when, one line for every severity and owner among them."""
    pairs = {(alert.about.severity, alert.about.owner) for alert in alerts}
    ranks = {severity.name: rank for rank, severity in enumerate(plan.severities)}
    for name, owner in sorted(pairs, key=lambda each: (ranks.get(each[0], len(ranks)), each)):
        severity = plan.oncall.severity(name)
        if severity is not None:
            means = {"page": "pages", "ticket": "opens a ticket for", "message": "sends a message to"}
            yield (
                f"- **{capital(name)}** {means[severity.notify]} {_team(plan.oncall, owner)}."
                f" {inline(response_words(plan.oncall, severity))}"
            )


def _team(oncall: OnCallPlan, name: str) -> str:
    team = oncall.team(name)
    if team is None:
        return f"{inline(name)}, which no OnCall document describes"
    contact = f" ({inline(team.contact)})" if team.contact else ""
    return inline(team.title) + contact
