"""An SLO's page: for somebody who never heard of it and was woken by one of its alerts."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.markdown.write import code, fenced, heading, inline, link
from slosmith.naming import BUDGET_REMAINING, error_ratio, recorded
from slosmith.plan.model import Plan, SloPlan
from slosmith.promql.expr import text
from slosmith.signal import Unit, ratio
from slosmith.targets.documents.alerts import alert_table, slo_rows, told
from slosmith.targets.documents.objectives import budget, detections, facts, target, tiers
from slosmith.targets.documents.site import GENERATED, Site
from slosmith.units import HOUR, decimal_text, percent, spoken


def slo_page(plan: Plan, slo: SloPlan, titles: dict[str, str], site: Site) -> Iterator[str]:
    rows = tuple(slo_rows(slo))
    yield from heading(1, f"{slo.id}: {slo.title}")
    yield from (GENERATED, "")
    yield from facts(slo, titles, site)
    yield f"- **Handbook**: {site.handbook(slo.title, slo.id.lower())}"
    yield from heading(2, "What It Means")
    yield from _meaning(slo)
    if rows:
        yield from heading(2, "Its Alerts")
        yield from alert_table(rows)
        yield from told(plan, (row.notice for row in rows))
    yield from heading(2, "What to Look at First")
    yield from _first_looks(slo, titles, site)
    yield from heading(2, "What to Ask")
    yield from _questions(slo)
    yield from heading(2, "The Numbers")
    yield from tiers(slo)
    yield from detections(slo)


def _meaning(slo: SloPlan) -> Iterator[str]:
    promise = f" It promises: {inline(slo.description).rstrip('.')}." if slo.description else ""
    each = f" for each {', '.join(map(code, slo.group_by))}" if slo.group_by else ""
    if slo.zero_tolerance:
        yield f"This objective allows no error{each}.{promise} It has no budget to spend, so any error alerts."
        return
    yield (
        f"This objective is met while {target(slo).removeprefix('≥ ')} or more of what it counts is good,"
        f" over any {spoken(slo.window)}{each}.{promise} The rest is its error budget: {budget(slo)}."
    )
    if slo.tiers:
        worst = slo.tiers[0]
        yield ""
        yield (
            f"A burn-rate alert says how fast that budget goes. At a burn rate of 1 it lasts exactly"
            f" {spoken(slo.budget_window)}; at {decimal_text(worst.burn)}, where {code(slo.burn_alert_name(worst))} starts,"
            f" {percent(worst.threshold(slo.beta))} of all is failing and the budget lasts"
            f" {spoken(float(slo.budget_window / worst.burn))}. Each alert looks at a long window, so that it means"
            f" something, and at a short one, so that it ends soon after the errors do."
        )


def _first_looks(slo: SloPlan, titles: dict[str, str], site: Site) -> Iterator[str]:
    steps = []
    if slo.links.playbook in titles:
        steps.append(
            f"The playbook {site.page(f'{slo.links.playbook}: {titles[slo.links.playbook]}', slo.links.playbook)}."
        )
    if slo.links.dashboard_url:
        steps.append(
            f"{link('The dashboard', slo.links.dashboard_url)}: when did it begin, and does it still go on?"
        )
    if slo.companions:
        names = ", ".join(map(code, slo.companions))
        steps.append(f"Whether one of these fires as well, since they are about causes: {names}.")
    steps.append(
        "The error ratio of the last minutes, and the budget that is left; these are the recordings:"
    )
    yield from (f"{number}. {step}" for number, step in enumerate(steps, 1))
    yield ""
    windows = sorted({window for tier in slo.tiers for window in (tier.short, tier.long) if window <= HOUR})
    queries = [str(recorded(error_ratio(window), slo.id)) for window in windows[:2]]
    if not slo.zero_tolerance:
        queries.append(str(recorded(BUDGET_REMAINING, slo.id)))
    if slo.signal.raw:
        queries.append(
            text(ratio(slo.signal.errors.over(slo.rate_window), slo.signal.events.over(slo.rate_window)))
        )
    yield from fenced("\n\n".join(queries), "promql")


def _questions(slo: SloPlan) -> Iterator[str]:
    yield "- Do users notice, and which of them? That decides how much of a hurry there is."
    if slo.group_by:
        yield f"- Is it one {' and '.join(map(code, slo.group_by))} or all of them?"
    else:
        yield "- Is it one instance, zone or version, or all of them?"
    yield "- What changed shortly before it began: a release, a configuration, a certificate, the traffic?"
    if slo.signal.unit is Unit.EVENTS:
        yield "- Are there more errors than usual, or fewer events than usual with the same few errors?"
    yield "- Is it the service itself, or something that it depends on?"
    yield "- Is the measurement right? Missing series have alerts of their own; a renamed metric looks like silence."
    if slo.measurement:
        yield f"- What exactly is counted? {inline(slo.measurement)}."
