"""When the alerts of an SLO must be active in a scene: their definition, not their expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from slosmith.burnrate import Tier
from slosmith.plan.model import Alert
from slosmith.plan.slo_alerts import remembered
from slosmith.signal import Unit
from slosmith.targets.ruletests.from_recordings.claims import breaches
from slosmith.targets.ruletests.from_recordings.scenes import LOOKBACK, Scene, Stage, Where
from slosmith.targets.ruletests.promised import promises
from slosmith.units import HOUR


class Active(NamedTuple):
    """For which group an alert is active, with the value of its expression; `nothing` if no group was ever there."""

    where: Where
    value: float | None
    nothing: bool = False


Condition: TypeAlias = Callable[[Scene], Iterator[Active]]


class Watched(NamedTuple):
    """An alert of the service's own rule file, and when it is active."""

    alert: Alert
    active: Condition


def watched(stage: Stage) -> Iterator[Watched]:
    """Every alert that scenes can decide. What reads raw series, as zero tolerance does, is for others to prove."""
    slo = stage.slo
    conditions: dict[str, Condition] = {
        "NoData": lambda scene: _no_data(stage, scene),
        "NumeratorMissing": lambda scene: _no_numerator(stage, scene),
        "NoTraffic": lambda scene: _no_traffic(stage, scene),
    }
    if breaches(slo):
        conditions["ObjectiveMissed"] = lambda scene: _missed(stage, scene)
    for promise in promises(slo):
        if promise.tier is not None:
            together = slo.group_by and promise.scope == "all"
            places = (None,) if together else tuple(range(len(stage.groups)))
            yield Watched(promise.alert, _burns(stage, promise.tier, places))
        elif promise.condition in conditions:
            yield Watched(promise.alert, conditions[promise.condition])


def _burns(stage: Stage, tier: Tier, places: tuple[Where, ...]) -> Condition:
    threshold = float(tier.threshold(stage.slo.beta))

    def active(scene: Scene) -> Iterator[Active]:
        for where in places if scene.points else ():
            short, long = (stage.ratio(scene, where, window) for window in (tier.short, tier.long))
            if short is None or long is None or min(short, long) <= threshold:
                continue
            enough = not tier.min_events or stage.errors(scene, where, tier.long) > tier.min_events - 0.5
            if enough and (tier.long <= HOUR or _older_half(stage, scene, where, tier.long)):
                yield Active(where, short)

    return active


def _older_half(stage: Stage, scene: Scene, where: Where, window: int) -> bool:
    half = window // 2
    return stage.had_data(scene, where, half, 2 * half)


def _missed(stage: Stage, scene: Scene) -> Iterator[Active]:
    window = stage.slo.window
    for where in range(len(scene.points)):
        ratio = stage.ratio(scene, where, window)
        if ratio is not None and ratio > stage.slo.beta and _older_half(stage, scene, where, window):
            yield Active(where, ratio)


def _no_data(stage: Stage, scene: Scene) -> Iterator[Active]:
    there = [stage.events_now(scene, where) is not None for where in range(len(scene.points))]
    for where, now in enumerate(there):
        if not now and stage.had_data(scene, where, LOOKBACK, remembered(stage.slo)):
            yield Active(where, 1.0)
    known = any(
        stage.had_data(scene, where, LOOKBACK, remembered(stage.slo)) for where in range(len(scene.points))
    )
    # Whoever of the groups was there is told by itself; `absent` speaks when nobody was.
    if not any(there) and not known:
        # Without groups its labels are those of an SLO that is gone, so the two are one alert.
        yield Active(None if stage.slo.group_by else 0, 1.0, nothing=True)


def _no_numerator(stage: Stage, scene: Scene) -> Iterator[Active]:
    for where in range(len(scene.points)):
        if stage.events_now(scene, where) is not None and stage.errors_now(scene, where) is None:
            yield Active(where, 1.0)


def _no_traffic(stage: Stage, scene: Scene) -> Iterator[Active]:
    if stage.slo.signal.unit is not Unit.EVENTS:
        return
    for where in range(len(scene.points)):
        if stage.events_now(scene, where) == 0:
            yield Active(where, 0.0)
