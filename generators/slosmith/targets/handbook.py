"""Target `handbook`: everything that the specs say, as one document for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.markdown.embed import embedded
from slosmith.markdown.write import anchor_of, code, document, fenced, heading, link
from slosmith.plan.model import Plan, ServicePlan
from slosmith.plan.pages_model import PlaybookPlan
from slosmith.plan.rule_files import ServiceRules, hand_written_alerts
from slosmith.targets.base import Fragment, Target
from slosmith.targets.communications import template_part
from slosmith.targets.documents.contract import contract_part
from slosmith.targets.documents.corrections import corrections_part
from slosmith.targets.documents.objectives import service_part, summary
from slosmith.targets.documents.oncall import oncall_part
from slosmith.targets.documents.playbooks import facts
from slosmith.targets.documents.site import GENERATED, HANDBOOK, Site
from slosmith.targets.prometheus import rule_text


class _Parts(NamedTuple):
    """What the handbook says of a service: its objectives, and its hand-written alerts."""

    objectives: tuple[str, ...]
    alerts: tuple[str, ...]


def service(plan: Plan, rules: ServiceRules) -> Iterator[Fragment[_Parts]]:
    site, own = Site.of(plan), rules.service
    titles = {playbook.id: playbook.title for playbook in plan.playbooks}
    objectives = tuple(service_part(own, titles, site)) if own.slos else ()
    yield Fragment(_Parts(objectives, tuple(_service_alerts(own, site))))


def project(plan: Plan, fragments: Sequence[_Parts]) -> Iterator[Artifact]:
    yield Artifact(HANDBOOK, document(_lines(plan, fragments)))


def _lines(plan: Plan, services: Sequence[_Parts]) -> Iterator[str]:
    site = Site.of(plan)
    yield from heading(1, f"{plan.project.title} SLOs and Incident Playbooks")
    yield from (GENERATED, "")
    yield from _contents(plan)
    yield from _objectives(plan, services, site)
    if plan.playbooks:
        yield from heading(2, "Incident Playbooks", "incident-playbooks")
        written = frozenset(alert.name for alert in hand_written_alerts(plan))
        for playbook in plan.playbooks:
            yield from _playbook(playbook, written, site)
    yield from oncall_part(plan)
    if plan.templates:
        yield from heading(2, "Communication Templates", "communication-templates")
        for template in plan.templates:
            yield from heading(3, template.title, anchor_of("template", template.id))
            yield from template_part(template)
    yield from _alerts(services)
    if plan.contract:
        yield from contract_part(plan, site)
    yield from corrections_part(plan, site)


def _contents(plan: Plan) -> Iterator[str]:
    yield from heading(2, "Table of Contents")
    parts = [
        ("Service Level Objectives", True),
        ("Incident Playbooks", bool(plan.playbooks)),
        ("On-Call Procedures", True),
        ("Communication Templates", bool(plan.templates)),
        ("Alert Definitions", True),
        ("Instrumentation Contract", bool(plan.contract)),
        ("Corrections", bool(plan.corrections)),
    ]
    named = [name for name, there in parts if there]
    for number, name in enumerate(named, 1):
        yield f"{number}. {link(name, '#' + anchor_of(*name.split()))}"


def _objectives(plan: Plan, services: Sequence[_Parts], site: Site) -> Iterator[str]:
    yield from heading(2, "Service Level Objectives", "service-level-objectives")
    yield from heading(3, "SLO Summary", "slo-summary")
    yield from summary(plan, site)
    for service in services:
        yield from service.objectives


def _playbook(playbook: PlaybookPlan, written: frozenset[str], site: Site) -> Iterator[str]:
    yield from heading(3, f"{playbook.id}: {playbook.title}", anchor_of(playbook.id))
    yield from facts(playbook)
    if playbook.alerts:
        named = (
            link(code(each), "#" + anchor_of("alert", each)) if each in written else code(each)
            for each in playbook.alerts
        )
        yield f"**Alerts**: {', '.join(named)}  "
    yield f"**Page**: {site.page('with all that leads here, and who is called', playbook.id)}"
    yield ""
    yield from embedded(playbook.body, 4, site.moved)
    yield ""


def _alerts(services: Sequence[_Parts]) -> Iterator[str]:
    """As Prometheus has them; those of the SLOs are told with their SLOs."""
    yield from heading(2, "Appendix: Alert Definitions", "alert-definitions")
    yield from (
        "The alerts that were written by hand. Those that follow from an SLO are listed with it.",
        "",
    )
    for service in services:
        yield from service.alerts


def _service_alerts(service: ServicePlan, site: Site) -> Iterator[str]:
    alerts = list(service.hand_written)
    if not alerts:
        return
    yield from heading(3, f"Alerts: {service.title}")
    for name, rungs in groupby(sorted(alerts, key=lambda each: each.name), key=lambda each: each.name):
        yield from heading(4, name, anchor_of("alert", name))
        yield from fenced("".join(map(rule_text, rungs)), "yaml")
    yield from ("", f"All rules: {site.rules(f'prometheus/rules/{service.name}.yaml', service.name)}", "")


TARGET = Target[_Parts](
    name="handbook",
    summary="the whole document for people, as one page",
    service=service,
    project=project,
)
