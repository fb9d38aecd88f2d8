"""The rule groups of one SLO: fast (raw windows, pages), slow (tickets) and period (the SLO window).

Computed on demand: the trees of ten thousand SLOs would not fit where their decisions do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slosmith.burnrate import TierClass
from slosmith.naming import (
    BUDGET_REMAINING,
    DATA_COVERAGE,
    ERROR_RATIO_WINDOW,
    ERRORS_RATE,
    EVENTS_RATE,
    INFO,
    TARGET_RATIO,
    error_ratio,
    recorded,
)
from slosmith.plan.model import Alert, Group, Labels, Recording, Rule, SloPlan
from slosmith.plan.slo_alerts import FAST_BREACH, breach_alert, burn_alert, exhausted_alert, fast_alerts
from slosmith.plan.windows import error_ratio_over
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.units import decimal_text, duration, percent

SLOW_INTERVAL, PERIOD_INTERVAL = 120, 300


class SloGroups(NamedTuple):
    """`slow` is None when no ticket tier is left."""

    fast: Group
    slow: Group | None
    period: Group


def slo_groups(slo: SloPlan) -> SloGroups:
    fast_windows = _windows(slo, TierClass.PAGE)
    slow_windows = _windows(slo, TierClass.TICKET) - fast_windows
    fast = Group(f"{slo.id}-fast", slo.interval, tuple(_fast(slo, fast_windows)))
    slow_rules: tuple[Rule, ...] = (
        *_ratios(slo, slow_windows),
        *_tier_alerts(slo, TierClass.TICKET, fast_windows),
    )
    slow = Group(f"{slo.id}-slow", SLOW_INTERVAL, slow_rules) if slow_rules else None
    return SloGroups(fast, slow, Group(period_name(slo), PERIOD_INTERVAL, tuple(_period(slo))))


def period_name(slo: SloPlan) -> str:
    return f"{slo.id}-period"


def slo_alerts(slo: SloPlan) -> Iterator[Alert]:
    """All alerts of an SLO, in the order of their groups."""
    groups = slo_groups(slo)
    for group in (groups.fast, groups.slow, groups.period):
        for rule in group.rules if group is not None else ():
            if isinstance(rule, Alert):
                yield rule


def _windows(slo: SloPlan, severity: TierClass) -> frozenset[int]:
    tiers = [tier for tier in slo.tiers if tier.severity_class is severity]
    return frozenset(window for tier in tiers for window in (tier.short, tier.long))


def _record(slo: SloPlan, name: str, expr: Expr, more: Labels | None = None) -> Recording:
    labels = {"slo": slo.id, "service": slo.service, **(more or {})}
    return Recording(name, labels, expr, slo.origin.at("sli"))


def _fast(slo: SloPlan, windows: frozenset[int]) -> Iterator[Rule]:
    signal, base = slo.signal, slo.rate_window
    for step in signal.steps:
        yield _record(slo, step.record, step.expr)
    # Time slices read the events they remember for the errors they miss, so events come first.
    yield _record(slo, EVENTS_RATE, signal.events.over(base))
    yield _record(slo, ERRORS_RATE, signal.errors.over(base))
    yield _record(slo, TARGET_RATIO, Call("vector", (Number(decimal_text(slo.target)),)))
    yield _record(slo, INFO, Call("vector", (Number("1"),)), _metadata(slo))
    yield from _ratios(slo, windows)
    if slo.breach and slo.window <= FAST_BREACH:
        yield _window_ratio(slo)
    if not slo.observe:
        yield from _tier_alerts(slo, TierClass.PAGE, windows)
        yield from fast_alerts(slo)


def _metadata(slo: SloPlan) -> dict[str, str]:
    """What may change without breaking history: only the info series carries it."""
    return {
        "title": slo.title,
        "owner": slo.owner,
        "target": percent(slo.target),
        "window": duration(slo.window),
    }


def _ratios(slo: SloPlan, windows: Iterable[int]) -> Iterator[Recording]:
    for window in sorted(windows):
        yield _record(slo, error_ratio(window), error_ratio_over(slo, window))
        if slo.collapsed is not None:
            name = error_ratio(window, collapsed=True)
            yield _record(slo, name, error_ratio_over(slo, window, collapsed=True))


def _tier_alerts(slo: SloPlan, severity: TierClass, fast_windows: frozenset[int]) -> Iterator[Alert]:
    if slo.observe:
        return
    for tier in slo.tiers:
        if tier.severity_class is severity:
            yield burn_alert(slo, tier, fast_windows)
            if slo.collapsed is not None:
                yield burn_alert(slo, tier, fast_windows, collapsed=True)


def _window_ratio(slo: SloPlan) -> Recording:
    return _record(slo, ERROR_RATIO_WINDOW, error_ratio_over(slo, slo.window))


def _period(slo: SloPlan) -> Iterator[Rule]:
    fast_breach = slo.breach and slo.window <= FAST_BREACH
    if not fast_breach:
        yield _window_ratio(slo)
    if not slo.zero_tolerance:
        same = slo.budget_window == slo.window and not fast_breach
        spent = recorded(ERROR_RATIO_WINDOW, slo.id) if same else error_ratio_over(slo, slo.budget_window)
        budget = Binary("/", spent, Number(decimal_text(slo.beta)))
        yield _record(slo, BUDGET_REMAINING, Binary("-", Number("1"), budget))
    yield _record(slo, DATA_COVERAGE, _coverage(slo))
    if slo.observe:
        return
    if slo.breach and not fast_breach:
        yield breach_alert(slo)
    if not slo.zero_tolerance:
        yield exhausted_alert(slo)


def _coverage(slo: SloPlan) -> Expr:
    """The share of the window's evaluations that saw events; ranges closed at both ends (2.x) give one too many."""
    counted = Call("count_over_time", (recorded(EVENTS_RATE, slo.id, range=slo.budget_window),))
    share = Binary(
        "/", Aggregate("sum", slo.identity, counted), Number(str(slo.budget_window // slo.interval))
    )
    return Call("clamp_max", (share, Number("1")))
