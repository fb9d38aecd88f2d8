"""Which tiers share an outage, and what it must be like so that each of them is timed."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from slosmith.burnrate import Tier, TierClass
from slosmith.promql.matchers import series_of
from slosmith.targets.ruletests.from_series.outages import Budget, groups, outage, step
from slosmith.targets.ruletests.from_series.side_by_side import side_by_side
from slosmith.units import DAY, HOUR, MINUTE


def tier(long: int, short: int, burn: str) -> Tier:
    return Tier(TierClass.PAGE, long, short, Fraction(burn), 1)


HOURLY, SIX_HOURLY = tier(HOUR, 5 * MINUTE, "14.4"), tier(6 * HOUR, 30 * MINUTE, "6")
DAILY, THREE_DAILY = tier(DAY, 2 * HOUR, "3"), tier(3 * DAY, 6 * HOUR, "1")
STANDARD = (HOURLY, SIX_HOURLY, DAILY, THREE_DAILY)
RATIO = Budget(Fraction("0.005"), wholly=False, series=2)

budgets = st.builds(
    Budget,
    st.fractions(Fraction(1, 10**10), Fraction(1, 20), max_denominator=10**10),
    wholly=st.booleans(),
    series=st.integers(1, 12),
)
tiers = st.lists(
    st.builds(
        lambda short, times, burn: tier(short * times * MINUTE, short * MINUTE, burn),
        st.integers(1, 400),
        st.integers(2, 24),
        st.sampled_from(["14.4", "6", "3", "1"]),
    ),
    min_size=1,
    max_size=5,
    unique=True,
).map(tuple)


def test_windows_of_hours_and_windows_of_days() -> None:
    assert list(groups(STANDARD, RATIO)) == [(HOURLY, SIX_HOURLY), (DAILY, THREE_DAILY)]
    assert [step(each) for each in groups(STANDARD, RATIO)] == [MINUTE, 15 * MINUTE]


def test_a_query_never_holds_too_much() -> None:
    many = RATIO._replace(series=15)
    assert list(groups(STANDARD, many)) == [(HOURLY,), (SIX_HOURLY, DAILY), (THREE_DAILY,)]


def test_a_threshold_far_below_another_is_timed_apart() -> None:
    low = tier(2 * HOUR, 30 * MINUTE, "0.5")
    assert list(groups((HOURLY, low), RATIO)) == [(HOURLY,), (low,)]


def test_a_tier_takes_the_step_of_its_neighbours() -> None:
    assert outage((THREE_DAILY,), RATIO).step == HOUR
    assert outage((THREE_DAILY,), RATIO, {MINUTE, 15 * MINUTE, HOUR}).step == 15 * MINUTE


@given(tiers, budgets)
def test_every_tier_is_timed_in_one_outage(all_tiers: tuple[Tier, ...], budget: Budget) -> None:
    together = list(groups(all_tiers, budget))
    assert Counter(each for group in together for each in group) == Counter(all_tiers)
    for group in together:
        shared = outage(group, budget)
        near = 2 * shared.step
        assert shared.begin % shared.step == shared.end % shared.step == 0
        assert (shared.events * shared.rate).denominator == 1
        for each in group:
            threshold = each.threshold(budget.beta)
            fires, clears = shared.fires(each, threshold), shared.clears(each, threshold)
            assert fires - near - shared.step / 2 - each.long >= 0, "the long window looks back on series"
            assert clears - near >= fires + near
            left = shared.end - max(Fraction(shared.begin), clears - each.long)
            assert left * shared.rate > each.long * threshold, "the short window clears first"


class Reader:
    """Brings one series, and reads what the selectors select."""

    def __init__(self, step: int, series: dict[str, str], *selectors: str) -> None:
        self.step, self.series = step, [series]
        self.selectors = [series_of(each).matchers for each in selectors]


def test_what_shares_a_case_does_not_read_what_others_bring_at_one_step() -> None:
    a = Reader(5, {"__name__": "x", "job": "a"}, 'x{job="a"}')
    b = Reader(5, {"__name__": "x", "job": "b"}, 'x{job="b",code=~"5.."}', 'y{job="b"}')
    reads_b = Reader(5, {"__name__": "z"}, "z", 'x{job=~"b|c"}')
    read_by_b = Reader(5, {"__name__": "y", "job": "b"}, "none")
    slow = Reader(9, {"__name__": "w"}, "w")
    assert side_by_side([a, b, reads_b, read_by_b, slow]) == [[a, b], [reads_b, read_by_b], [slow]]
