"""One route tree, asked about many alerts: in time that grows with the alerts and with the tree, not with their product."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import merge
from itertools import islice, zip_longest
from typing import TypeAlias

from slosmith.matching.matcher import LabelSet, Matcher, selects
from slosmith.routing.tree import Hit, Route, matchers_of

# So many values are judged by so many expressions at most: beyond, more routes may not take more and more time each.
STEPS = 300_000
# How the matchers of one label judge a value: the value if one of them names it, and what each expression says.
_Judged: TypeAlias = tuple[str | None, tuple[bool, ...]]
Signature: TypeAlias = tuple[_Judged, ...]


class Judge:
    """All matchers on one label. `typical` values show every way in which they can judge if it is `complete`."""

    def __init__(self, matchers: Iterable[Matcher]) -> None:
        listed = tuple(dict.fromkeys(matchers))
        self._named = frozenset(each.value for each in listed if not each.is_regex)
        self._expressions = tuple(each for each in listed if each.is_regex)
        self._known: dict[str, _Judged] = {}
        # The plainest of every matcher, then the second of every matcher, and so on.
        sides = [side.candidates() for each in listed for side in (each, each.opposite())]
        typical = dict.fromkeys(value for rank in zip_longest(*sides) for value in rank if value is not None)
        self.typical = tuple(islice(typical, STEPS // (1 + len(self._expressions))))
        self.complete = len(self.typical) == len(typical)

    def judge(self, value: str) -> _Judged:
        """Equal for two values exactly if no matcher tells them apart."""
        known = self._known.get(value)
        if known is None:
            named = value if value in self._named else None
            known = self._known[value] = (named, tuple(each.admits(value) for each in self._expressions))
        return known

    def values(self, usual: str) -> tuple[str, ...]:
        """The usual value, and one for each other way in which the matchers can judge."""
        chosen: dict[_Judged, str] = {}
        for value in (usual, *self.typical):
            chosen.setdefault(self.judge(value), value)
        return tuple(chosen.values())


def judges(matchers: Iterable[Matcher]) -> dict[str, Judge]:
    """By label."""
    by_label: dict[str, list[Matcher]] = {}
    for each in matchers:
        by_label.setdefault(each.label, []).append(each)
    return {label: Judge(each) for label, each in by_label.items()}


class Router:
    """Evaluates one tree for many alerts; those that no matcher tells apart are evaluated once."""

    def __init__(self, root: Route) -> None:
        self.root = root
        self.judges = judges(matchers_of(root))
        self._tree = _Indexed(root)
        self._known: dict[Signature, tuple[Hit, ...]] = {}

    def signature(self, labels: LabelSet) -> Signature:
        """Equal for two alerts exactly if no matcher tells them apart."""
        return tuple(judge.judge(labels.get(label, "")) for label, judge in self.judges.items())

    def hits(self, labels: LabelSet) -> tuple[Hit, ...]:
        """The routes that notify about an alert, in the order of the tree. The root takes what nothing below it takes."""
        signature = self.signature(labels)
        found = self._known.get(signature)
        if found is None:
            found = self._known[signature] = tuple(self._tree.hits(labels, (), self.root.receiver))
        return found

    def receivers(self, labels: LabelSet) -> tuple[str, ...]:
        return tuple(hit.receiver for hit in self.hits(labels))


class _Indexed:
    """A route whose children are found by the first value that they ask for, such as an owner."""

    __slots__ = ("_any", "_children", "_named", "_route")

    def __init__(self, route: Route) -> None:
        self._route = route
        self._children = [_Indexed(child) for child in route.routes]
        self._named: dict[str, dict[str, list[int]]] = {}
        self._any: list[int] = []
        for index, child in enumerate(route.routes):
            named = next((each for each in child.matchers if each.operator == "="), None)
            if named is None:
                self._any.append(index)
            else:
                self._named.setdefault(named.label, {}).setdefault(named.value, []).append(index)

    def hits(self, labels: LabelSet, path: tuple[int, ...], inherited: str) -> list[Hit]:
        """The first child that matches takes the alert, unless it says `continue`; a route without such a child takes it itself."""
        if not selects(self._route.matchers, labels):
            return []
        receiver = self._route.receiver or inherited
        found: list[Hit] = []
        for index in self._asked(labels):
            child = self._children[index]
            below = child.hits(labels, (*path, index), receiver)
            found += below
            if below and not child._route.continue_:
                break
        return found or [Hit(path, receiver, self._route)]

    def _asked(self, labels: LabelSet) -> Iterable[int]:
        """Children that may match, in their order."""
        listed: list[Sequence[int]] = [self._any]
        listed += [by_value.get(labels.get(label, ""), ()) for label, by_value in self._named.items()]
        return merge(*listed)
