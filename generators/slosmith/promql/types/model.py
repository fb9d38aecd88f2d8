"""What the type checker says of an expression: its type, and the faults in it."""

from __future__ import annotations

from enum import Enum, IntEnum
from typing import Final, NamedTuple, TypeAlias

from slosmith.promql.types.interval import EVERYTHING, NOTHING, Interval, number
from slosmith.promql.types.labels import ANY_LABELS, UNLABELLED, Labels

Unit: TypeAlias = str | None
"""`seconds`, `bytes`, `events`, `events per second`, "" for a pure number; None is unknown."""


class Shape(Enum):
    SCALAR = "scalar"
    VECTOR = "vector"
    RANGE = "range"
    STRING = "string"


class Kind(Enum):
    COUNTER = "counter"  # it only grows, but for restarts
    GAUGE = "gauge"
    RATE = "rate"  # events or time, per second or per window
    RATIO = "ratio"
    HISTOGRAM = "histogram"  # cumulative buckets, or their rates
    STATE = "state"  # 0 or 1
    ANY = "any"


class Cardinality(IntEnum):
    EMPTY = 0
    ONE = 1  # at most one series
    ANY = 2


class Absence(Enum):
    """What the result is while none of the series that the expression reads exist."""

    PROPAGATES = "empty"
    SURVIVES = "not empty"
    UNKNOWN = "unknown"


class Type(NamedTuple):
    shape: Shape
    labels: Labels
    values: Interval
    kind: Kind
    unit: Unit
    cardinality: Cardinality
    absence: Absence

    @property
    def empty(self) -> bool:
        return self.cardinality is Cardinality.EMPTY


ANYTHING: Final = Type(Shape.VECTOR, ANY_LABELS, EVERYTHING, Kind.ANY, None, Cardinality.ANY, Absence.UNKNOWN)
EMPTY: Final = Type(Shape.VECTOR, UNLABELLED, NOTHING, Kind.ANY, None, Cardinality.EMPTY, Absence.PROPAGATES)


def scalar(values: Interval, unit: Unit = None) -> Type:
    return Type(Shape.SCALAR, UNLABELLED, values, Kind.ANY, unit, Cardinality.ONE, Absence.SURVIVES)


def literal(value: float) -> Type:
    return scalar(number(value), "")


class Declared(NamedTuple):
    """What is declared of a metric. `labels` are those of its own, besides the ones of the scrape target."""

    kind: Kind
    unit: Unit = None
    labels: frozenset[str] = frozenset()


class Fault(Enum):
    """What is wrong with a part of an expression."""

    NEVER_MATCHES = "the sides of an operation have no label set in common"
    NEVER_TRUE = "a comparison that no value satisfies"
    ALWAYS_TRUE = "a comparison that every value satisfies"
    ALWAYS_ONE = "each series divided by itself"
    LOST_LE = "a quantile of buckets without le"
    NO_SERIES = "a selector whose matchers contradict each other"
    LONE_ZERO = "`or` adds a series without labels to series with labels"


class Side(Enum):
    """Of an operation: which has a label that keeps it from matching. BOTH have it, with different values."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


class Finding(NamedTuple):
    """`certain`: it is so whatever the series are. `label`, `side`, `metric` and `operator` are those of the fault;
    `values` are what the compared side can be, and `bound` what it is compared with."""

    fault: Fault
    certain: bool = True
    operator: str = ""
    label: str = ""
    metric: str = ""
    values: Interval = EVERYTHING
    bound: Interval = EVERYTHING
    side: Side = Side.BOTH


class Judged(NamedTuple):
    """The type of an expression, and what is wrong with it and its parts, from the inside out."""

    type: Type
    findings: tuple[Finding, ...] = ()
