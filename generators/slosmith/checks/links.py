"""Links that a spec writes out itself: below our own addresses they must lead to something that is generated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from slosmith.checks.places import alertings, alerts
from slosmith.checks.references import missing
from slosmith.diagnostics import Diagnostic
from slosmith.origin import Origin
from slosmith.plan.defaults import DASHBOARD_SLOS, dashboard_uid
from slosmith.spec import Spec
from slosmith.spec.whole import project_of

# What dashboards of services are called; others may have any uid, and are not ours to know.
_OWN_UID = re.compile(r"/d/(slo-[A-Za-z0-9_-]+)")


def written_links(spec: Spec) -> Iterator[Diagnostic]:
    urls = project_of(spec).model.urls
    playbooks = {playbook.id for playbook, _ in spec.playbooks}
    dashboards = {
        dashboard_uid(service.name, place)
        for service, _ in spec.services
        for place in range(0, max(1, len(service.slos)), DASHBOARD_SLOS)
    }
    for said, origin in _annotations(spec):
        named = said.get("playbook", "")
        if playbooks and named and "{{" not in named and named not in playbooks:
            yield missing("playbook", named, playbooks, origin.at("playbook"))
        link = said.get("dashboard_url", "")
        if urls.dashboards and link.startswith(f"{urls.dashboards}/"):
            found = _OWN_UID.match(link.removeprefix(urls.dashboards))
            if found and found[1] not in dashboards:
                yield missing("dashboard", found[1], dashboards, origin.at("dashboard_url"))


def _annotations(spec: Spec) -> Iterator[tuple[Mapping[str, str], Origin]]:
    for place in alerts(spec):
        yield place.alert.annotations, place.origin.at("annotations")
    for alerting, origin in alertings(spec):
        yield alerting.annotations, origin.at("annotations")
