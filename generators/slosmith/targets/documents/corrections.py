"""What an older document said and no longer holds: each quoted, with what stands now and why."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.markdown.write import anchor_of, code, fenced, heading, inline, paragraph
from slosmith.plan.model import Plan
from slosmith.plan.pages_model import Correction, Subject
from slosmith.plan.rule_files import hand_written_alerts
from slosmith.promql.expr import text
from slosmith.targets.documents.objectives import target
from slosmith.targets.documents.site import Site, subject_anchor
from slosmith.targets.documents.words import capital, rolling


def corrections_part(plan: Plan, site: Site) -> Iterator[str]:
    if not plan.corrections:
        return
    yield from heading(2, "Corrections", "corrections")
    yield from (
        "What an older document said and these specs say otherwise: the original word for word, what stands now, and why.",
        "",
    )
    by_subject: dict[Subject, list[Correction]] = {}
    for each in plan.corrections:
        by_subject.setdefault(each.subject, []).append(each)
    now = _standing(plan)
    for subject, found in by_subject.items():
        yield from heading(
            3,
            f"Corrected: {_name(subject)}",
            anchor_of("corrected", subject.kind, *filter(None, (subject.id,))),
        )
        anchor = subject_anchor(subject)
        said = now.get(subject, "")
        if said or anchor:
            place = site.handbook("where it stands", anchor) if anchor else ""
            yield from (f"Now: {'; '.join(filter(None, (said, place)))}.", "")
        for each in found:
            yield from ("The original:", "")
            yield from fenced(each.was, "text")
            yield from ("", paragraph(each.why), "")


def _name(subject: Subject) -> str:
    if subject.kind in ("slo", "playbook"):
        return f"{subject.id}: {subject.title}"
    if subject.kind in ("alert", "severity", "metric", "team", "role", "template"):
        return f"{capital(subject.kind)} {subject.title}"
    return subject.title


def _standing(plan: Plan) -> dict[Subject, str]:
    """What holds now, where it fits into a line."""
    found = {
        Subject("slo", slo.id, slo.title): f"{target(slo)}, {rolling(slo.window)}"
        + (f", {inline(slo.measurement)}" if slo.measurement else "")
        for service in plan.services
        for slo in service.slos
    }
    found |= {
        Subject("alert", alert.name, alert.name): code(text(alert.expr))
        for alert in hand_written_alerts(plan)
    }
    return found
