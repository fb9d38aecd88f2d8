"""Alerts over time: pending, firing, kept firing, cleared."""

from __future__ import annotations

from dataclasses import dataclass, field

from slosmith.promql.steady import Labels, Vector, World
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert
from slosmith.targets.ruletests.oracle.messages import Message, message


@dataclass(slots=True)
class _Firing:
    """What its expression gave last, and the series of that evaluation."""

    labels: Labels
    value: float
    series: World
    # When its condition was first seen to have ended.
    ended: int | None = None


@dataclass(slots=True)
class AlertState:
    """The instances of one alert, by their labels: those of the expression, then the alert's own."""

    alert: ExpectedAlert
    _since: dict[Labels, int] = field(default_factory=dict)
    _firing: dict[Labels, _Firing] = field(default_factory=dict)

    def advance(self, now: int, found: Vector, series: World) -> None:
        """One evaluation, in which the expression gives `found`; `series` are what templates can query."""
        alert = self.alert
        there = {self._identity(labels): labels for labels in found}
        self._since = {each: self._since.get(each, now) for each in there}
        for identity in [each for each in self._firing if each not in there]:
            firing = self._firing[identity]
            if firing.ended is None:
                firing.ended = now
            if now - firing.ended >= alert.keep_firing_for:
                del self._firing[identity]
        for identity, labels in there.items():
            # What is kept firing goes on firing when its condition returns.
            if identity in self._firing or now - self._since[identity] >= alert.for_:
                self._firing[identity] = _Firing(labels, found[labels], series)

    @property
    def fires(self) -> bool:
        return bool(self._firing)

    @property
    def messages(self) -> list[Message]:
        """What the instances that fire say."""
        return [
            message(self.alert, dict(sorted(each.labels)), each.value, each.series)
            for each in self._firing.values()
        ]

    def _identity(self, labels: Labels) -> Labels:
        return frozenset({**dict(labels), **self.alert.labels}.items())
