"""The rule of each other function: what makes up series, writes labels, reads buckets or clocks."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from slosmith.promql.types import numeric, over_time
from slosmith.promql.types.interval import EVERYTHING, NOTHING, Interval, number
from slosmith.promql.types.labels import NAME, UNLABELLED, Labels
from slosmith.promql.types.model import (
    ANYTHING,
    EMPTY,
    Absence,
    Cardinality,
    Kind,
    Shape,
    Type,
    scalar,
)
from slosmith.promql.types.selectors import observed_unit
from slosmith.promql.types.tree import Call, Node, Selector, String, metric, walk

Rule = Callable[[Call, Sequence[Type]], Type]


def type_of(call: Call, arguments: Sequence[Type]) -> Type:
    name = call.function
    if name in over_time.OVER_TIME:
        return over_time.type_of(over_time.OVER_TIME[name], arguments)
    if name in numeric.NUMERIC:
        return numeric.type_of(name, arguments)
    rule = _RULES.get(name)
    return ANYTHING if rule is None else rule(call, arguments)


_OPPOSITE: Final = {
    Absence.PROPAGATES: Absence.SURVIVES,
    Absence.SURVIVES: Absence.PROPAGATES,
    Absence.UNKNOWN: Absence.UNKNOWN,
}


def _absent(call: Call, arguments: Sequence[Type]) -> Type:
    read = arguments[0]
    return Type(
        Shape.VECTOR,
        _absent_labels(call.arguments[0]),
        number(1.0),
        Kind.STATE,
        "",
        Cardinality.ONE,
        _OPPOSITE[read.absence],
    )


def _absent_labels(node: Node) -> Labels:
    """Those with one matcher, which is `=`; none for what is more than a selector."""
    if not isinstance(node, Selector):
        return UNLABELLED
    times = Counter(each.label for each in node.matchers)
    fixed = frozenset(
        (each.label, each.value)
        for each in node.matchers
        if each.operator == "=" and each.value and times[each.label] == 1 and each.label != NAME
    )
    return Labels(has=frozenset(label for label, _ in fixed), fixed=fixed)


def _label_replace(call: Call, arguments: Sequence[Type]) -> Type:
    texts = [each.value if isinstance(each, String) else None for each in call.arguments[1:]]
    read = arguments[0]
    if len(texts) != 4 or None in texts or read.shape is not Shape.VECTOR:
        return ANYTHING
    target, replacement, source, pattern = (str(each) for each in texts)
    constant = bool(replacement) and "$" not in replacement
    everything = pattern in ("", ".*", "(.*)") and not (pattern == "" and not read.labels.never(source))
    surely = constant and (target in read.labels.has or everything)
    if surely and everything:
        labels = read.labels.given(target, surely=True)
        return read._replace(labels=labels._replace(fixed=labels.fixed | {(target, replacement)}))
    return read._replace(labels=read.labels.given(target, surely=surely))


def _label_join(call: Call, arguments: Sequence[Type]) -> Type:
    texts = [each.value if isinstance(each, String) else None for each in call.arguments[1:]]
    read = arguments[0]
    if len(texts) < 2 or None in texts or read.shape is not Shape.VECTOR:
        return ANYTHING
    target, separator, *sources = (str(each) for each in texts)
    if any(source in read.labels.has for source in sources) or (separator and len(sources) > 1):
        return read._replace(labels=read.labels.given(target, surely=True))
    if all(read.labels.never(source) for source in sources):
        return read._replace(labels=read.labels.without(frozenset({target})))
    return read._replace(labels=read.labels.given(target, surely=False))


def _histogram_quantile(call: Call, arguments: Sequence[Type]) -> Type:
    read = arguments[-1]
    if read.empty or lost_le(call, read):
        return EMPTY
    names = {metric(each) for each in walk(call) if isinstance(each, Selector)}
    units = {observed_unit(name) for name in names}
    return read._replace(
        labels=read.labels.without(frozenset({"le", NAME})),
        values=EVERYTHING,
        kind=Kind.GAUGE,
        unit=units.pop() if len(units) == 1 else None,
        # Series without `le`, or whose `le` is no number, are passed over.
        absence=_at_most(read.absence),
    )


def lost_le(call: Call, read: Type) -> bool:
    """Whether it reads classic buckets, and `le` is not there to tell them apart. Native histograms have none."""
    return call.function == "histogram_quantile" and read.labels.never("le") and read.kind is Kind.HISTOGRAM


def _at_most(absence: Absence) -> Absence:
    return Absence.UNKNOWN if absence is Absence.SURVIVES else absence


def _of_histogram(low: float, high: float) -> Rule:
    """Of native histograms; other series give nothing."""

    def rule(call: Call, arguments: Sequence[Type]) -> Type:
        read = arguments[-1]
        if read.empty:
            return EMPTY
        values = Interval(low, high, nan=True, infinite=True)
        return read._replace(
            labels=read.labels.nameless(),
            values=values,
            kind=Kind.ANY,
            unit=None,
            absence=_at_most(read.absence),
        )

    return rule


def _scalar(call: Call, arguments: Sequence[Type]) -> Type:
    """NaN unless there is exactly one series."""
    read = arguments[0]
    values = NOTHING if read.empty else read.values
    return scalar(values._replace(nan=True), read.unit)


def _vector(call: Call, arguments: Sequence[Type]) -> Type:
    return arguments[0]._replace(shape=Shape.VECTOR)


def _same(call: Call, arguments: Sequence[Type]) -> Type:
    return arguments[0]


def _clock(low: float, high: float) -> Rule:
    """A part of the date, of the values or, without an argument, of now."""

    def rule(call: Call, arguments: Sequence[Type]) -> Type:
        values = Interval(low, high)
        if not arguments:
            return scalar(values)._replace(shape=Shape.VECTOR)
        if arguments[0].empty:
            return EMPTY
        return arguments[0]._replace(
            labels=arguments[0].labels.nameless(), values=values, kind=Kind.GAUGE, unit=None
        )

    return rule


def _now(call: Call, arguments: Sequence[Type]) -> Type:
    # Tests of rules count from 0, and so does nobody else.
    return scalar(Interval(0.0, math.inf), "seconds")


_RULES: Final[dict[str, Rule]] = {
    "absent": _absent,
    "absent_over_time": _absent,
    "label_replace": _label_replace,
    "label_join": _label_join,
    "histogram_quantile": _histogram_quantile,
    "histogram_count": _of_histogram(0.0, math.inf),
    "histogram_sum": _of_histogram(-math.inf, math.inf),
    "histogram_avg": _of_histogram(-math.inf, math.inf),
    "histogram_fraction": _of_histogram(0.0, 1.0),
    "scalar": _scalar,
    "vector": _vector,
    "time": _now,
    "pi": lambda call, arguments: scalar(number(math.pi), ""),
    "sort": _same,
    "sort_desc": _same,
    "sort_by_label": _same,
    "sort_by_label_desc": _same,
    "timestamp": _clock(-math.inf, math.inf),
    "year": _clock(-math.inf, math.inf),
    "month": _clock(1.0, 12.0),
    "day_of_month": _clock(1.0, 31.0),
    "day_of_week": _clock(0.0, 6.0),
    "day_of_year": _clock(1.0, 366.0),
    "days_in_month": _clock(28.0, 31.0),
    "hour": _clock(0.0, 23.0),
    "minute": _clock(0.0, 59.0),
}
