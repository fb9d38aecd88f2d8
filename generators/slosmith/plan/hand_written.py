"""Hand-written alerts: each becomes one alert, or one for every rung of its ladder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slosmith.origin import Origin
from slosmith.plan.annotations import link_annotations
from slosmith.plan.defaults import Inherited, links
from slosmith.plan.model import About, Alert, AlertKind, Group, Labels, Links
from slosmith.promql.expr import Binary, Expr, Number, User
from slosmith.spec.service import AlertSpec, Service
from slosmith.units import decimal_text


@dataclass(frozen=True, slots=True)
class _Rung:
    severity: str
    expr: Expr
    for_: int
    path: tuple[str | int, ...]


def _links(spec: AlertSpec, service: Service, inherited: Inherited) -> Links:
    place = next((index for index, slo in enumerate(service.slos) if slo.id == spec.slo), 0)
    return links(inherited, service.name, spec.playbook, spec.slo, place)


def alert_groups(service: Service, origin: Origin, inherited: Inherited) -> tuple[Group, ...]:
    """One group per evaluation interval, shortest first; alerts stay in the order of the spec."""
    by_interval: dict[int, list[Alert]] = {}
    for index, spec in enumerate(service.alerts):
        interval = spec.interval or inherited.interval
        alerts = alerts_of(spec, service, origin.at("alerts", index), inherited)
        by_interval.setdefault(interval, []).extend(alerts)
    usual = inherited.interval
    return tuple(
        Group(
            f"{service.name}-alerts" + ("" if interval == usual else f"-{interval}s"), interval, tuple(alerts)
        )
        for interval, alerts in sorted(by_interval.items())
    )


def alerts_of(spec: AlertSpec, service: Service, origin: Origin, inherited: Inherited) -> Iterator[Alert]:
    for rung in _rungs(spec):
        yield Alert(
            name=spec.name,
            labels=_labels(spec, service, rung.severity, inherited),
            annotations=_annotations(spec, service, inherited),
            expr=rung.expr,
            origin=origin.at(*rung.path),
            about=About(
                AlertKind.HAND_WRITTEN,
                rung.severity,
                spec.owner or inherited.owner,
                service.name,
                spec.slo or "",
                links=_links(spec, service, inherited),
            ),
            for_=rung.for_,
            keep_firing_for=spec.keep_firing_for or 0,
        )


def _rungs(spec: AlertSpec) -> Iterator[_Rung]:
    source = User(spec.expr.strip())
    if spec.severity is not None:
        yield _Rung(spec.severity, source, spec.for_, ("expr",))
    for index, level in enumerate(spec.levels):
        operator, value = level.condition()
        expr = Binary(operator, source, Number(decimal_text(value)))
        held = spec.for_ if level.for_ is None else level.for_
        yield _Rung(level.severity, expr, held, ("levels", index))


def _labels(spec: AlertSpec, service: Service, severity: str, inherited: Inherited) -> Labels:
    owner = spec.owner or inherited.owner
    identity = {"severity": severity, "service": service.name, "owner": owner}
    slo = {"slo": spec.slo} if spec.slo else {}
    return {**identity, **slo, **inherited.labels, **spec.labels}


def _annotations(spec: AlertSpec, service: Service, inherited: Inherited) -> Labels:
    texts = {"summary": spec.summary, "description": spec.description}
    said = {name: text for name, text in texts.items() if text}
    if not said:
        said = {"summary": f"{spec.name} ({service.name})"}
    return {
        **said,
        **link_annotations(_links(spec, service, inherited)),
        **spec.annotations,
    }
