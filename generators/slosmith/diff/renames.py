"""Which subject of the old plan is which of the new one, also when it has another name now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from slosmith.diff.node import Node, Value

# The share of all traits of two subjects that both must have to be taken for one.
_LIKE = 0.6
# Looking at more pairs than this takes longer than anybody waits for a change so large to be explained.
_MANY = 250_000
# What stands in one list in a group.
RULES = ("recording", "slo alert")
# These have no name of their own: another one says that what they are made of was renamed.
_NAMELESS = (*RULES, "tier", "integration", "route", "inhibition", "escalation step")
# What others are named after comes first: an alert belongs to a service, a receiver to a team.
_FIRST = ("service", "slo", "playbook", "severity", "team", "role")


@dataclass(frozen=True)
class Renames:
    """Old names and new ones."""

    names: Mapping[str, str] = field(default_factory=dict)

    def new(self, value: Value) -> Value:
        """The value as it would read if it had been written with the new names."""
        if isinstance(value, tuple):
            return tuple(map(self.new, value))
        return self.text(value) if isinstance(value, str) else value

    def text(self, text: str) -> str:
        return self._old.sub(lambda found: self.names[found[0]], text) if self.names else text

    def same(self, before: Value, after: Value) -> bool:
        # True is 1 to Python, and not to those who read a plan.
        return (before == after and type(before) is type(after)) or (
            bool(self.names) and self.new(before) == after
        )

    @cached_property
    def _old(self) -> re.Pattern[str]:
        longest_first = sorted(self.names, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


class Pair(NamedTuple):
    before: Node
    after: Node

    @property
    def renamed(self) -> bool:
        return self.before.id != self.after.id and self.after.kind not in _NAMELESS


class Order(NamedTuple):
    """A list whose members are the same and stand in another order."""

    kind: str
    within: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class Matching(NamedTuple):
    """Everything that is in one of the two plans, or in both."""

    pairs: tuple[Pair, ...]
    removed: tuple[Node, ...]
    added: tuple[Node, ...]
    orders: tuple[Order, ...]
    renames: Renames


def match(before: Sequence[Node], after: Sequence[Node]) -> Matching:
    """In the order of the new plan, and what is removed in that of the old one."""
    renames = Renames()
    found: list[Pair] = []
    for kind in _kinds([*before, *after]):
        pairs = _paired(_of(before, kind), _of(after, kind), renames)
        new = {pair.before.id: pair.after.id for pair in pairs if pair.renamed}
        renames = Renames({**renames.names, **new})
        found += pairs
    return _sorted(found, before, after, renames)


def match_parts(pair: Pair, renames: Renames) -> Matching:
    """The parts of two that are one. They are known by what they are for, and are never renamed."""
    before, after = pair.before.parts, pair.after.parts
    known = {(each.kind, renames.text(each.id)): each for each in before}
    found = [Pair(known[each.kind, each.id], each) for each in after if (each.kind, each.id) in known]
    return _sorted(found, before, after, renames)


def _sorted(
    pairs: Sequence[Pair], before: Sequence[Node], after: Sequence[Node], renames: Renames
) -> Matching:
    old, new = ({id(pair[side]): pair for pair in pairs} for side in (0, 1))
    then = [old[id(node)] for node in before if id(node) in old]
    now = [new[id(node)] for node in after if id(node) in new]
    return Matching(
        tuple(now),
        tuple(node for node in before if id(node) not in old),
        tuple(node for node in after if id(node) not in new),
        tuple(_orders(then, now, renames)),
        renames,
    )


def _orders(then: Sequence[Pair], now: Sequence[Pair], renames: Renames) -> Iterator[Order]:
    """Of those that kept their name and their place; for others there is a change already."""
    lists: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for side, pairs in enumerate((then, now)):
        for pair in pairs:
            if not pair.renamed and renames.text(pair.before.within) == pair.after.within:
                kind = "rule" if pair.after.kind in RULES else pair.after.kind
                lists.setdefault((kind, pair.after.within), ([], []))[side].append(pair.after.id)
    for (kind, within), (before, after) in lists.items():
        if before != after:
            yield Order(kind, within, tuple(before), tuple(after))


def _kinds(nodes: Iterable[Node]) -> list[str]:
    present = dict.fromkeys(node.kind for node in nodes)
    return [kind for kind in dict.fromkeys((*_FIRST, *present)) if kind in present]


def _of(nodes: Iterable[Node], kind: str) -> list[Node]:
    return [node for node in nodes if node.kind == kind]


def _paired(before: Sequence[Node], after: Sequence[Node], renames: Renames) -> list[Pair]:
    """The same name in the same place, the same name elsewhere, then likeness; each only once."""
    pairs = _same(before, after, renames)
    pairs += _moved(*_rest(before, after, pairs))
    before, after = _rest(before, after, pairs)
    if before and before[0].kind not in _NAMELESS and len(before) * len(after) <= _MANY:
        pairs += _alike(before, after)
    return pairs


def _rest(
    before: Sequence[Node], after: Sequence[Node], pairs: Iterable[Pair]
) -> tuple[list[Node], list[Node]]:
    taken = {id(node) for pair in pairs for node in pair}
    return [each for each in before if id(each) not in taken], [
        each for each in after if id(each) not in taken
    ]


def _same(before: Sequence[Node], after: Sequence[Node], renames: Renames) -> list[Pair]:
    at = {(each.within, each.id): each for each in after}
    found = []
    for each in before:
        place = renames.text(each.within), each.id
        other = at.get(place) or at.get((place[0], renames.text(each.id)))
        if other is not None:
            del at[other.within, other.id]
            found.append(Pair(each, other))
    return found


def _moved(before: Sequence[Node], after: Sequence[Node]) -> list[Pair]:
    at: dict[str, Node] = {}
    for each in after:
        at.setdefault(each.id, each)
    return [Pair(each, other) for each in before if (other := at.pop(each.id, None)) is not None]


def _alike(before: Sequence[Node], after: Sequence[Node]) -> list[Pair]:
    """The most alike first."""
    candidates = sorted(_candidates(before, after), key=lambda each: each[:4])
    taken: set[int] = set()
    found = []
    for *_, pair in candidates:
        if taken.isdisjoint(map(id, pair)):
            taken.update(map(id, pair))
            found.append(pair)
    return found


def _candidates(before: Sequence[Node], after: Sequence[Node]) -> Iterator[tuple[float, int, int, int, Pair]]:
    for index, old in enumerate(before):
        for other, new in enumerate(after):
            likeness = _likeness(old, new)
            if likeness >= _LIKE:
                yield -likeness, -_shared_fields(old, new), index, other, Pair(old, new)


def _likeness(old: Node, new: Node) -> float:
    either = len(old.traits | new.traits)
    return len(old.traits & new.traits) / either if either else 0


def _shared_fields(old: Node, new: Node) -> int:
    return len(old.fields.items() & new.fields.items())
