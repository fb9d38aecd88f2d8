"""The targets. A new one is one file and one line here."""

from __future__ import annotations

from typing import Any

from slosmith.targets import (
    alertmanager,
    communications,
    grafana,
    handbook,
    kubernetes,
    mimir,
    oncall,
    plan_json,
    prometheus,
    ruletests,
    runbooks,
    thanos,
    victoriametrics,
)
from slosmith.targets.base import Package, Target

__all__ = ["NEEDS", "PACKAGES", "TARGETS", "TARGET_NAMES", "USUAL_TARGETS", "Package", "Target"]

TARGETS: tuple[Target[Any], ...] = (
    prometheus.TARGET,
    ruletests.TARGET,
    alertmanager.TARGET,
    oncall.TARGET,
    grafana.TARGET,
    runbooks.TARGET,
    communications.TARGET,
    handbook.TARGET,
    plan_json.TARGET,
    mimir.TARGET,
    thanos.TARGET,
    victoriametrics.TARGET,
)
PACKAGES: tuple[Package[Any], ...] = (kubernetes.TARGET,)
_REQUESTS = {
    **{each.name: each.on_request for each in TARGETS},
    **{each.name: each.on_request for each in PACKAGES},
}
NEEDS = {each.name: each.needs for each in TARGETS}
TARGET_NAMES = tuple(_REQUESTS)
USUAL_TARGETS = tuple(name for name, on_request in _REQUESTS.items() if not on_request)
