"""A playbook's page: what somebody wrote, and around it what the specs know of who is led there and who is called."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.explanation import detection_lines
from slosmith.markdown.embed import embedded
from slosmith.markdown.write import anchor_of, code, heading, inline, link, table
from slosmith.plan.model import Alert, Notice, Plan, SloPlan
from slosmith.plan.pages_model import PlaybookPlan
from slosmith.targets.documents.alerts import Led, alert_table, fires_after, told
from slosmith.targets.documents.objectives import budget, target
from slosmith.targets.documents.site import GENERATED, Site
from slosmith.targets.documents.words import capital, rolling
from slosmith.units import spoken


def facts(playbook: PlaybookPlan) -> Iterator[str]:
    """One line each; the two spaces are how Markdown ends a line."""
    named = {
        "Severity": capital(playbook.severity),
        "Impact": inline(playbook.impact),
        "Detection": inline(playbook.detection),
    }
    yield from (f"**{name}**: {said}  " for name, said in named.items() if said)


def playbook_page(plan: Plan, playbook: PlaybookPlan, led: Led, site: Site) -> Iterator[str]:
    alerts = [row.notice for row in led.alerts]
    yield from heading(1, f"{playbook.id}: {playbook.title}")
    yield from (GENERATED, "")
    yield from facts(playbook)
    yield from _dashboards(alerts)
    yield f"**Handbook**: {site.handbook(playbook.title, anchor_of(playbook.id))}"
    yield ""
    yield from embedded(playbook.body, 2, site.moved)
    if alerts:
        yield from heading(2, "Alerts That Lead Here")
        yield from alert_table(led.alerts)
        yield from heading(2, "Who Is Told")
        yield from told(plan, alerts)
        yield from heading(2, "Detection Time")
        yield from _detection(plan, led)
    if led.slos:
        yield from heading(2, "Related Objectives")
        yield from _objectives(led.slos, site)


def _dashboards(alerts: list[Notice]) -> Iterator[str]:
    urls = {alert.about.service: alert.about.links.dashboard for alert in alerts}
    links = ", ".join(link(service, url) for service, url in urls.items() if url)
    if links:
        yield f"**Dashboard**: {links}  "


def _detection(plan: Plan, led: Led) -> Iterator[str]:
    """From the first bad event, or from when the condition is true, until the alert fires; it is sent after group_wait."""
    scrapes = {slo.id: slo.scrape for service in plan.services for slo in service.slos}
    after: dict[str, list[tuple[str, str]]] = {}
    leading = [row.notice for row in led.alerts if not row.notice.about.generated]
    for service in plan.services:
        for group in service.alert_groups:
            for rule in group.rules:
                if isinstance(rule, Alert) and rule.notice in leading:
                    scrape = scrapes.get(rule.about.slo, plan.project.scrape)
                    fires = fires_after(rule, group.interval, scrape)
                    after.setdefault(rule.name, []).append((rule.about.severity, fires))
    for name, levels in after.items():
        # Those of a ladder seldom differ.
        alike = len({fires for _, fires in levels}) == 1
        for level, fires in levels[:1] if alike else levels:
            which = "" if alike else f" ({capital(level)})"
            yield f"- {code(name)}{which} fires {fires}."
    for slo in led.slos:
        first = next(iter(detection_lines(slo)), None)
        if first is not None and first.alert is not None:
            yield f"- {code(first.alert)} fires {spoken(first.seconds)} after everything that {slo.id} counts began to fail."
    waits = {
        name: severity.timers.group_wait
        for name in dict.fromkeys(row.notice.about.severity for row in led.alerts)
        if (severity := plan.oncall.severity(name)) is not None
    }
    listed = ", ".join(f"{name} after {spoken(wait)}" for name, wait in waits.items() if wait)
    if listed:
        yield f"- Alertmanager then waits a little for alerts that belong together: {listed}."


def _objectives(slos: tuple[SloPlan, ...], site: Site) -> Iterator[str]:
    head = ("Objective", "Target", "Window", "Error budget", "What its alerts mean")
    return table(
        head,
        (
            (
                f"{site.handbook(slo.id, anchor_of(slo.id))} {inline(slo.title)}",
                target(slo),
                rolling(slo.window),
                budget(slo),
                site.page(slo.id, slo.id),
            )
            for slo in slos
        ),
    )
