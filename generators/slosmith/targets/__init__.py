"""The targets. A new one is one file and one line here."""

from __future__ import annotations

from slosmith.targets import (
    alertmanager,
    communications,
    grafana,
    handbook,
    oncall,
    plan_json,
    prometheus,
    ruletests,
    runbooks,
)
from slosmith.targets.base import Target

__all__ = ["TARGETS", "TARGET_NAMES", "Target"]

TARGETS: tuple[Target, ...] = (
    prometheus.TARGET,
    ruletests.TARGET,
    alertmanager.TARGET,
    oncall.TARGET,
    grafana.TARGET,
    runbooks.TARGET,
    communications.TARGET,
    handbook.TARGET,
    plan_json.TARGET,
)
TARGET_NAMES = tuple(target.name for target in TARGETS)
