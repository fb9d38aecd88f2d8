"""Counters for the generated tests: how much each good and each bad event adds to each of them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from slosmith.inputs.groups import NO_GROUP, groups_of
from slosmith.inputs.model import CounterSource, Feed, HistogramSource, Inputs, RatioSource
from slosmith.matching.matcher import NAME, Matchers, choose, near_misses, outside, selects
from slosmith.promql.matchers import nameless, selectors_in
from slosmith.promql.window import is_bare

NAMELESS = "it reads metrics whose name it does not say"
NO_SERIES = "no series could be made up that its selectors match"


def of_ratio(source: CounterSource, group_by: Sequence[str]) -> Inputs:
    """The numerator's counters rise with bad (or good) events, those of the total with all."""
    numerators, totals = selectors_in(source.numerator), selectors_in(source.total)
    own, other = (Feed({}, 1, 0), Feed({}, 0, 1)) if source.good else (Feed({}, 0, 1), Feed({}, 1, 0))
    apart = _apart(numerators, totals)
    # One event counts in each counter of the numerator, and must weigh as much in those that hold the other events.
    shared = math.gcd(len(numerators), apart) if apart else 1
    own, other = (
        _times(own, apart // shared if apart else 1),
        _times(other, len(numerators) // shared if apart else 1),
    )
    feeds = []
    for each in numerators:
        whole = next((whole for whole in totals if _name(whole) == _name(each)), ())
        if labels := choose((*each, *whole)):
            feeds.append(own._replace(labels=labels))
    # Two counters of good events that one counter of all events is held against count twice there.
    weight = max(1, len(numerators) // len(totals))
    for each in totals:
        part = next((one for one in numerators if _name(one) == _name(each)), None)
        if part is None and (labels := choose(each)):
            feeds.append(other._replace(labels=labels) if apart else Feed(labels, weight, weight))
        elif part is not None and (labels := outside(part, each)):
            feeds.append(other._replace(labels=labels))
    # Bad events that are not among all of them, or nothing but bad ones: the error ratio cannot be predicted.
    plain = is_bare(source.numerator) and is_bare(source.total) and len(feeds) > 1
    return counted(source.shape, feeds, (*numerators, *totals), group_by, plain=plain)


def _apart(numerators: Sequence[Matchers], totals: Sequence[Matchers]) -> int:
    """How many counters of the total hold events that the numerator does not count, beside counters that it does."""
    names = {_name(each) for each in numerators}
    others = sum(_name(each) not in names for each in totals)
    return others if others < len(totals) else 0


def _times(feed: Feed, factor: int) -> Feed:
    return feed._replace(good=feed.good * factor, bad=feed.bad * factor)


def of_histogram(source: HistogramSource, group_by: Sequence[str]) -> Inputs:
    """Good events reach every bucket from the threshold's on, bad ones only +Inf."""
    [count], [bucket] = selectors_in(source.events), selectors_in(source.buckets)
    total, slices = choose(count), choose(bucket)
    if total is None or slices is None:
        return Inputs(source.shape, reason=NO_SERIES)
    bounds = [*((le, 0) for le in source.bounds), ("+Inf", 1)]
    buckets = [Feed({**slices, "le": le}, 1, bad) for le, bad in bounds]
    return counted(source.shape, [*buckets, Feed(total, 1, 1)], (count, bucket), group_by, plain=True)


def of_shares(source: RatioSource, group_by: Sequence[str]) -> Inputs:
    """Counters behind a ratio that somebody computes: the first selector counts bad events, the others all."""
    selectors = selectors_in(source.ratio)
    totals = selectors_in(source.events) if source.events is not None else selectors[1:]
    own = [choose(each) for each in selectors if each not in totals]
    whole = [choose(each) for each in totals]
    feeds = [Feed(each, 0, 1) for each in own if each] + [Feed(each, 1, 1) for each in whole if each]
    return counted(source.shape, feeds, (*selectors, *totals), group_by)


def counted(
    shape: str,
    feeds: Sequence[Feed],
    selectors: Sequence[Matchers],
    group_by: Sequence[str],
    *,
    plain: bool = False,
) -> Inputs:
    """The counters, each once, and what must not be counted beside them: series that miss a selector by one label.

    `plain`: all that is done with the selectors is to sum up what they select.
    """
    if any(map(nameless, selectors)):
        return Inputs(shape, reason=NAMELESS)
    if not feeds:
        return Inputs(shape, reason=NO_SERIES)
    distinct: dict[str, Feed] = {}
    for each in (*feeds, *_decoys(selectors, group_by)):
        labels = {name: value for name, value in each.labels.items() if name not in group_by}
        distinct.setdefault(repr(sorted(labels.items())), each._replace(labels=labels))
    taken = {*group_by, *(each.label for matchers in selectors for each in matchers)}
    free = "replica"
    while free in taken:
        free += "_"
    groups = groups_of(selectors, group_by)
    if not groups:
        return Inputs(shape, reason=NO_GROUP)
    return Inputs(shape, tuple(distinct.values()), groups=groups, free=free if plain else "")


def _name(matchers: Matchers) -> str:
    return next((each.value for each in matchers if each.label == NAME), "")


def _decoys(selectors: Sequence[Matchers], group_by: Sequence[str]) -> Iterator[Feed]:
    for matchers in selectors:
        free = tuple(each for each in matchers if each.label not in group_by)
        for labels in near_misses(free):
            if not any(selects(each, labels) for each in selectors):
                yield Feed(labels, 0, 0)
