"""From spec to plan: every default resolved, every SLI lowered, every tier decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from slosmith import lowering
from slosmith.burnrate import RAW_LIMIT, Tier, TierClass, evaluation_interval, rate_window
from slosmith.contract import Contract
from slosmith.origin import Origin
from slosmith.plan.alert_tests import alert_tests
from slosmith.plan.corrections import corrections
from slosmith.plan.defaults import Inherited, dashboard_uid, inherit, links, merged
from slosmith.plan.deployment import deployment_of
from slosmith.plan.hand_written import alert_groups
from slosmith.plan.health import health_groups
from slosmith.plan.model import Plan, ProjectPlan, Proofs, ServicePlan, SloPlan
from slosmith.plan.names import upper_camel
from slosmith.plan.oncall.build import build_oncall
from slosmith.plan.pages_model import PlaybookPlan, TemplatePlan
from slosmith.plan.severities import Usual, usual_of
from slosmith.plan.tiers import decide_tiers
from slosmith.signal import Scope, Signal, Unit
from slosmith.spec import Sourced, Spec
from slosmith.spec.alerting import Alerting
from slosmith.spec.playbook import Playbook
from slosmith.spec.project import Project
from slosmith.spec.service import Service, Slo
from slosmith.spec.template import Template
from slosmith.spec.whole import contract_of, project_of
from slosmith.units import MINUTE

__all__ = ["build_plan", "dashboard_uid"]

# Above about this many series, reading an hour of them raw costs more than it is worth.
_MANY_SERIES, _RAW_LIMIT_OF_MANY = 2000, 5 * MINUTE
_NO_DATA = 10 * MINUTE


def build_plan(spec: Spec, targets: tuple[str, ...]) -> Plan:
    """The plan of a spec that passed its checks."""
    project, origin = project_of(spec)
    contract = contract_of(spec)
    services = sorted(spec.services, key=lambda each: each.model.name)
    interval = project.evaluation_interval or evaluation_interval(project.scrape_interval)
    defaults, usual = project.defaults, usual_of(spec)
    companions = _companions(services)
    planned = tuple(_service(project, each, contract, usual, companions) for each in services)
    return Plan(
        project=ProjectPlan(
            name=project.name,
            title=project.title or project.name,
            scrape=project.scrape_interval,
            interval=interval,
            retention=project.retention or 0,
            external_labels=project.external_labels,
            prometheus_version=project.versions.prometheus,
            alertmanager_version=project.versions.alertmanager,
            grafana_version=project.versions.grafana,
            grafana_folder=project.grafana.folder,
            grafana_datasource=project.grafana.datasource,
            runbooks=project.urls.runbooks or "",
            targets=targets,
            proofs=Proofs(project.ruletests.each),
            deployment=deployment_of(project, origin),
        ),
        oncall=build_oncall(spec, planned),
        services=planned,
        playbooks=tuple(sorted(map(_playbook, spec.playbooks), key=lambda each: each.id)),
        contract=contract,
        health=health_groups(
            defaults.owner or usual.owner,
            defaults.alerting.page or usual.page,
            defaults.alerting.ticket or usual.ticket,
            interval,
            origin,
        ),
        templates=tuple(sorted(map(_template, spec.templates), key=lambda each: each.id)),
        corrections=corrections(spec),
        dashboards=spec.dashboards,
    )


def _playbook(sourced: Sourced[Playbook]) -> PlaybookPlan:
    model, origin = sourced
    return PlaybookPlan(
        id=model.id,
        title=model.title,
        severity=model.severity or "",
        impact=model.impact or "",
        detection=model.detection or "",
        alerts=model.alerts,
        body=model.body,
        origin=origin,
    )


def _template(sourced: Sourced[Template]) -> TemplatePlan:
    model, origin = sourced
    return TemplatePlan(
        model.id, model.title, model.when or "", tuple(model.placeholders.items()), model.body, origin
    )


def _companions(services: Sequence[Sourced[Service]]) -> dict[str, tuple[str, ...]]:
    """The names of the hand-written alerts that name each SLO, by its id; a name for each rung of a ladder."""
    found: dict[str, list[str]] = {}
    for service in services:
        for alert in service.model.alerts:
            if alert.slo:
                found.setdefault(alert.slo, []).extend([alert.name] * max(1, len(alert.levels)))
    return {slo: tuple(names) for slo, names in found.items()}


def _service(
    project: Project,
    sourced: Sourced[Service],
    contract: Contract,
    usual: Usual,
    companions: Mapping[str, tuple[str, ...]],
) -> ServicePlan:
    service, origin = sourced
    inherited = inherit(project, service, usual)
    return ServicePlan(
        name=service.name,
        title=service.title or service.name,
        description=service.description or "",
        owner=inherited.owner,
        slos=tuple(
            plan_slo(
                slo,
                service.name,
                origin.at("slos", index),
                inherited,
                contract,
                companions.get(slo.id, ()),
                place=index,
            )
            for index, slo in enumerate(service.slos)
        ),
        alert_groups=alert_groups(service, origin, inherited),
        alert_tests=tuple(alert_tests(service, origin, inherited)),
    )


def plan_slo(
    slo: Slo,
    service: str,
    origin: Origin,
    inherited: Inherited,
    contract: Contract,
    companions: tuple[str, ...] = (),
    *,
    place: int = 0,
) -> SloPlan:
    """`place` is that of the SLO within its service, from 0 on."""
    alerting = merged(inherited.alerting, slo.alerting)
    scrape = slo.scrape_interval or inherited.scrape
    interval = inherited.forced_interval or evaluation_interval(scrape)
    scope = Scope(slo.id, slo.group_by, scrape, interval, slo.late_counters)
    budget_window = alerting.budget_window or slo.window
    breach = alerting.policy == "breach"
    decided = decide_tiers(alerting.tiers, slo.target.ratio, budget_window, scrape, interval)
    signal = lowering.lower(slo.sli, scope, contract)
    collapsed = scope._replace(group_by=(), collapsed=True)
    return SloPlan(
        id=slo.id,
        title=slo.title,
        description=slo.description or "",
        measurement=slo.measurement or "",
        service=service,
        owner=slo.owner or inherited.owner,
        target=slo.target.ratio,
        beta=1 - slo.target.ratio,
        target_text=slo.target.text,
        window=slo.window,
        budget_window=budget_window,
        scrape=scrape,
        interval=interval,
        rate_window=rate_window(scrape, interval),
        raw_limit=_raw_limit(slo, signal),
        series=slo.series or 0,
        group_by=slo.group_by,
        signal=signal,
        collapsed=lowering.lower(slo.sli, collapsed, contract) if slo.group_by else None,
        source=lowering.series(slo.sli, scope, contract),
        observe=alerting.mode == "observe",
        breach=breach and not slo.target.zero_tolerance,
        tiers=() if breach else _counted(decided.tiers, signal, interval, 1 - slo.target.ratio),
        notes=() if breach else decided.notes,
        severities=_severities(alerting),
        alert_name=slo.alerting.name or upper_camel(slo.title, slo.id),
        no_data=alerting.no_data or _NO_DATA,
        no_traffic=alerting.no_traffic or 0,
        for_=alerting.for_ or 0,
        late_counters=slo.late_counters,
        notify_each=slo.notify == "each",
        labels={**inherited.labels, **slo.labels, **alerting.labels},
        annotations=alerting.annotations,
        links=links(inherited, service, slo.playbook, slo.id, place),
        companions=companions,
        origin=origin,
    )


def _raw_limit(slo: Slo, signal: Signal) -> int:
    """Seconds. A slice is recorded as it happens, so that its windows see it as soon as raw ones would."""
    if not signal.raw and signal.unit is not Unit.SLICES:
        return 0
    return _RAW_LIMIT_OF_MANY if (slo.series or 0) > _MANY_SERIES else RAW_LIMIT


def _counted(tiers: tuple[Tier, ...], signal: Signal, interval: int, beta: Fraction) -> tuple[Tier, ...]:
    """Where errors are a share of time there is nothing to count, and nothing to wait for."""
    match signal.unit:
        case Unit.EVENTS:
            return tiers
        case Unit.TIME:
            return tuple(replace(tier, min_events=0) for tier in tiers)
        case Unit.SLICES:
            return tuple(_of_slices(tier, tier.long // interval, beta) for tier in tiers)


def _of_slices(tier: Tier, slices: int, beta: Fraction) -> Tier:
    """Of slices a window holds only so many. With more asked for than half of them a tier could wait for ever."""
    asked, most, notes = tier.min_events, max(1, slices // 2), list(tier.notes)
    if asked > most:
        notes.append(
            f"{asked} bad slices would be asked for, but the window holds {slices}; half of them suffice"
        )
        asked = most
    burn = Fraction(asked, slices) / beta
    if burn > tier.burn:
        notes.append(
            f"its long window holds {slices} slices; {asked} of them must be bad, so it starts above"
            f" {100 * asked / slices:.2g}% or {float(burn):.1f}x"
        )
    return replace(tier, min_events=asked, notes=tuple(notes))


def _severities(alerting: Alerting) -> dict[TierClass, str]:
    """Both are there, since what is inherited ends with the usual ones."""
    return {TierClass.PAGE: alerting.page or "", TierClass.TICKET: alerting.ticket or ""}
