"""The targets. A new one is one file and one line here."""

from __future__ import annotations

from slosmith.targets import plan_json, prometheus
from slosmith.targets.base import Target

__all__ = ["TARGETS", "TARGET_NAMES", "Target"]

TARGETS: tuple[Target, ...] = (prometheus.TARGET, plan_json.TARGET)
TARGET_NAMES = tuple(target.name for target in TARGETS)
