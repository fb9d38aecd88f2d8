"""Inhibition: an alert that fires keeps another one quiet, if both agree on some labels."""

from __future__ import annotations

from dataclasses import dataclass, field

from slosmith.matching.matcher import LabelSet, Matcher, selects
from slosmith.origin import Origin


@dataclass(frozen=True, slots=True)
class Inhibition:
    """Alerts that match `source` mute those that match `target` where the labels of `equal` agree."""

    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...] = ()
    origin: Origin | None = field(default=None, compare=False)

    def is_source(self, labels: LabelSet) -> bool:
        return selects(self.source, labels)

    def is_target(self, labels: LabelSet) -> bool:
        return selects(self.target, labels)

    def key(self, labels: LabelSet) -> tuple[str, ...]:
        """What has to agree. A label that both sides lack counts as equal."""
        return tuple(labels.get(name, "") for name in self.equal)
