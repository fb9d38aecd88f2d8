"""Names that refer to something: what they name must exist."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from slosmith.checks.places import alertings, alerts, slos
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.plan.severities import DEFAULT_SEVERITIES
from slosmith.source import Origin
from slosmith.spec import Spec
from slosmith.spec.complaints import did_you_mean
from slosmith.targets import TARGET_NAMES


def _missing(what: str, name: str, known: Collection[str], origin: Origin) -> Diagnostic:
    listed = ", ".join(sorted(known)[:12]) or "none"
    hint = did_you_mean(name, known) or f"known: {listed}"
    return diagnose("unknown-reference", f"there is no {what} `{name}`", origin.span(), hint)


def known_severities(spec: Spec) -> Iterator[Diagnostic]:
    known = [severity.name for severity in DEFAULT_SEVERITIES]
    for alerting, origin in alertings(spec):
        for key, name in (("page", alerting.page), ("ticket", alerting.ticket)):
            if name is not None and name not in known:
                yield _missing("severity", name, known, origin.at(key))
    for place in alerts(spec):
        if place.alert.severity is not None and place.alert.severity not in known:
            yield _missing("severity", place.alert.severity, known, place.origin.at("severity"))
        for index, level in enumerate(place.alert.levels):
            if level.severity not in known:
                yield _missing(
                    "severity", level.severity, known, place.origin.at("levels", index, "severity")
                )
    for playbook, origin in spec.playbooks:
        if playbook.severity is not None and playbook.severity not in known:
            yield _missing("severity", playbook.severity, known, origin.at("severity"))


def known_playbooks(spec: Spec) -> Iterator[Diagnostic]:
    known = {playbook.id for playbook, _ in spec.playbooks}
    places = [(place.slo.playbook, place.origin) for place in slos(spec)]
    places += [(place.alert.playbook, place.origin) for place in alerts(spec)]
    for name, origin in places:
        if name is None or name in known:
            continue
        if known:
            yield _missing("playbook", name, known, origin.at("playbook"))
        else:
            yield diagnose(
                "playbook-unwritten",
                f"playbook `{name}` is linked, and no playbook is part of the spec",
                origin.at("playbook").span(),
                f"write specs/playbooks/{name}.md with `kind: Playbook` and `id: {name}` in its front matter",
            )


def known_slos(spec: Spec) -> Iterator[Diagnostic]:
    known = {place.slo.id for place in slos(spec)}
    for place in alerts(spec):
        if place.alert.slo is not None and place.alert.slo not in known:
            yield _missing("SLO", place.alert.slo, known, place.origin.at("slo"))


def known_targets(spec: Spec) -> Iterator[Diagnostic]:
    for project, origin in spec.projects:
        for index, name in enumerate(project.targets or ()):
            if name not in TARGET_NAMES:
                yield _missing("target", name, TARGET_NAMES, origin.at("targets", index))
