"""VirtEngine's rules on a real Prometheus: they evaluate, the right alerts fire and no others, and the figures are true."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from slosmith.burnrate import Tier
from slosmith.naming import BUDGET_REMAINING, ERROR_RATIO_WINDOW, error_ratio
from slosmith.plan.model import SloPlan
from slosmith.signal import Unit
from slosmith.units import duration
from tests.e2e.conftest import Running, firing
from tests.e2e.system import BEHAVIOURS

TOLERANCE = 0.025
# Counters show whole events: an SLO with fewer errors than these would be measured more coarsely than that.
FEW = 2 / TOLERANCE


def counted(running: Running) -> Iterator[SloPlan]:
    for service in running.plan.services:
        yield from (slo for slo in service.slos if slo.signal.unit is Unit.EVENTS)


def test_every_rule_evaluates(running: Running) -> None:
    groups = running.prometheus.get("/api/v1/rules")["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    broken = {rule["name"]: rule.get("lastError", "") for rule in rules if rule["health"] != "ok"}
    assert not broken
    assert len(rules) > 200
    failures = running.prometheus.query("sum(prometheus_rule_evaluation_failures_total)")
    assert [each["value"][1] for each in failures] == ["0"]


def test_the_right_alerts_fire_and_no_others(running: Running) -> None:
    seen = firing(running.prometheus)
    assert seen == set(expected_alerts(running, time.time())) | {("Watchdog", "")}
    incidents = {
        slo for slo, behaviour in BEHAVIOURS.items() if any(not each.ended for each in behaviour.incidents)
    }
    assert {slo for _, slo in seen} - {""} == incidents


def expected_alerts(running: Running, at: float) -> Iterator[tuple[str, str]]:
    """From the events themselves, by the definition of a tier."""
    for slo in counted(running):
        traffic = running.system.traffic[slo.id]
        for tier in slo.tiers:
            ratios = [traffic.error_ratio(at, window) for window in (tier.short, tier.long)]
            _must_be_clear(slo, tier, ratios)
            if min(ratios) > tier.threshold(slo.beta) and traffic.errors(at, tier.long) >= tier.min_events:
                yield slo.burn_alert_name(tier), slo.id


def _must_be_clear(slo: SloPlan, tier: Tier, ratios: list[float]) -> None:
    """A case on the edge would test the weather."""
    threshold = float(tier.threshold(slo.beta))
    assert abs(min(ratios) / threshold - 1) > 0.06, f"{slo.id} {duration(tier.long)}: choose another incident"


def test_incidents_are_of_several_kinds(running: Running) -> None:
    """Else the test above could pass on rules that know one window only."""
    names = {name for name, _ in expected_alerts(running, time.time())}
    assert {name.rsplit("BudgetBurn", 1)[1] for name in names} == {"1h", "6h", "1d", "3d"}


@pytest.mark.parametrize("series", [ERROR_RATIO_WINDOW, BUDGET_REMAINING])
def test_objective_and_budget_agree_with_the_events(running: Running, series: str) -> None:
    recorded = running.prometheus.values(series)
    times = running.prometheus.values(f"timestamp({series})")
    measured, true = {}, {}
    for slo in counted(running):
        window = slo.budget_window if series == BUDGET_REMAINING else slo.window
        traffic = running.system.traffic[slo.id]
        assert traffic.errors(times[slo.id], window) > FEW, f"{slo.id}: choose more traffic"
        true[slo.id] = traffic.error_ratio(times[slo.id], window)
        measured[slo.id] = recorded[slo.id]
        if series == BUDGET_REMAINING:
            measured[slo.id] = (1 - recorded[slo.id]) * float(slo.beta)
    assert measured == pytest.approx(true, rel=TOLERANCE)


def test_every_window_agrees_with_the_events(running: Running) -> None:
    """For incidents that last longer than the window is blurred: what was before them has too few errors to measure."""
    compared = 0
    for slo in counted(running):
        if not any(not each.ended for each in BEHAVIOURS[slo.id].incidents):
            continue
        for window in {window for tier in slo.tiers for window in (tier.short, tier.long)}:
            name = error_ratio(window)
            measured = running.prometheus.values(f'{name}{{slo="{slo.id}"}}')[slo.id]
            at = running.prometheus.values(f'timestamp({name}{{slo="{slo.id}"}})')[slo.id]
            true = running.system.traffic[slo.id].error_ratio(at, window)
            assert measured == pytest.approx(true, rel=TOLERANCE), f"{slo.id} over {duration(window)}"
            compared += 1
    assert compared > 20
