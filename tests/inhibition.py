"""What an inhibition does to two alerts, as Alertmanager's documentation says it."""

from __future__ import annotations

from slosmith.matching.matcher import LabelSet
from slosmith.routing.inhibition import Inhibition


def mutes(rule: Inhibition, source: LabelSet, target: LabelSet) -> bool:
    """An alert that is on both sides is not muted by another one of which the same is true, hence not by itself."""
    if not (rule.is_source(source) and rule.is_target(target) and rule.key(source) == rule.key(target)):
        return False
    return not (rule.is_source(target) and rule.is_target(source))
