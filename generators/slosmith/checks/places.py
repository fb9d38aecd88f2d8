"""Where the spec holds things that several checks look at: expressions, labels, severities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.origin import Origin
from slosmith.promql.parsed import Parsed, Read, parse
from slosmith.spec import Sourced, Spec
from slosmith.spec.alerting import Alerting
from slosmith.spec.service import AlertSpec, Service, Slo
from slosmith.spec.sli import Role


class SloPlace(NamedTuple):
    slo: Slo
    origin: Origin
    service: Service


class AlertPlace(NamedTuple):
    alert: AlertSpec
    origin: Origin
    service: Service


class Expression(NamedTuple):
    """An expression that a user wrote, and the SLO or alert that owns it; `role` is None in an alert."""

    source: str
    origin: Origin
    role: Role | None
    service: Service
    slo: Slo | None
    owner: Origin


def slos(spec: Spec) -> Iterator[SloPlace]:
    for service, origin in spec.services:
        yield from slos_of(service, origin)


def slos_of(service: Service, origin: Origin) -> Iterator[SloPlace]:
    for index, slo in enumerate(service.slos):
        yield SloPlace(slo, origin.at("slos", index), service)


def alerts(spec: Spec) -> Iterator[AlertPlace]:
    for service, origin in spec.services:
        for index, alert in enumerate(service.alerts):
            yield AlertPlace(alert, origin.at("alerts", index), service)


def expressions(spec: Spec) -> Iterator[Expression]:
    for place in slos(spec):
        for query in place.slo.sli.queries():
            origin = place.origin.at("sli", *query.path)
            yield Expression(query.source, origin, query.role, place.service, place.slo, place.origin)
    for each in alerts(spec):
        yield Expression(each.alert.expr, each.origin.at("expr"), None, each.service, None, each.origin)


def alertings(spec: Spec) -> Iterator[Sourced[Alerting]]:
    for project, origin in spec.projects:
        yield Sourced(project.defaults.alerting, origin.at("defaults", "alerting"))
    for service, origin in spec.services:
        yield Sourced(service.alerting, origin.at("alerting"))
    for place in slos(spec):
        yield Sourced(place.slo.alerting, place.origin.at("alerting"))


def reads(spec: Spec) -> Iterator[tuple[Expression, Parsed, Read]]:
    """Each selector of each expression, once an expression."""
    for each in expressions(spec):
        parsed = parse(each.source)
        # One of another type is wrong as a whole; what it reads is the smaller worry.
        if isinstance(parsed, Parsed) and parsed.kind == "vector":
            for read in dict.fromkeys(parsed.reads):
                yield each, parsed, read
