"""What incidents expect, held against windows that are counted sample by sample."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from tests.plans import slo_of

from slosmith.burnrate import Tier
from slosmith.plan.model import SloPlan
from slosmith.targets.ruletests.from_series.timeline import SkippedTier, Timeline, timeline

TARGETS = ("90%", "95%", "99%", "99.9%", "99.999%")


def timelines(more: str, *, total: bool = False) -> Iterator[tuple[SloPlan, Timeline]]:
    slo = slo_of(more)
    for tier in slo.tiers:
        line = timeline(slo, tier, total=total)
        assert isinstance(line, Timeline), line
        yield slo, line


def exceeds(slo: SloPlan, line: Timeline, window: int, now: int, closed: bool) -> bool:
    """Whether the error ratio over a window is above the threshold: of scrapes, or of rates recorded over the rate window."""

    def share(since: int, until: int) -> Fraction:
        oldest = max(since if closed else since + 1, 0)
        # The first scrape is where counting begins.
        counted = [line.bad(time) for time in range(until, oldest - 1, -slo.scrape)][:-1]
        return Fraction(sum(counted), len(counted)) * line.rate if counted else Fraction(0)

    threshold = line.tier.threshold(slo.beta)
    if window <= slo.raw_limit:
        return share(now - window, now) > threshold
    # Nothing is recorded of the first moment, when there is but one scrape.
    oldest = max(now - window if closed else now - window + 1, 1)
    recorded = [share(at - slo.rate_window, at) for at in range(now, oldest - 1, -line.every)]
    return bool(recorded) and sum(recorded) / len(recorded) > threshold


def firing(slo: SloPlan, line: Timeline, *, closed: bool, history: bool = True) -> dict[int, bool]:
    """By evaluation, with the alert's patience and its wait for the older half of a long window."""
    tier, held = line.tier, -1
    result: dict[int, bool] = {}
    for now in range(0, line.clear + 1, line.every):
        young = history and tier.long > 3600 and now < tier.long // 2 + line.every
        active = not young and all(
            exceeds(slo, line, window, now, closed) for window in (tier.short, tier.long)
        )
        if active:
            held = -1
        elif result.get(now - line.every) and held < 0:
            held = now
        result[now] = active or (held >= 0 and now - held < tier.keep_firing_for)
    return result


@pytest.mark.parametrize("closed", [True, False], ids=["as in 2.x", "as in 3.x"])
@pytest.mark.parametrize("scrape", ["15s", "30s", "1m"])
@pytest.mark.parametrize("target", TARGETS)
def test_alerts_do_what_is_expected(target: str, scrape: str, closed: bool) -> None:
    for slo, line in timelines(f"target: {target}, scrape_interval: {scrape}"):
        seen = firing(slo, line, closed=closed)
        at = (line.before, line.fires, line.held, line.clear)
        assert [seen[each] for each in at] == [False, True, True, False]
        assert [each for each in seen if seen[each] and each < line.before] == []


@pytest.mark.parametrize("target", TARGETS)
def test_it_is_expected_to_a_few_evaluations(target: str) -> None:
    for _, line in timelines(f"target: {target}"):
        assert line.fires - line.before <= 5 * line.every
        assert line.clear - line.held <= 5 * line.every
        assert line.begin < line.before < line.fires < line.end < line.held < line.clear


def test_without_the_wait_for_a_history_a_young_slo_would_fire() -> None:
    for slo, line in timelines("target: 99.9%"):
        if line.tier.long > 3600:
            assert line.youth and firing(slo, line, closed=True, history=False)[line.youth]
        else:
            assert not line.youth


@pytest.mark.parametrize("window", ["1h", "6h", "1d", "7d", "28d", "90d"])
@pytest.mark.parametrize("total", [True, False])
def test_every_tier_has_an_incident_at_a_bearable_cost(window: str, total: bool) -> None:
    for slo, line in timelines(f"target: 99.9%, window: {window}", total=total):
        assert line.every >= slo.interval
        assert line.clear // line.every < 180


def test_a_pace_divides_the_short_window() -> None:
    paces = {each.tier.short: each.every for _, each in timelines("target: 99.9%")}
    assert paces == {300: 60, 1800: 360, 7200: 1200, 21600: 3600}


def test_tiers_without_an_incident_are_explained() -> None:
    slo = slo_of("target: 99.9%")
    nearly = Tier(slo.tiers[0].severity_class, 3600, 3000, Fraction(900), 0)
    wide = Tier(slo.tiers[0].severity_class, 30 * 86400, 300, Fraction(2), 0)
    reasons = [
        line.reason
        for each in (nearly, wide)
        if isinstance(line := timeline(slo, each, total=False), SkippedTier)
    ]
    assert reasons == [
        "its long window forgets an incident before its short one has cleared",
        "windows of 30d and 5m take too many evaluations",
    ]
