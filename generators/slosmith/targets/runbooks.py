"""Target `runbooks`: a page for every playbook and for every SLO, so that each alert leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.artifact import Artifact
from slosmith.markdown.write import document
from slosmith.plan.model import Alert, Plan
from slosmith.plan.rule_files import hand_written_alerts
from slosmith.targets.base import Target
from slosmith.targets.documents.alerts import Led, led
from slosmith.targets.documents.playbooks import playbook_page
from slosmith.targets.documents.site import RUNBOOKS, Site
from slosmith.targets.documents.slo_page import slo_page

# By which a page says where the text of its playbook stands.
BODY = "body"


def render(plan: Plan) -> Iterator[Artifact]:
    site, leading = Site.of(plan, RUNBOOKS), led(plan)
    titles = {playbook.id: playbook.title for playbook in plan.playbooks}
    for playbook in plan.playbooks:
        lines = playbook_page(plan, playbook, leading.get(playbook.id, Led()), site)
        origins = {BODY: (playbook.origin.at("body"),)}
        yield Artifact(f"{RUNBOOKS}/{playbook.id}.md", document(lines), origins)
    beside: dict[str, list[Alert]] = {}
    for alert in hand_written_alerts(plan):
        beside.setdefault(alert.labels.get("slo", ""), []).append(alert)
    for service in plan.services:
        for slo in service.slos:
            lines = slo_page(plan, slo, titles, tuple(beside.get(slo.id, ())), site)
            yield Artifact(f"{RUNBOOKS}/{slo.id}.md", document(lines))


TARGET = Target("runbooks", "a page for every playbook and every SLO", render)
