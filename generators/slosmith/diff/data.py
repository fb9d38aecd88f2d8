"""A difference for programs: docs/diff.md and schemas/slosmith-diff.schema.json describe it, and it only grows."""

from __future__ import annotations

from typing import Any

from slosmith.diff.model import Against, Change, DetectionChange, Difference
from slosmith.explanation import DetectionLine
from slosmith.units import decimal_text


def as_data(difference: Difference, against: Against) -> dict[str, Any]:
    before, after = difference.before, difference.after
    return {
        "version": 1,
        "against": against._asdict(),
        "warnings": [{**each._asdict(), "alerts": list(each.alerts)} for each in difference.cautions],
        "changes": [_change(each) for each in difference.changes],
        "reach": [
            {"before": list(each.before), "after": list(each.after), "alerts": list(each.alerts)}
            for each in difference.reach
        ],
        "detection": [_detection(each) for each in difference.detection],
        "rules": {
            "before": {"recordings": before.recordings, "alerts": before.alerts},
            "after": {"recordings": after.recordings, "alerts": after.alerts},
        },
        "samples_per_minute": [
            {"series": series, "before": old, "after": new}
            for (series, old), (_, new) in zip(before.samples, after.samples, strict=True)
        ],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": change.verb.value,
        "kind": change.kind,
        "id": change.id,
        "within": change.within or None,
        "title": change.title or None,
        "was": change.was or None,
        "fields": [each._asdict() for each in change.fields],
        "parts": [_change(each) for each in change.parts],
    }


def _detection(change: DetectionChange) -> dict[str, Any]:
    rows = [
        {"error_rate": decimal_text(old.error_rate), "before": _line(old), "after": _line(new)}
        for old, new in change.rows
    ]
    before, after = change.shortest
    return {"slo": change.slo, "shortest_paging_outage": {"before": before, "after": after}, "rates": rows}


def _line(line: DetectionLine) -> dict[str, Any] | None:
    """None when nothing ever notices."""
    if line.alert is None:
        return None
    return {
        "alert": line.alert,
        "severity": line.severity,
        "seconds": round(line.seconds, 1),
        "budget_share": round(line.budget_share, 6),
        "clears_after_seconds": round(line.clears, 1),
        "kept_firing_seconds": line.kept,
    }
