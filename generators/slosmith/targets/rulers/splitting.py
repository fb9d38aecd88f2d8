"""Groups cut into smaller ones, without parting what must be evaluated in order.

Rules of a group run one after the other, groups run side by side: what reads the recording of the same evaluation
stays in its group and behind it, and everything else reads over ranges that bear the loss of the newest value.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.plan.model import Alert, Group, Rule
from slosmith.targets.rulers.reads import reads


def split_group(group: Group, most: int) -> tuple[Group, ...]:
    """Groups of at most `most` rules, in order. One that is larger still cannot be split.

    The first keeps the name, so that a group that grows does not lose its state.
    """
    if len(group.rules) <= most:
        return (group,)
    parts: list[list[int]] = []
    for tied in tied_rules(group.rules, group.interval):
        room = (part for part in parts if len(part) + len(tied) <= most)
        part = next(room, None)
        if part is None:
            parts.append(list(tied))
        else:
            part.extend(tied)
    return tuple(
        Group(part_name(group.name, number), group.interval, tuple(group.rules[at] for at in sorted(part)))
        for number, part in enumerate(parts, 1)
    )


def part_name(name: str, number: int) -> str:
    """No name of ours ends with a dot and a number."""
    return name if number == 1 else f"{name}.{number}"


def tied_rules(rules: Sequence[Rule], interval: int) -> Iterator[tuple[int, ...]]:
    """The places of rules that must stay together, set by set, in the order of their first rules."""
    leader = list(range(len(rules)))

    def lead(at: int) -> int:
        while leader[at] != at:
            at = leader[at]
        return at

    for later, earlier in _ties(rules, interval):
        first, second = sorted((lead(later), lead(earlier)))
        leader[second] = first
    sets: dict[int, list[int]] = {}
    for at in range(len(rules)):
        sets.setdefault(lead(at), []).append(at)
    yield from (tuple(each) for each in sets.values())


def _ties(rules: Sequence[Rule], interval: int) -> Iterator[tuple[int, int]]:
    """(place of a rule, place of a recording that it reads closely), whichever of them comes first."""
    recorded: dict[str, list[int]] = {}
    for at, rule in enumerate(rules):
        if not isinstance(rule, Alert):
            recorded.setdefault(rule.name, []).append(at)
    everything = [at for places in recorded.values() for at in places]
    for at, rule in enumerate(rules):
        for read in reads(rule.expr):
            if read.close(interval):
                for place in recorded.get(read.metric, ()) if read.metric else everything:
                    yield at, place
