"""What `explain` says of an SLO, as data: tiers, detection, what traffic it needs, what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from slosmith.burnrate import (
    Bound,
    Tier,
    TierClass,
    budget_events,
    detection,
    respondability,
    shortest_paging_outage,
    time_to_exhaustion,
    unguarded_traffic,
)
from slosmith.cost import Cost, cost_of
from slosmith.plan.delays import Delay, delays
from slosmith.plan.model import SloPlan
from slosmith.signal import Unit
from slosmith.units import compact

ERROR_RATES = tuple(
    Fraction(text)
    for text in ("1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01", "0.005", "0.002", "0.001", "0.0005")
)
# For which numbers of series the cost is shown when the spec does not say how many there are.
SERIES = (50, 500)


class TierLine(NamedTuple):
    """`traffic` is how many events the long window must see for `min_events` never to hold it back."""

    alert: str
    severity: str
    tier: Tier
    threshold: Fraction
    budget_share: Fraction
    exhaustion: float
    traffic: float


class DetectionLine(NamedTuple):
    """What happens at one error rate; `alert` is None when nothing ever fires. Seconds and shares.

    Time slices whose query looks back see an outage, and its end, later; both times include that.

    `clears` is how long after recovery its condition ends; it is `kept` firing for some time after that.
    """

    error_rate: Fraction
    alert: str | None
    severity: str | None
    seconds: float
    budget_share: float
    clears: float
    kept: int
    held_by_events: bool

    @property
    def ends(self) -> str:
        """For tables: `5m + 10m`."""
        return compact(self.clears) + (f" + {compact(self.kept)}" if self.kept else "")


class Explanation(NamedTuple):
    """`total_outage` spends the whole budget, `shortest_page` is the shortest one that pages; both in seconds."""

    slo: SloPlan
    tiers: tuple[TierLine, ...]
    detections: tuple[DetectionLine, ...]
    total_outage: float
    shortest_page: float | None
    budget_events: float | None
    costs: tuple[Cost, ...]


def explain(slo: SloPlan, events_per_second: float | None = None) -> Explanation:
    """`events_per_second` adds the bound that little traffic sets."""
    counted = events_per_second if slo.signal.unit is Unit.EVENTS else None
    series = (slo.series,) if slo.series else SERIES
    return Explanation(
        slo,
        tier_lines(slo),
        detection_lines(slo, counted),
        float(respondability(slo.beta, slo.budget_window)),
        shortest_page(slo, counted),
        float(budget_events(slo.beta, Fraction(counted) * slo.budget_window)) if counted else None,
        tuple(cost_of(slo, count) for count in series),
    )


def tier_lines(slo: SloPlan) -> tuple[TierLine, ...]:
    return tuple(_tier_line(slo, tier) for tier in slo.tiers)


def detection_lines(slo: SloPlan, events_per_second: float | None = None) -> tuple[DetectionLine, ...]:
    return tuple(_detections(slo, _traffic(slo, events_per_second))) if slo.tiers else ()


def shortest_page(slo: SloPlan, events_per_second: float | None = None) -> float | None:
    """Seconds of the shortest total outage that pages; None if none does."""
    found = shortest_paging_outage(slo.tiers, slo.beta, _traffic(slo, events_per_second))
    return None if found is None or slo.observe else float(found)


def _traffic(slo: SloPlan, events_per_second: float | None) -> float | None:
    """Of time slices there is one an evaluation, whatever the traffic."""
    return 1 / slo.interval if slo.signal.unit is Unit.SLICES else events_per_second


def _tier_line(slo: SloPlan, tier: Tier) -> TierLine:
    return TierLine(
        slo.burn_alert_name(tier),
        slo.severities[tier.severity_class],
        tier,
        tier.threshold(slo.beta),
        tier.budget_share(slo.budget_window),
        float(time_to_exhaustion(tier.burn, slo.budget_window)),
        float(unguarded_traffic(tier, slo.beta)),
    )


def _detections(slo: SloPlan, events_per_second: float | None) -> Iterator[DetectionLine]:
    """From a total outage down to the first error rate that nothing reports."""
    for rate in ERROR_RATES:
        line = _detection_line(slo, rate, events_per_second)
        yield line
        if line.alert is None:
            return


def _detection_line(slo: SloPlan, rate: Fraction, events_per_second: float | None) -> DetectionLine:
    found = detection(
        slo.tiers,
        slo.beta,
        slo.budget_window,
        rate,
        slo.scrape,
        slo.interval,
        raw_limit=slo.raw_limit,
        events_per_second=events_per_second,
    )
    late = delays(slo).longest
    if found is None:
        return _exhaustion(slo, rate, late)
    return DetectionLine(
        rate,
        slo.burn_alert_name(found.tier),
        slo.severities[found.tier.severity_class],
        float(found.seconds) + late.onset,
        float(found.budget_share),
        float(found.clear_seconds) + late.recovery,
        found.tier.keep_firing_for,
        found.bound is Bound.EVENTS,
    )


def _exhaustion(slo: SloPlan, rate: Fraction, late: Delay) -> DetectionLine:
    """What no tier notices spends the budget all the same, unless it is within the objective."""
    if rate < slo.beta or slo.observe:
        return DetectionLine(rate, None, None, 0, 0, 0, 0, False)
    seconds = float(time_to_exhaustion(rate / slo.beta, slo.budget_window))
    alert, severity = f"{slo.alert_name}BudgetExhausted", slo.severities[TierClass.TICKET]
    # It clears when the first errors leave the window.
    clears = slo.budget_window - seconds + late.recovery
    return DetectionLine(rate, alert, severity, seconds + late.onset, 1.0, clears, 0, False)
