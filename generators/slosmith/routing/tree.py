"""The route tree, and what its routes inherit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from slosmith.matching.matcher import Matcher
from slosmith.origin import Origin


class Timers(NamedTuple):
    """In seconds; None is inherited from the route above."""

    group_wait: int | None = None
    group_interval: int | None = None
    repeat_interval: int | None = None

    def over(self, outer: Timers) -> Timers:
        """What these say, else what the outer ones say."""
        return Timers(*(own if own is not None else other for own, other in zip(self, outer, strict=True)))


INHERITED = Timers()
# What Alertmanager uses when a configuration says nothing.
DEFAULT_TIMERS = Timers(30, 300, 4 * 3600)


@dataclass(frozen=True, slots=True)
class Route:
    """An empty receiver and a group_by of None are inherited; `mute` and `active` name time intervals, and are not.

    `custom` marks what a person wrote. Without an origin a route follows from severities and teams.
    """

    receiver: str = ""
    matchers: tuple[Matcher, ...] = ()
    group_by: tuple[str, ...] | None = None
    timers: Timers = INHERITED
    continue_: bool = False
    mute: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    custom: bool = False
    origin: Origin | None = field(default=None, compare=False)


class Hit(NamedTuple):
    """A route that notifies: its place in the tree, child by child, and the receiver, inherited or not."""

    path: tuple[int, ...]
    receiver: str
    route: Route


class Placed(NamedTuple):
    """A route, its place, and what it inherits."""

    path: tuple[int, ...]
    route: Route
    receiver: str
    timers: Timers


def walk(root: Route) -> Iterator[Placed]:
    """Every route from the top down, with what holds there."""
    yield from _walk(root, (), "", DEFAULT_TIMERS)


def _walk(route: Route, path: tuple[int, ...], receiver: str, timers: Timers) -> Iterator[Placed]:
    placed = Placed(path, route, route.receiver or receiver, route.timers.over(timers))
    yield placed
    for index, child in enumerate(route.routes):
        yield from _walk(child, (*path, index), placed.receiver, placed.timers)


def matchers_of(root: Route) -> tuple[Matcher, ...]:
    """Every matcher of the tree, each once."""
    return tuple(dict.fromkeys(matcher for placed in walk(root) for matcher in placed.route.matchers))
