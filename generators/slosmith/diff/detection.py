"""How soon errors are noticed, before and after."""

from __future__ import annotations

from fractions import Fraction

from slosmith.diff.model import DetectionChange
from slosmith.explanation import DetectionLine, detection_lines, shortest_page
from slosmith.plan.delays import delays
from slosmith.plan.model import SloPlan


def detection_change(before: SloPlan, after: SloPlan) -> DetectionChange | None:
    """None where nothing differs, or where there are no burn-rate alerts on either side to compare."""
    if _depends_on(before) == _depends_on(after):
        return None
    old, new = _lines(before), _lines(after)
    if not old or not new:
        return None
    rows = [(_at(rate, old), _at(rate, new)) for rate in sorted(old.keys() | new.keys(), reverse=True)]
    changed = tuple(row for row in rows if _told(row[0]) != _told(row[1]))
    return (
        DetectionChange(after.id, (shortest_page(before), shortest_page(after)), changed) if changed else None
    )


def _depends_on(slo: SloPlan) -> tuple[object, ...]:
    """To work out a detection takes longer than to see that it must be the same."""
    timing = slo.beta, slo.budget_window, slo.scrape, slo.interval, slo.raw_limit, delays(slo)
    return slo.tiers, *timing, slo.severities, slo.observe


def _lines(slo: SloPlan) -> dict[Fraction, DetectionLine]:
    """What is only observed alerts nobody."""
    return {} if slo.observe else {line.error_rate: line for line in detection_lines(slo)}


def _at(rate: Fraction, lines: dict[Fraction, DetectionLine]) -> DetectionLine:
    """The list ends with the first rate that nothing notices."""
    return lines.get(rate) or DetectionLine(rate, None, None, 0, 0, 0, 0, False)


def _told(line: DetectionLine) -> tuple[object, ...]:
    """A new name of the alert makes nothing slower."""
    return line.severity, line.seconds, line.clears, line.kept


def is_later(before: DetectionLine, after: DetectionLine) -> bool:
    """By more than anybody would put down to rounding."""
    if before.alert is None:
        return False
    return after.alert is None or after.seconds > 1.02 * before.seconds
