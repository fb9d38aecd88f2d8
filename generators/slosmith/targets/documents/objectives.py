"""An SLO as a document tells it: the promise, its budget, how it is measured, and when somebody hears of it."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.explanation import detection_lines, tier_lines
from slosmith.markdown.write import anchor_of, code, fenced, heading, inline, link, paragraph, table
from slosmith.plan.model import Plan, ServicePlan, SloPlan
from slosmith.plan.windows import error_ratio_over
from slosmith.promql.expr import Binary, Number, text
from slosmith.signal import Unit, ratio
from slosmith.targets.documents.alerts import alert_table, slo_rows
from slosmith.targets.documents.site import Site
from slosmith.targets.documents.words import capital, one_in, per_period, rolling, share
from slosmith.units import compact, decimal_text, duration, percent

# How windows that are read from recordings come about.
_MEASURED = {
    Unit.SLICES: "Each evaluation is a slice of time, which recordings call good or bad; the ratio counts them.",
    Unit.TIME: "Each evaluation records the error ratio; windows are its mean over the time in which it is a number.",
    Unit.EVENTS: "Each evaluation records the error ratio; windows weigh it with the events of its time.",
}
_COUNTED = {Unit.EVENTS: "events", Unit.SLICES: "time slices", Unit.TIME: "time"}


def summary(plan: Plan, site: Site) -> Iterator[str]:
    head = ("Service", "Objective", "Target", "Measurement window", "Error budget", "Playbook")
    rows = (
        (
            inline(service.title),
            f"{site.handbook(slo.id, anchor_of(slo.id))} {inline(slo.title)}",
            target(slo),
            rolling(slo.window),
            budget(slo),
            site.handbook(slo.links.playbook, anchor_of(slo.links.playbook)) if slo.links.playbook else "",
        )
        for service in plan.services
        for slo in service.slos
    )
    return table(head, rows)


def target(slo: SloPlan) -> str:
    return slo.target_text if slo.zero_tolerance else f"≥ {slo.target_text}"


def budget(slo: SloPlan) -> str:
    """As time, for an outage of everything, and as a share of what is counted."""
    if slo.zero_tolerance:
        return "none: any error is one too many"
    time = per_period(slo.beta * slo.budget_window, slo.budget_window)
    counted = _COUNTED[slo.signal.unit]
    each = "" if slo.signal.unit is Unit.TIME else f" ({one_in(slo.beta)})"
    return f"{time} of total outage, or {percent(slo.beta)} of the {counted}{each}"


def service_part(service: ServicePlan, titles: dict[str, str], site: Site) -> Iterator[str]:
    yield from heading(3, service.title, anchor_of("service", service.name))
    if service.description:
        yield from (paragraph(service.description), "")
    for slo in service.slos:
        yield from heading(4, f"{slo.id}: {slo.title}", anchor_of(slo.id))
        yield from facts(slo, titles, site)
        yield from measured(slo)
        yield from tiers(slo)
        yield from detections(slo)
        yield from _other_alerts(slo)


def facts(slo: SloPlan, titles: dict[str, str], site: Site) -> Iterator[str]:
    if slo.description:
        yield f"- **Objective**: {inline(slo.description)}"
    if slo.measurement:
        yield f"- **Measurement**: {inline(slo.measurement)}"
    yield f"- **Target**: {target(slo)}"
    yield f"- **Window**: {rolling(slo.window)}"
    yield f"- **Error Budget**: {budget(slo)}"
    if slo.budget_window != slo.window:
        yield f"- **Budget Window**: {rolling(slo.budget_window)}; burn rates and budget are computed over it"
    if slo.group_by:
        yield f"- **Holds For**: each {', '.join(map(code, slo.group_by))}"
    yield f"- **Owner**: {inline(slo.owner)}"
    if slo.observe:
        yield "- **Mode**: observed only: recorded and drawn, alerts nobody"
    yield from _places(slo, titles, site)


def _places(slo: SloPlan, titles: dict[str, str], site: Site) -> Iterator[str]:
    playbook = slo.links.playbook
    if playbook:
        named = f"{playbook}: {titles[playbook]}" if playbook in titles else playbook
        yield f"- **Playbook**: {site.page(named, playbook) if playbook in titles else inline(named)}"
    if note := slo.annotations.get("playbook_note"):
        yield f"- **Note**: {inline(note)}"
    if site.folder != "runbooks":
        yield f"- **First Look**: {site.page('what its alerts mean and what to ask', slo.id)}"
    if slo.links.dashboard_url:
        yield f"- **Dashboard**: {link('Grafana', slo.links.dashboard_url)}"


def measured(slo: SloPlan) -> Iterator[str]:
    """The promise as one number, over the window that it is reported for."""
    if slo.signal.raw:
        errors = ratio(slo.signal.errors.over(slo.window), slo.signal.events.over(slo.window))
    else:
        yield ""
        yield _MEASURED[slo.signal.unit]
        errors = error_ratio_over(slo, slo.window)
    steps = "".join(f"# {step.record}\n{text(step.expr)}\n\n" for step in slo.signal.steps)
    yield ""
    yield from fenced(steps + text(Binary("-", Number("1"), errors)), "promql")
    yield ""


def tiers(slo: SloPlan) -> Iterator[str]:
    lines = tier_lines(slo)
    head = (
        "Burn-rate alert", "Severity", "Windows", "Burn rate", "Error ratio above", "Budget spent",
        "Budget lasts", "Errors at least",
    )  # fmt: skip
    rows = (
        (
            code(line.alert),
            capital(line.severity),
            f"{duration(line.tier.long)} and {duration(line.tier.short)}",
            f"{decimal_text(line.tier.burn)}x",
            percent(line.threshold),
            share(line.budget_share),
            compact(line.exhaustion),
            str(line.tier.min_events or ""),
        )
        for line in lines
    )
    yield from table(head, rows)
    for line in lines:
        yield from (f"- {code(line.alert)}: {inline(note)}" for note in line.tier.notes)
    yield from (f"- {inline(note)}" for note in slo.notes)


def detections(slo: SloPlan) -> Iterator[str]:
    head = (
        "At an error ratio of",
        "fires first",
        "Severity",
        "after",
        "Budget spent",
        "Clears after + kept firing",
    )
    yield from table(
        head,
        (
            (
                percent(line.error_rate),
                code(line.alert) if line.alert else "nothing, ever",
                capital(line.severity or ""),
                compact(line.seconds) if line.alert else "",
                share(line.budget_share) if line.alert else "",
                line.ends if line.alert else "",
            )
            for line in detection_lines(slo)
        ),
    )


def _other_alerts(slo: SloPlan) -> Iterator[str]:
    """Those that are no tiers, which have a table of their own."""
    yield from alert_table(row for row in slo_rows(slo) if row.notice.about.tier is None)
