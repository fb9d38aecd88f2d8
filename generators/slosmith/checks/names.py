"""Names and ids that must be unique."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slosmith.checks.places import slos
from slosmith.diagnostics import Diagnostic, Related, diagnose
from slosmith.origin import Origin
from slosmith.plan.health import HEALTH_STEM
from slosmith.spec import Spec


def repeated(what: str, named: Iterable[tuple[str, Origin]], why: str) -> Iterator[Diagnostic]:
    """Names are paths as well, and some file systems ignore case."""
    first: dict[str, Origin] = {}
    for name, origin in named:
        known = first.setdefault(name.casefold(), origin)
        if known is not origin:
            yield diagnose(
                "duplicate-id",
                f"{what} `{name}` is defined twice",
                origin.span(),
                why,
                [Related("first defined here", known.span())],
            )


def unique_projects(spec: Spec) -> Iterator[Diagnostic]:
    for _, origin in spec.projects[1:]:
        yield diagnose(
            "duplicate-id",
            "there is more than one Project",
            origin.at("kind").span(),
            "what holds for everything stands in one place",
            [Related("the first is here", spec.projects[0].origin.at("kind").span())],
        )


def unique_services(spec: Spec) -> Iterator[Diagnostic]:
    named = ((service.name, origin.at("name")) for service, origin in spec.services)
    yield from repeated("service", named, "each service has one document; put all of its SLOs there")


def unique_slos(spec: Spec) -> Iterator[Diagnostic]:
    named = ((place.slo.id, place.origin.at("id")) for place in slos(spec))
    yield from repeated("SLO", named, "recorded series are told apart by the id; give it another")


def unique_playbooks(spec: Spec) -> Iterator[Diagnostic]:
    named = ((playbook.id, origin.at("id")) for playbook, origin in spec.playbooks)
    yield from repeated("playbook", named, "alerts could not tell which is meant; give it another id")


def unique_templates(spec: Spec) -> Iterator[Diagnostic]:
    named = ((template.id, origin.at("id")) for template, origin in spec.templates)
    yield from repeated("template", named, "its file and its links carry the id; give it another")


def unique_pages(spec: Spec) -> Iterator[Diagnostic]:
    """A playbook and an SLO have a page each, in the same folder."""
    objectives = {place.slo.id.casefold(): place.origin.at("id") for place in slos(spec)}
    for playbook, origin in spec.playbooks:
        other = objectives.get(playbook.id.casefold())
        if other is not None:
            yield diagnose(
                "duplicate-id",
                f"`{playbook.id}` is the id of a playbook and of an SLO",
                origin.at("id").span(),
                "each has a page that is called by its id; give one of them another",
                [Related("the SLO is here", other.span())],
            )


def unique_metrics(spec: Spec) -> Iterator[Diagnostic]:
    named = (
        (metric.name, origin.at("metrics", index, "name"))
        for document, origin in spec.metrics
        for index, metric in enumerate(document.metrics)
    )
    yield from repeated("metric", named, "promise each metric once")


def reserved_service_name(spec: Spec) -> Iterator[Diagnostic]:
    for service, origin in spec.services:
        if service.name == HEALTH_STEM:
            yield diagnose(
                "bad-name",
                f"`{HEALTH_STEM}` is the name of slosmith's own alerts",
                origin.at("name").span(),
                "give the service another name",
            )
