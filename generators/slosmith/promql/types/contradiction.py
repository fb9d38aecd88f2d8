"""Matchers of one label that no value satisfies together."""

from __future__ import annotations

import re
from collections.abc import Iterable

from slosmith.matching.matcher import Matcher

# A regular expression without any of these accepts itself alone.
_PLAIN = re.compile(r"[^.*+?()\[\]{}\\^$|]*")


def contradiction(matchers: Iterable[Matcher]) -> tuple[Matcher, ...]:
    """The matchers of a label that contradict each other; empty if none are known to."""
    by_label: dict[str, list[Matcher]] = {}
    for each in matchers:
        by_label.setdefault(each.label, []).append(each)
    for together in by_label.values():
        if len(together) > 1 and _contradict(together):
            return tuple(together)
    return ()


def _contradict(matchers: list[Matcher]) -> bool:
    """Decided where one of them lists all values that it admits."""
    for each in matchers:
        values = listed_values(each)
        if values is not None:
            return not any(all(other.admits(value) for other in matchers) for value in values)
    return False


def listed_values(matcher: Matcher) -> tuple[str, ...] | None:
    """All values that it admits, if there are few: `=`, and `=~` with alternatives that are plain text."""
    match matcher.operator:
        case "=":
            return (matcher.value,)
        case "=~":
            parts = (
                matcher.value.removeprefix("(").removesuffix(")")
                if _wrapped(matcher.value)
                else matcher.value
            )
            values = tuple(parts.split("|"))
            return values if all(_PLAIN.fullmatch(value) for value in values) else None
        case _:
            return None


def _wrapped(pattern: str) -> bool:
    return pattern.startswith("(") and pattern.endswith(")") and pattern.count("(") == 1
