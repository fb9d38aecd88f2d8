"""Names of metrics and labels that only servers take which read UTF-8 names."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import alertings, alerts, expressions, slos
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.matching.matcher import is_classic
from slosmith.origin import Origin
from slosmith.promql.newer import quoted_name
from slosmith.promql.strings import is_classic_metric
from slosmith.spec import Spec
from slosmith.spec.types import shown
from slosmith.spec.whole import project_of

# https://prometheus.io/docs/guides/utf8/ and the release notes of Alertmanager 0.27
_PROMETHEUS, _ALERTMANAGER = (3, 0), (0, 27)


def known_to_servers(spec: Spec) -> Iterator[Diagnostic]:
    """A UTF-8 name needs `promql: extended` and Prometheus 3, and in an alert's labels Alertmanager 0.27."""
    project = project_of(spec).model
    extended = project.promql == "extended"
    prometheus, alertmanager = map(_version, (project.versions.prometheus, project.versions.alertmanager))
    for name, span, on_alerts in _named(spec):
        what = f"`{shown(name)}` is a name that"
        if not extended:
            hint = "write letters, digits and underscores, or set `promql: extended` in the Project if your servers take it"
            yield diagnose("promql-extended", f"{what} only Prometheus 3 takes", span, hint)
        elif prometheus < _PROMETHEUS:
            said = f"{what} Prometheus {project.versions.prometheus} does not take"
            hint = "3.0 is the first that takes it: write your version under `versions` in the Project"
            yield diagnose("version", said, span, hint)
        elif on_alerts and alertmanager < _ALERTMANAGER:
            said = f"{what} Alertmanager {project.versions.alertmanager} does not take"
            hint = "alerts carry it, and 0.27 is the first that takes it: write your version under `versions`"
            yield diagnose("version", said, span, hint)
    if extended and prometheus < _PROMETHEUS:
        for each in expressions(spec):
            if name := quoted_name(each.source):
                said = f"Prometheus {project.versions.prometheus} has no quoted names such as `{shown(name)}`"
                hint = "3.0 is the first that has them: write your version under `versions` in the Project"
                yield diagnose("version", said, each.origin.span(), hint)


def _version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")[:2]))


def _named(spec: Spec) -> Iterator[tuple[str, Span, bool]]:
    """Each name that is not a classic one, where it stands, and whether alerts carry it."""
    for document, origin in spec.metrics:
        for index, metric in enumerate(document.metrics):
            here = origin.at("metrics", index)
            if not is_classic_metric(metric.name):
                yield metric.name, here.at("name").span(), False
            yield from _labels(metric.labels, here.at("labels"), on_alerts=False)
    for place in slos(spec):
        yield from _labels(place.slo.group_by, place.origin.at("group_by"), on_alerts=True)
    for labels, origin in _maps(spec):
        for name in labels:
            if not is_classic(name):
                yield name, origin.at(name).span(key=True), True


def _labels(names: tuple[str, ...], origin: Origin, *, on_alerts: bool) -> Iterator[tuple[str, Span, bool]]:
    for index, name in enumerate(names):
        if not is_classic(name):
            yield name, origin.at(index).span(), on_alerts


def _maps(spec: Spec) -> Iterator[tuple[dict[str, str], Origin]]:
    """Labels and annotations that people set, each with its place."""
    for project, origin in spec.projects:
        yield project.external_labels, origin.at("external_labels")
        yield project.defaults.labels, origin.at("defaults", "labels")
    for service, origin in spec.services:
        yield service.labels, origin.at("labels")
    for alerting, origin in alertings(spec):
        yield alerting.labels, origin.at("labels")
        yield alerting.annotations, origin.at("annotations")
    for place in slos(spec):
        yield place.slo.labels, place.origin.at("labels")
    for each in alerts(spec):
        yield each.alert.labels, each.origin.at("labels")
        yield each.alert.annotations, each.origin.at("annotations")
        for index, test in enumerate(each.alert.tests):
            yield test.labels, each.origin.at("tests", index, "labels")
