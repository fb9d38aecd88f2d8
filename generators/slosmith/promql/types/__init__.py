"""An offline type checker for PromQL.

For each expression: which labels its result surely has, may have and surely lacks; what its values can be, with NaN and
infinity; its unit and kind; whether it is empty, at most one series, or any number; and what it is while the series that
it reads do not exist. Syntax and functions that have no rule here are anything, and nothing is said of them.

Sources: promql/engine.go and promql/functions.go of Prometheus 2.42 and 3.x; tests/properties/test_promql_types.py holds
every rule against promtool.
"""

from slosmith.promql.types.judge import judge
from slosmith.promql.types.model import (
    Absence,
    Cardinality,
    Declared,
    Fault,
    Finding,
    Judged,
    Kind,
    Shape,
    Side,
    Type,
    Unit,
)

__all__ = [
    "Absence",
    "Cardinality",
    "Declared",
    "Fault",
    "Finding",
    "Judged",
    "Kind",
    "Shape",
    "Side",
    "Type",
    "Unit",
    "judge",
]
