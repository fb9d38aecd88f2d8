"""Every alert of an SLO without its expression and texts: what it is called, how urgent it is, whom it concerns.

Routes, tables and pages need no more, and the expressions of ten thousand SLOs would not fit where these do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from slosmith.burnrate import Tier, TierClass
from slosmith.plan.model import About, Alert, AlertKind, Notice, Plan, ServicePlan, SloPlan
from slosmith.signal import Unit
from slosmith.units import DAY, decimal_text, duration

# Up to here a breach is worth the fast group; a longer window does not change within five minutes.
FAST_BREACH: Final = DAY
# What the name of an alert ends with; that of a tier's alert ends with its long window.
_SUFFIXES: Final = {
    AlertKind.BURN_RATE: "BudgetBurn",
    AlertKind.NO_DATA: "NoData",
    AlertKind.NUMERATOR_MISSING: "NumeratorMissing",
    AlertKind.NO_TRAFFIC: "NoTraffic",
    AlertKind.OBJECTIVE_MISSED: "ObjectiveMissed",
    AlertKind.BUDGET_EXHAUSTED: "BudgetExhausted",
}


def alert_labels(slo: SloPlan, severity: str, *, over_all: bool, tier: Tier | None = None) -> dict[str, str]:
    labels = {
        "severity": severity,
        "slo": slo.id,
        "service": slo.service,
        "owner": slo.owner,
        "scope": "all" if over_all else "group",
    }
    if tier is not None:
        labels |= {
            "long_window": duration(tier.long),
            "short_window": duration(tier.short),
            "burn_rate": decimal_text(tier.burn),
        }
    return labels | dict(slo.labels)


def fast_notices(slo: SloPlan) -> Iterator[Notice]:
    """Page tiers, absence, no traffic, and objectives that are missed at once."""
    if slo.observe:
        return
    yield from _tiers(slo, TierClass.PAGE)
    if slo.zero_tolerance:
        yield _notice(slo, AlertKind.OBJECTIVE_MISSED, TierClass.PAGE, slo.for_)
    yield _notice(slo, AlertKind.NO_DATA, TierClass.PAGE, slo.no_data)
    if slo.signal.numerator:
        yield _notice(slo, AlertKind.NUMERATOR_MISSING, TierClass.PAGE, slo.no_data)
    if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
        yield _notice(slo, AlertKind.NO_TRAFFIC, TierClass.PAGE, slo.no_traffic)
    if fast_breach(slo):
        yield _notice(slo, AlertKind.OBJECTIVE_MISSED, TierClass.PAGE)


def slow_notices(slo: SloPlan) -> Iterator[Notice]:
    if not slo.observe:
        yield from _tiers(slo, TierClass.TICKET)


def period_notices(slo: SloPlan) -> Iterator[Notice]:
    if slo.observe:
        return
    if slo.breach and not fast_breach(slo):
        yield _notice(slo, AlertKind.OBJECTIVE_MISSED, TierClass.PAGE)
    if not slo.zero_tolerance:
        yield _notice(slo, AlertKind.BUDGET_EXHAUSTED, TierClass.TICKET)


def slo_notices(slo: SloPlan) -> Iterator[Notice]:
    """In the order of the groups."""
    yield from fast_notices(slo)
    yield from slow_notices(slo)
    yield from period_notices(slo)


def service_notices(service: ServicePlan) -> Iterator[Notice]:
    """Every alert of a service, generated and hand-written."""
    for slo in service.slos:
        yield from slo_notices(slo)
    yield from (alert.notice for alert in service.hand_written)


def all_notices(plan: Plan) -> Iterator[Notice]:
    for service in plan.services:
        yield from service_notices(service)
    for group in plan.health:
        yield from (rule.notice for rule in group.rules if isinstance(rule, Alert))


def fast_breach(slo: SloPlan) -> bool:
    """Whether a missed objective is looked for in the fast group."""
    return slo.breach and slo.window <= FAST_BREACH


def _tiers(slo: SloPlan, severity: TierClass) -> Iterator[Notice]:
    for tier in slo.tiers:
        if tier.severity_class is severity:
            yield _notice(slo, AlertKind.BURN_RATE, severity, tier=tier)
            if slo.collapsed is not None:
                yield _notice(slo, AlertKind.BURN_RATE, severity, tier=tier, over_all=True)


def _notice(
    slo: SloPlan,
    kind: AlertKind,
    severity_class: TierClass,
    for_: int = 0,
    *,
    tier: Tier | None = None,
    over_all: bool = False,
) -> Notice:
    severity, over_all = slo.severities[severity_class], over_all or not slo.group_by
    purpose = _SUFFIXES[kind] + (duration(tier.long) if tier is not None else "")
    return Notice(
        name=slo.alert_name + purpose,
        labels=alert_labels(slo, severity, over_all=over_all, tier=tier),
        about=About(
            kind,
            severity,
            slo.owner,
            slo.service,
            slo.id,
            tier,
            over_all,
            slo.links,
            purpose,
            () if over_all else slo.group_by,
        ),
        origin=slo.origin,
        for_=for_,
        keep_firing_for=0 if tier is None else tier.keep_firing_for,
    )
