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
from slosmith.plan.notices import fast_breach, fast_notices, period_notices, slow_notices
from slosmith.plan.slo_alerts import alert_of
from slosmith.plan.windows import error_ratio_over
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number
from slosmith.units import decimal_text, duration, percent

SLOW_INTERVAL, PERIOD_INTERVAL = 120, 300


class SloRules(NamedTuple):
    """The rules of one SLO, and the SLO. `slow` is None when no ticket tier is left."""

    slo: SloPlan
    fast: Group
    slow: Group | None
    period: Group

    @property
    def groups(self) -> tuple[Group, ...]:
        return tuple(each for each in (self.fast, self.slow, self.period) if each is not None)

    @property
    def rules(self) -> Iterator[Rule]:
        for group in self.groups:
            yield from group.rules

    @property
    def alerts(self) -> Iterator[Alert]:
        """In the order of their groups."""
        return (rule for rule in self.rules if isinstance(rule, Alert))


def slo_rules(slo: SloPlan) -> SloRules:
    """Built anew at each call: whoever needs them twice keeps them."""
    fast_windows = _windows(slo, TierClass.PAGE)
    slow_windows = _windows(slo, TierClass.TICKET) - fast_windows
    fast = Group(f"{slo.id}-fast", slo.interval, tuple(_fast(slo, fast_windows)))
    slow_rules: tuple[Rule, ...] = (
        *_ratios(slo, slow_windows),
        *(alert_of(slo, notice, fast_windows) for notice in slow_notices(slo)),
    )
    slow = Group(f"{slo.id}-slow", SLOW_INTERVAL, slow_rules) if slow_rules else None
    return SloRules(slo, fast, slow, Group(period_name(slo), PERIOD_INTERVAL, tuple(_period(slo))))


def period_name(slo: SloPlan) -> str:
    return f"{slo.id}-period"


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
    if fast_breach(slo):
        yield _window_ratio(slo)
    yield from (alert_of(slo, notice, windows) for notice in fast_notices(slo))


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


def _window_ratio(slo: SloPlan) -> Recording:
    return _record(slo, ERROR_RATIO_WINDOW, error_ratio_over(slo, slo.window))


def _period(slo: SloPlan) -> Iterator[Rule]:
    if not fast_breach(slo):
        yield _window_ratio(slo)
    if not slo.zero_tolerance:
        same = slo.budget_window == slo.window and not fast_breach(slo)
        spent = recorded(ERROR_RATIO_WINDOW, slo.id) if same else error_ratio_over(slo, slo.budget_window)
        budget = Binary("/", spent, Number(decimal_text(slo.beta)))
        yield _record(slo, BUDGET_REMAINING, Binary("-", Number("1"), budget))
    yield _record(slo, DATA_COVERAGE, _coverage(slo))
    yield from (alert_of(slo, notice) for notice in period_notices(slo))


def _coverage(slo: SloPlan) -> Expr:
    """The share of the window's evaluations that saw events; ranges closed at both ends (2.x) give one too many."""
    counted = Call("count_over_time", (recorded(EVENTS_RATE, slo.id, range=slo.budget_window),))
    share = Binary(
        "/", Aggregate("sum", slo.identity, counted), Number(str(slo.budget_window // slo.interval))
    )
    return Call("clamp_max", (share, Number("1")))
