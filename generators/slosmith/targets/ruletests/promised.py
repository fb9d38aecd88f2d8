"""The alerts that an SLO promises. Only what they say is taken from the rules, for these are what is to be proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slosmith.burnrate import Tier, TierClass
from slosmith.plan.model import About, Alert, AlertKind, SloPlan
from slosmith.plan.slo_rules import slo_rules
from slosmith.promql.expr import Number
from slosmith.signal import Unit
from slosmith.units import decimal_text, duration


class Promise(NamedTuple):
    """An alert of a tier, or of another condition, which is the end of its name; `scope` is whom it speaks for."""

    condition: str
    scope: str
    tier: Tier | None
    alert: Alert


class _Term(NamedTuple):
    condition: str
    severity: TierClass
    scope: str
    tier: Tier | None = None
    for_: int = 0


def promises(slo: SloPlan) -> Iterator[Promise]:
    """Every alert that there must be. One that the rules lack says nothing, so that no test of it can hold."""
    there = {(each.name, each.labels["scope"]): each for each in slo_rules(slo).alerts}
    for term in _terms(slo):
        name = slo.alert_name + term.condition
        about = About(AlertKind.HEALTH, "", "", "")
        missing = Alert(name, {"scope": term.scope}, {}, Number("0"), slo.origin, about)
        alert = there.get((name, term.scope), missing)
        promised = alert._replace(
            labels={**alert.labels, **_labels(slo, term)},
            for_=term.for_,
            keep_firing_for=term.tier.keep_firing_for if term.tier is not None else 0,
        )
        yield Promise(term.condition, term.scope, term.tier, promised)


def _terms(slo: SloPlan) -> Iterator[_Term]:
    if slo.observe:
        return
    own = "group" if slo.group_by else "all"
    for tier in slo.tiers:
        for scope in (own, "all") if slo.collapsed is not None else (own,):
            yield _Term(f"BudgetBurn{duration(tier.long)}", tier.severity_class, scope, tier)
    yield _Term("NoData", TierClass.PAGE, own, for_=slo.no_data)
    if slo.signal.numerator:
        yield _Term("NumeratorMissing", TierClass.PAGE, own, for_=slo.no_data)
    if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
        yield _Term("NoTraffic", TierClass.PAGE, own, for_=slo.no_traffic)
    if slo.breach:
        yield _Term("ObjectiveMissed", TierClass.PAGE, own)
    if slo.zero_tolerance:
        yield _Term("ObjectiveMissed", TierClass.PAGE, own, for_=slo.for_)
    else:
        yield _Term("BudgetExhausted", TierClass.TICKET, own)


def _labels(slo: SloPlan, term: _Term) -> dict[str, str]:
    labels = {
        "severity": slo.severities[term.severity],
        "slo": slo.id,
        "service": slo.service,
        "owner": slo.owner,
    }
    tier = term.tier
    if tier is not None:
        labels |= {
            "long_window": duration(tier.long),
            "short_window": duration(tier.short),
            "burn_rate": decimal_text(tier.burn),
        }
    return labels
