"""Names that refer to something: what they name must exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slosmith.checks.places import alertings, alerts, slos
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.health import health_groups
from slosmith.plan.model import Alert
from slosmith.plan.names import upper_camel
from slosmith.plan.severities import severities_of, usual_of
from slosmith.spec import Spec
from slosmith.spec.spelling import did_you_mean
from slosmith.targets import TARGET_NAMES
from slosmith.units import MINUTE


def missing(what: str, name: str, known: Collection[str], origin: Origin) -> Diagnostic:
    listed = ", ".join(sorted(known)[:12]) or "none"
    hint = did_you_mean(name, known) or f"known: {listed}"
    return diagnose("unknown-reference", f"there is no {what} `{name}`", origin.span(), hint)


def known_severities(spec: Spec) -> Iterator[Diagnostic]:
    known = [severity.name for severity in severities_of(spec)]
    for alerting, origin in alertings(spec):
        for key, name in (("page", alerting.page), ("ticket", alerting.ticket)):
            if name is not None and name not in known:
                yield missing("severity", name, known, origin.at(key))
    for place in alerts(spec):
        if place.alert.severity is not None and place.alert.severity not in known:
            yield missing("severity", place.alert.severity, known, place.origin.at("severity"))
        for index, level in enumerate(place.alert.levels):
            if level.severity not in known:
                yield missing("severity", level.severity, known, place.origin.at("levels", index, "severity"))
    for playbook, origin in spec.playbooks:
        if playbook.severity is not None and playbook.severity not in known:
            yield missing("severity", playbook.severity, known, origin.at("severity"))


def known_playbooks(spec: Spec) -> Iterator[Diagnostic]:
    known = {playbook.id for playbook, _ in spec.playbooks}
    places = [(place.slo.playbook, place.origin) for place in slos(spec)]
    places += [(place.alert.playbook, place.origin) for place in alerts(spec)]
    for name, origin in places:
        if name is None or name in known:
            continue
        if known:
            yield missing("playbook", name, known, origin.at("playbook"))
        else:
            yield diagnose(
                "playbook-unwritten",
                f"playbook `{name}` is linked, and no playbook is part of the spec",
                origin.at("playbook").span(),
                f"write specs/playbooks/{name}.md with `kind: Playbook` and `id: {name}` in its front matter",
            )


def known_alerts(spec: Spec) -> Iterator[Diagnostic]:
    """The alerts that lead to a playbook; those of an SLO are known by how their names start."""
    written = {place.alert.name for place in alerts(spec)}
    generated = tuple(
        place.slo.alerting.name or upper_camel(place.slo.title, place.slo.id) for place in slos(spec)
    )
    usual = usual_of(spec)
    for playbook, origin in spec.playbooks:
        health = health_groups(usual.owner, usual.page, usual.ticket, MINUTE, origin)
        known = written | {rule.name for group in health for rule in group.rules if isinstance(rule, Alert)}
        for index, name in enumerate(playbook.alerts):
            if name not in known and not name.startswith(generated):
                yield missing("alert", name, known, origin.at("alerts", index))


def known_slos(spec: Spec) -> Iterator[Diagnostic]:
    known = {place.slo.id for place in slos(spec)}
    for place in alerts(spec):
        if place.alert.slo is not None and place.alert.slo not in known:
            yield missing("SLO", place.alert.slo, known, place.origin.at("slo"))


def known_targets(spec: Spec) -> Iterator[Diagnostic]:
    for project, origin in spec.projects:
        for index, name in enumerate(project.targets or ()):
            if name not in TARGET_NAMES:
                yield missing("target", name, TARGET_NAMES, origin.at("targets", index))
