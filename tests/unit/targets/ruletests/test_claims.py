"""Scenes show what they claim to: else a condition that is missing from a rule would go unnoticed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans import slo_of

from slosmith.burnrate import Tier, TierClass
from slosmith.plan.model import SloPlan
from slosmith.targets.ruletests.from_recordings.claims import Claim, Round, burns
from slosmith.targets.ruletests.from_recordings.histories import Ages, history
from slosmith.targets.ruletests.from_recordings.kinds import rounds
from slosmith.targets.ruletests.from_recordings.scenes import Scene, Stage, Where, stage
from slosmith.targets.ruletests.from_recordings.trials import grid, trials
from slosmith.targets.ruletests.from_recordings.watched import watched
from slosmith.units import HOUR, MINUTE

SLICES = "{time_slice: {query: orders_pending, at_most: 100}}"
WINDOWS = tuple(MINUTE * each for each in (5, 10, 30, 60, 120, 360, 720, 1440, 4320))


def scene_of(staged: Stage, where: Where, claimed: Round) -> Scene:
    points, raw = history(staged, Ages(grid(staged.slo), staged.slo), where, claimed)
    return Scene("", (), (points,), raw)


def held(staged: Stage, where: Where, claim: Claim, scene: Scene) -> None:
    """Each condition of an alert is as claimed."""
    for window, bounds in claim.bounds[0].items():
        ratio = staged.ratio(scene, where, window)
        assert ratio is not None
        assert bounds.least * (1 - 1e-6) <= ratio <= bounds.most * (1 + 1e-6), (window, ratio, bounds)
    long, errors = claim.burn.long, staged.errors(scene, where, claim.burn.long)
    if claim.errors is None:
        assert errors >= claim.burn.least
    else:
        assert errors == pytest.approx(claim.errors, abs=1e-6)
    assert staged.had_data(scene, where, long // 2, long) is not claim.blind


def claims_hold(slo: SloPlan) -> set[tuple[str, str]]:
    """What was tried of which alert."""
    staged, tried = stage(slo), set()
    for each in rounds(burns(staged, 0), crossed=False):
        scene = scene_of(staged, 0, each)
        assert all(point.events >= (point.errors or 0) >= 0 for point in scene.points[0] if point.events)
        longest = max(tier.long for tier in slo.tiers)
        assert staged.errors(scene, 0, 2 * longest) > 5 * staged.errors(scene, 0, longest)
        for claim in each.claims:
            held(staged, 0, claim, scene)
            tried.add((each.kind.about, claim.burn.alert))
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
def test_claims_about_any_tiers_hold_in_the_scenes_that_they_share(slo: SloPlan) -> None:
    claims_hold(slo)


def test_of_each_tier_all_is_tried_and_windows_that_tiers_share_do_not_get_in_the_way() -> None:
    slo = slo_of()
    assert slo.tiers
    tried = claims_hold(slo)
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
    staged = stage(slo)
    kept = [each for each in watched(staged) if each.alert.keep_firing_for]
    assert kept
    before: set[str] = set()
    for scene in trials(staged, grid(slo)):
        assert not before & set(scene.tried), scene.about
        before = {each.alert.name for each in kept if any(each.active(scene))}


def test_alerts_of_other_tiers_do_not_join_in() -> None:
    staged = stage(slo_of())
    alerts = list(watched(staged))
    for scene in trials(staged, grid(staged.slo)):
        assert {each.alert.name for each in alerts if any(each.active(scene))} <= set(scene.tried)


def test_each_alert_fires_is_kept_and_clears() -> None:
    slo = slo_of()
    scenes = trials(stage(slo), grid(slo))
    for each in watched(stage(slo)):
        if each.alert.keep_firing_for:
            active = "".join("x" if any(each.active(scene)) else "." for scene in scenes)
            assert "x.." in active and active.count("x") >= 2, (each.alert.name, active)


def test_claims_that_contradict_each_other_do_not_share_a_scene() -> None:
    """The long window of one tier is the short one of another, which cannot be hot and cold at once."""
    both = (
        "{severity: page, long: 6h, short: 30m, burn: 6x}, {severity: ticket, long: 3d, short: 6h, burn: 1x}"
    )
    staged = stage(slo_of(f"target: 99.9%, alerting: {{tiers: [{both}]}}"))
    shared = {each.kind.about: len(each.claims) for each in rounds(burns(staged, 0), crossed=False)}
    assert shared["the long window is just below the threshold"] == 2
    assert shared["the short window is just below the threshold"] == 1
    assert shared["both windows exceed the threshold, if only just"] == 1
