"""Target `runbooks`: a page for every playbook and for every SLO, so that each alert leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.markdown.write import document
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import ServiceRules
from slosmith.targets.base import Target
from slosmith.targets.documents.alerts import Led, led
from slosmith.targets.documents.playbooks import playbook_page
from slosmith.targets.documents.site import RUNBOOKS, Site
from slosmith.targets.documents.slo_page import slo_page

# By which a page says where the text of its playbook stands.
BODY = "body"


def service(plan: Plan, rules: ServiceRules) -> Iterator[Artifact]:
    """A page for each SLO."""
    site, titles = Site.of(plan, RUNBOOKS), {playbook.id: playbook.title for playbook in plan.playbooks}
    for slo in rules.service.slos:
        yield Artifact(f"{RUNBOOKS}/{slo.id}.md", document(slo_page(plan, slo, titles, site)))


def project(plan: Plan, fragments: Sequence[object]) -> Iterator[Artifact]:
    """A page for each playbook: alerts of several services may lead there."""
    site, leading = Site.of(plan, RUNBOOKS), led(plan)
    for playbook in plan.playbooks:
        lines = playbook_page(plan, playbook, leading.get(playbook.id, Led()), site)
        origins = {BODY: (playbook.origin.at("body"),)}
        yield Artifact(f"{RUNBOOKS}/{playbook.id}.md", document(lines), origins)


TARGET = Target[object](
    name="runbooks",
    summary="a page for every playbook and every SLO",
    service=service,
    project=project,
)
