"""One SLO as the data of its row."""

from __future__ import annotations

from typing import Any

from slosmith.burnrate import Tier
from slosmith.plan.model import Links, SloPlan
from slosmith.promql.expr import label_matcher
from slosmith.promql.strings import labels_text
from slosmith.signal import Unit
from slosmith.targets.grafana.shapes import Text
from slosmith.units import decimal_text as number
from slosmith.units import duration

_UNITS = {Unit.EVENTS: "events", Unit.SLICES: "slices", Unit.TIME: "time"}


def slo_data(slo: SloPlan, handbook: str, *, has_alerts: bool, clusters: str = "") -> dict[str, Any]:
    """`clusters` are more matchers, each with a comma before it."""
    matcher = label_matcher("slo", slo.id) + clusters
    burn_window = duration(slo.tiers[0].long) if slo.tiers else ""
    tiers = [_tier(slo, tier, index) for index, tier in enumerate(slo.tiers)]
    return {
        "id": Text(slo.id),
        "title": Text(slo.title),
        "service": Text(slo.service),
        "owner": Text(slo.owner),
        "promise": Text((slo.description or slo.title).rstrip(".")),
        "measurement": Text(f" Measurement: {slo.measurement.rstrip('.')}." if slo.measurement else ""),
        "matcher": Text(matcher),
        "selector": Text(f"{{{matcher}}}"),
        "by": Text(labels_text(slo.identity)),
        "legend": " ".join(f"{{{{{label}}}}}" for label in slo.group_by),
        "unit": _UNITS[slo.signal.unit],
        "counted": "the events" if slo.signal.unit is Unit.EVENTS else "the time",
        "interval": str(slo.interval),
        "target": f"{number(slo.target * 100)}%",
        "target_ratio": float(slo.target),
        "window": duration(slo.window),
        "budget_window": duration(slo.budget_window),
        "beta": number(slo.beta),
        "beta_text": f"{number(slo.beta * 100)}%",
        "budget_seconds": number(slo.beta * slo.budget_window),
        "burn_window": burn_window,
        "burn_text": burn_window or "1h",
        "zero_tolerance": slo.zero_tolerance,
        "observe": slo.observe,
        "alerts": has_alerts,
        "tiers": tiers,
        "rising": sorted(tiers, key=lambda tier: float(tier["burn_number"])),
        "links": panel_links(slo.links, f"{handbook}#{slo.id.lower()}" if handbook else ""),
    }


def _tier(slo: SloPlan, tier: Tier, index: int) -> dict[str, Any]:
    threshold = f"{number(tier.threshold(slo.beta) * 100)}%"
    return {
        "index": index,
        "severity": slo.severities[tier.severity_class],
        "long": duration(tier.long),
        "short": duration(tier.short),
        "burn": number(tier.burn),
        "burn_number": float(tier.burn),
        "threshold": threshold,
        "text": f"{slo.severities[tier.severity_class]} above {threshold} over {duration(tier.long)}",
    }


def panel_links(links: Links, handbook: str = "") -> list[dict[str, Any]]:
    """Without the dashboard itself, on which the reader is."""
    places = [(f"Playbook {links.playbook}".strip(), links.runbook_url), ("Handbook", handbook)]
    return [{"title": Text(title), "url": Text(url), "targetBlank": True} for title, url in places if url]
