"""The alerts that an SLO must have, with names, labels, texts and times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from slosmith.burnrate import Tier, TierClass
from slosmith.plan.annotations import annotations_of, burn_annotations
from slosmith.plan.model import AlertKind, SloPlan
from slosmith.signal import Unit
from slosmith.units import DAY, decimal_text, duration

# An objective over a longer window is judged in the period file.
_QUICK_WINDOW: Final = DAY

_SUFFIXES: Final = {
    AlertKind.NO_DATA: "NoData",
    AlertKind.NUMERATOR_MISSING: "NumeratorMissing",
    AlertKind.NO_TRAFFIC: "NoTraffic",
    AlertKind.OBJECTIVE_MISSED: "ObjectiveMissed",
    AlertKind.BUDGET_EXHAUSTED: "BudgetExhausted",
}


class ExpectedAlert(NamedTuple):
    """One alert. `over_all`: it reads all groups together; `period`: its rule is in the period file. Times in seconds."""

    kind: AlertKind
    name: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    for_: int
    keep_firing_for: int
    tier: Tier | None
    over_all: bool
    period: bool


class _Term(NamedTuple):
    kind: AlertKind
    severity: TierClass
    for_: int = 0
    tier: Tier | None = None
    over_all: bool = False
    period: bool = False


def expected_alerts(slo: SloPlan) -> Iterator[ExpectedAlert]:
    for term in _terms(slo):
        tier = term.tier
        yield ExpectedAlert(
            kind=term.kind,
            name=alert_name(slo, term.kind) if tier is None else slo.burn_alert_name(tier),
            labels=_labels(slo, term),
            annotations=_annotations(slo, term),
            for_=term.for_,
            keep_firing_for=0 if tier is None else tier.keep_firing_for,
            tier=tier,
            over_all=term.over_all,
            period=term.period,
        )


def alert_name(slo: SloPlan, kind: AlertKind) -> str:
    """The name of an alert that is not of a tier."""
    return slo.alert_name + _SUFFIXES[kind]


def quick_breach(slo: SloPlan) -> bool:
    """Whether a missed objective alerts from the service's own rule file, not from that of the period."""
    return slo.breach and slo.window <= _QUICK_WINDOW


def _terms(slo: SloPlan) -> Iterator[_Term]:
    if slo.observe:
        return
    for tier in slo.tiers:
        yield _Term(AlertKind.BURN_RATE, tier.severity_class, tier=tier)
        if slo.collapsed is not None:
            yield _Term(AlertKind.BURN_RATE, tier.severity_class, tier=tier, over_all=True)
    yield _Term(AlertKind.NO_DATA, TierClass.PAGE, slo.no_data)
    if slo.signal.numerator:
        yield _Term(AlertKind.NUMERATOR_MISSING, TierClass.PAGE, slo.no_data)
    if slo.no_traffic and slo.signal.unit is Unit.EVENTS:
        yield _Term(AlertKind.NO_TRAFFIC, TierClass.PAGE, slo.no_traffic)
    if slo.breach:
        yield _Term(AlertKind.OBJECTIVE_MISSED, TierClass.PAGE, period=not quick_breach(slo))
    if slo.zero_tolerance:
        yield _Term(AlertKind.OBJECTIVE_MISSED, TierClass.PAGE, slo.for_)
    else:
        yield _Term(AlertKind.BUDGET_EXHAUSTED, TierClass.TICKET, period=True)


def _labels(slo: SloPlan, term: _Term) -> dict[str, str]:
    labels = {
        "severity": slo.severities[term.severity],
        "slo": slo.id,
        "service": slo.service,
        "owner": slo.owner,
        "scope": "all" if term.over_all or not slo.group_by else "group",
    }
    tier = term.tier
    if tier is not None:
        labels |= {
            "long_window": duration(tier.long),
            "short_window": duration(tier.short),
            "burn_rate": decimal_text(tier.burn),
        }
    return labels | dict(slo.labels)


def _annotations(slo: SloPlan, term: _Term) -> dict[str, str]:
    own = (
        annotations_of(slo, term.kind)
        if term.tier is None
        else burn_annotations(slo, term.tier, collapsed=term.over_all)
    )
    return own | dict(slo.annotations)
