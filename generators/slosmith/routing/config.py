"""Reads what matters for routing out of an Alertmanager configuration: the tree, receivers, inhibitions, intervals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

from slosmith.matching.matcher import Matcher, Operator
from slosmith.routing.inhibition import Inhibition
from slosmith.routing.syntax import checked, parse_matchers
from slosmith.routing.tree import Route, Timers
from slosmith.source import Path
from slosmith.units import parse_duration


class Fault(NamedTuple):
    """What cannot be read, and where in the data."""

    path: Path
    message: str


class Config(NamedTuple):
    route: Route
    receivers: tuple[str, ...]
    intervals: tuple[str, ...]
    inhibitions: tuple[Inhibition, ...]


class _Unreadable(Exception):
    """Carries a Fault out of a nested part; it never leaves this module."""

    def __init__(self, path: Path, message: str) -> None:
        self.fault = Fault(path, message)


def read_config(data: object) -> Config | Fault:
    """The routing of a configuration as plain data, or the first thing in it that makes no sense."""
    try:
        return _config(_mapping(data, ()))
    except _Unreadable as unreadable:
        return unreadable.fault


def _config(data: Mapping[str, Any]) -> Config:
    for key in ("route", "receivers"):
        if key not in data:
            raise _Unreadable((), f"an Alertmanager configuration needs `{key}`")
    route = _route(data["route"], ("route",))
    if not route.receiver:
        raise _Unreadable(("route",), "the first route needs a receiver")
    intervals = [
        name
        for key in ("time_intervals", "mute_time_intervals")
        for name in _names(data.get(key) or [], (key,))
    ]
    inhibitions = tuple(
        _inhibition(each, ("inhibit_rules", index))
        for index, each in enumerate(_list(data.get("inhibit_rules"), ("inhibit_rules",)))
    )
    return Config(route, tuple(_names(data["receivers"], ("receivers",))), tuple(intervals), inhibitions)


def _route(value: object, path: Path) -> Route:
    data = _mapping(value, path)
    below = _list(data.get("routes"), (*path, "routes"))
    group_by = data.get("group_by")
    return Route(
        receiver=str(data.get("receiver") or ""),
        matchers=tuple(_matchers(data, path, "")),
        group_by=None if group_by is None else tuple(map(str, _list(group_by, (*path, "group_by")))),
        timers=Timers(*(_seconds(data.get(key), (*path, key)) for key in Timers._fields)),
        continue_=data.get("continue") is True,
        mute=tuple(map(str, _list(data.get("mute_time_intervals"), path))),
        active=tuple(map(str, _list(data.get("active_time_intervals"), path))),
        routes=tuple(_route(each, (*path, "routes", index)) for index, each in enumerate(below)),
        custom=True,
    )


def _inhibition(value: object, path: Path) -> Inhibition:
    data = _mapping(value, path)
    return Inhibition(
        source=tuple(_matchers(data, path, "source_")),
        target=tuple(_matchers(data, path, "target_")),
        equal=tuple(map(str, _list(data.get("equal"), (*path, "equal")))),
    )


def _matchers(data: Mapping[str, Any], path: Path, prefix: str) -> Iterator[Matcher]:
    """All three spellings that Alertmanager knows."""
    spellings: tuple[tuple[str, Operator], ...] = ((f"{prefix}match", "="), (f"{prefix}match_re", "=~"))
    for key, operator in spellings:
        for label, value in _mapping(data.get(key) or {}, (*path, key)).items():
            with _at((*path, key, label)):
                yield checked(Matcher(label, operator, _text(value)))
    for index, text in enumerate(_list(data.get(f"{prefix}matchers"), (*path, f"{prefix}matchers"))):
        with _at((*path, f"{prefix}matchers", index)):
            yield from parse_matchers(_text(text))


@contextmanager
def _at(path: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as fault:
        raise _Unreadable(path, str(fault)) from None


def _text(value: object) -> str:
    """A scalar as Alertmanager reads it where it wants text."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case dict() | list():
            raise ValueError("expected text")
        case _:
            return str(value)


def _seconds(value: object, path: Path) -> int | None:
    if value is None:
        return None
    with _at(path):
        return parse_duration(str(value))


def _names(value: object, path: Path) -> Iterator[str]:
    for index, each in enumerate(_list(value, path)):
        name = _mapping(each, (*path, index)).get("name")
        if not isinstance(name, str):
            raise _Unreadable((*path, index), "it needs a `name`")
        yield name


def _mapping(value: object, path: Path) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Unreadable(path, "expected a mapping")
    return value


def _list(value: object, path: Path) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _Unreadable(path, "expected a list")
    return value


def below(root: Route, subtree: Route) -> Route:
    """The tree with one more route, which is asked first."""
    return replace(root, routes=(subtree, *root.routes))
