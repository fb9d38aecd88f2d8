"""An explanation as text for a terminal, and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from slosmith.cost import Cost
from slosmith.explanation import DetectionLine, Explanation, TierLine
from slosmith.plan.delays import Delays, delays
from slosmith.signal import Unit
from slosmith.units import compact, decimal_text, duration, percent, spoken


def _percent(share: Fraction | float) -> str:
    """Two figures, as people read a share."""
    return f"{float(f'{float(share) * 100:.2g}'):g}%"


def as_text(explanation: Explanation) -> str:
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    slo = explanation.slo
    yield f"{slo.id}  {slo.title}  ({slo.service})"
    yield (
        f"  {percent(slo.target)} over {duration(slo.window)}"
        + (f", budget over {duration(slo.budget_window)}" if slo.budget_window != slo.window else "")
        + (f", for each {', '.join(slo.group_by)}" if slo.group_by else "")
    )
    if slo.observe:
        yield "  observed only: recorded and drawn, alerts nobody"
    yield from _budget(explanation)
    if explanation.tiers:
        yield ""
        yield from _table(
            (
                "alert",
                "severity",
                "windows",
                "burn",
                "error ratio above",
                "budget spent",
                "lasts",
                "errors at least",
            ),
            [_tier_row(line) for line in explanation.tiers],
        )
        yield from _notes(explanation)
        yield ""
        yield from _table(
            ("error rate", "first alert", "severity", "after", "budget spent", "clears after + kept firing"),
            [_detection_row(line) for line in explanation.detections],
        )
    yield ""
    yield from (_cost(cost, bool(slo.group_by)) for cost in explanation.costs)


def _budget(explanation: Explanation) -> Iterator[str]:
    slo = explanation.slo
    if slo.zero_tolerance:
        yield "  no error budget: any error alerts"
        return
    yield (
        f"  error budget {_percent(slo.beta)}: a total outage spends it in {spoken(explanation.total_outage)}"
    )
    if explanation.shortest_page is not None:
        yield f"  the shortest total outage that pages lasts {spoken(explanation.shortest_page)}"
    if explanation.budget_events is not None:
        yield f"  with this traffic it holds {explanation.budget_events:.0f} errors"
        if explanation.budget_events < 20:
            yield "    that is few: consider a longer window, a lower target, probes or time slices"
    if slo.breach:
        yield f"  alerts once the ratio over {duration(slo.window)} misses the target"


def _notes(explanation: Explanation) -> Iterator[str]:
    notes = [f"{line.alert}: {note}" for line in explanation.tiers for note in line.tier.notes]
    for note in (*notes, *explanation.slo.notes):
        yield f"  - {note}"
    yield from _looks_back(delays(explanation.slo))
    if explanation.slo.signal.unit is Unit.EVENTS:
        first = explanation.tiers[0]
        yield (
            f"  - {first.alert} is never held back by little traffic from {first.traffic:.0f} events"
            f" in {duration(first.tier.long)}"
        )


def _looks_back(late: Delays) -> Iterator[str]:
    if late.reach:
        most = "" if late.own == late.longest else "up to "
        yield (
            f"  - its query looks back over {compact(late.reach)}: it sees an outage {most}{compact(late.longest.onset)}"
            f" late, and the end of one {most}{compact(late.longest.recovery)} late, which the times below include"
        )


def _tier_row(line: TierLine) -> tuple[str, ...]:
    tier = line.tier
    return (
        line.alert,
        line.severity,
        f"{duration(tier.long)}/{duration(tier.short)}",
        f"{decimal_text(tier.burn)}x",
        percent(line.threshold),
        _percent(line.budget_share),
        compact(line.exhaustion),
        str(tier.min_events),
    )


def _detection_row(line: DetectionLine) -> tuple[str, ...]:
    rate = percent(line.error_rate)
    if line.alert is None or line.severity is None:
        return (rate, "never", "", "", "", "")
    held = " (waits for enough errors)" if line.held_by_events else ""
    return (
        rate,
        line.alert,
        line.severity,
        compact(line.seconds) + held,
        _percent(line.budget_share),
        line.ends,
    )


def _cost(cost: Cost, grouped: bool) -> str:
    each = " in each group" if grouped else ""
    return (
        f"  cost at {cost.series} series{each}: about {cost.samples_per_minute:,} samples a minute"
        f" ({cost.recordings} recordings, {cost.alerts} alerts)"
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def as_data(explanation: Explanation) -> dict[str, Any]:
    slo = explanation.slo
    return {
        "slo": slo.id,
        "title": slo.title,
        "service": slo.service,
        "target": decimal_text(slo.target),
        "window": duration(slo.window),
        "budget_window": duration(slo.budget_window),
        "error_budget": decimal_text(slo.beta),
        "total_outage_spends_budget_in_seconds": round(explanation.total_outage, 3),
        "shortest_total_outage_that_pages_in_seconds": (
            None if explanation.shortest_page is None else round(explanation.shortest_page, 3)
        ),
        "budget_in_events": explanation.budget_events,
        "policy": "breach" if slo.breach else "burn-rate",
        "mode": "observe" if slo.observe else "alert",
        "tiers": [
            {
                "alert": line.alert,
                "severity": line.severity,
                "long": duration(line.tier.long),
                "short": duration(line.tier.short),
                "burn_rate": decimal_text(line.tier.burn),
                "threshold": decimal_text(line.threshold),
                "budget_share": float(line.budget_share),
                "exhaustion_seconds": round(line.exhaustion),
                "min_events": line.tier.min_events,
                "unguarded_events_per_long_window": round(line.traffic, 3),
                "notes": list(line.tier.notes),
            }
            for line in explanation.tiers
        ],
        "left_out": list(slo.notes),
        "detection": [
            {
                "error_rate": decimal_text(line.error_rate),
                "alert": line.alert,
                "severity": line.severity,
                "seconds": round(line.seconds, 1),
                "budget_share": round(line.budget_share, 6),
                "clears_after_seconds": round(line.clears, 1),
                "kept_firing_seconds": line.kept,
                "bound": "events" if line.held_by_events else "budget",
            }
            for line in explanation.detections
        ],
        "cost": [cost._asdict() for cost in explanation.costs],
    }
