"""Scenarios meet the constraints of their trials: else a condition that is missing from a rule would go unnoticed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans import slo_of

from slosmith.burnrate import Tier, TierClass
from slosmith.naming import ERRORS_RATE
from slosmith.plan.model import SloPlan
from slosmith.targets.ruletests.from_recordings.burn_trials import burn_trials
from slosmith.targets.ruletests.from_recordings.constraints import Constraint, Trial, burns
from slosmith.targets.ruletests.from_recordings.histories import Ages, history
from slosmith.targets.ruletests.from_recordings.scenario import Scenario, Subject, Where, subject
from slosmith.targets.ruletests.from_recordings.scenarios import grid, scenarios
from slosmith.targets.ruletests.oracle.alerts import expected_alerts
from slosmith.targets.ruletests.oracle.conditions import count_unit
from slosmith.units import HOUR, MINUTE

SLICES = "{time_slice: {query: orders_pending, at_most: 100}}"
WINDOWS = tuple(MINUTE * each for each in (5, 10, 30, 60, 120, 360, 720, 1440, 4320))


def scenario_of(tried: Subject, where: Where, trial: Trial) -> Scenario:
    points, raw = history(tried, Ages(grid(tried.slo), tried.slo), where, trial)
    return Scenario("", (), (points,), raw)


def errors_in(tried: Subject, scenario: Scenario, window: int) -> float:
    summed = tried.evaluation(scenario).summed(ERRORS_RATE, window)
    return summed.get(tried.labels(0), 0.0) * count_unit(tried.slo)


def held(tried: Subject, constraint: Constraint, scenario: Scenario) -> None:
    """Each condition of an alert is as demanded."""
    evaluation, own = tried.evaluation(scenario), tried.labels(0)
    for window, bounds in constraint.bounds[0].items():
        ratio = evaluation.ratio(window)[own]
        assert bounds.least * (1 - 1e-6) <= ratio <= bounds.most * (1 + 1e-6), (window, ratio, bounds)
    long = constraint.burn.long
    errors = errors_in(tried, scenario, long)
    if constraint.errors is None:
        assert errors >= constraint.burn.least
    else:
        assert errors == pytest.approx(constraint.errors, abs=1e-6)
    assert (own in evaluation.had_events(long // 2, long // 2)) is not constraint.blind


def constraints_hold(slo: SloPlan) -> set[tuple[str, str]]:
    """What was tried of which alert."""
    own, tried = subject(slo), set()
    for each in burn_trials(burns(own, 0), crossed=False):
        scenario = scenario_of(own, 0, each)
        assert all(point.events >= (point.errors or 0) >= 0 for point in scenario.points[0] if point.events)
        longest = max(tier.long for tier in slo.tiers)
        assert errors_in(own, scenario, 2 * longest) > 5 * errors_in(own, scenario, longest)
        for constraint in each.constraints:
            held(own, constraint, scenario)
            tried.add((each.kind.about, constraint.burn.alert))
    return tried


@st.composite
def slos(draw: st.DrawFn) -> SloPlan:
    """An SLO with any tiers, sensible or not."""
    sli = draw(st.sampled_from(("{ratio: {bad: bad_total, total: all_total}}", SLICES)))
    target = draw(st.sampled_from(("99%", "99.9%", "95%")))
    tiers = []
    for long in draw(st.lists(st.sampled_from(WINDOWS[3:]), min_size=1, max_size=4, unique=True)):
        short = draw(st.sampled_from([each for each in WINDOWS if 4 * each <= 3 * long]))
        burn = Fraction(draw(st.sampled_from(("1", "2", "3", "6", "14.4"))))
        tiers.append(Tier(TierClass.PAGE, long, short, burn, draw(st.sampled_from((0, 1, 3, 60)))))
    return replace(slo_of(f"target: {target}", sli), tiers=tuple(tiers))


@given(slos())
@settings(derandomize=True, max_examples=150)
def test_constraints_of_any_tiers_hold_in_the_scenarios_that_they_share(slo: SloPlan) -> None:
    constraints_hold(slo)


def test_of_each_tier_all_is_tried_and_windows_that_tiers_share_do_not_get_in_the_way() -> None:
    slo = slo_of()
    assert slo.tiers
    tried = constraints_hold(slo)
    alerts = {slo.burn_alert_name(tier): tier for tier in slo.tiers}
    kinds = {kind for kind, _ in tried}
    assert len(kinds) == 6
    for name, tier in alerts.items():
        missing = {kind for kind in kinds if (kind, name) not in tried}
        assert missing <= ({"no data in the older half of the long window"} if tier.long <= HOUR else set())


@pytest.mark.parametrize(
    "slo",
    [slo_of(), slo_of("target: 99.9%, group_by: [region]"), slo_of(sli=SLICES)],
    ids=["ratio", "groups", "slices"],
)
def test_no_alert_is_tried_while_it_is_kept_firing(slo: SloPlan) -> None:
    tried = subject(slo)
    kept = {each.name for each in expected_alerts(slo) if each.keep_firing_for}
    assert kept
    before: set[str] = set()
    for scenario in scenarios(tried, grid(slo)):
        assert not before & set(scenario.tried), scenario.about
        before = kept & tried.active(scenario).keys()


def test_alerts_of_other_tiers_do_not_join_in() -> None:
    tried = subject(slo_of())
    for scenario in scenarios(tried, grid(tried.slo)):
        assert tried.active(scenario).keys() <= set(scenario.tried)


def test_each_alert_fires_is_kept_and_clears() -> None:
    slo = slo_of()
    tried = subject(slo)
    found = [tried.active(each).keys() for each in scenarios(tried, grid(slo))]
    for each in expected_alerts(slo):
        if each.keep_firing_for:
            active = "".join("x" if each.name in names else "." for names in found)
            assert "x.." in active and active.count("x") >= 2, (each.name, active)


def test_constraints_that_contradict_each_other_do_not_share_a_scenario() -> None:
    """The long window of one tier is the short one of another, which cannot be hot and cold at once."""
    both = (
        "{severity: page, long: 6h, short: 30m, burn: 6x}, {severity: ticket, long: 3d, short: 6h, burn: 1x}"
    )
    tried = subject(slo_of(f"target: 99.9%, alerting: {{tiers: [{both}]}}"))
    shared = {each.kind.about: len(each.constraints) for each in burn_trials(burns(tried, 0), crossed=False)}
    assert shared["the long window is just below the threshold"] == 2
    assert shared["the short window is just below the threshold"] == 1
    assert shared["both windows exceed the threshold, if only just"] == 1
