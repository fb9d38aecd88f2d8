"""What every SLI type is: a model of what people write, and how it lowers to errors and events."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from slosmith.contract import Contract
from slosmith.inputs import Inputs
from slosmith.signal import Scope, Signal
from slosmith.source.document import Path
from slosmith.spec.base import Model


class Role(Enum):
    """What an expression of an SLI is for, which decides what may stand in it."""

    RATE = "rate"  # a bare selector, or an expression whose `$window` stands in rate()
    RATIO = "ratio"  # an expression with `$window` that is already a ratio
    INSTANT = "instant"  # an instant vector without `$window`


class Query(NamedTuple):
    path: Path
    source: str
    role: Role


class Problem(NamedTuple):
    """A mistake that only the SLI type itself can see."""

    code: str
    path: Path
    message: str
    hint: str


class SliModel(Model):
    """Base of the SLI types. Paths are relative to the SLI's own mapping."""

    @abstractmethod
    def queries(self) -> Iterable[Query]:
        """Expressions that the user wrote."""

    @abstractmethod
    def lower(self, scope: Scope, contract: Contract) -> Signal:
        """Errors and events; the spec has been checked, so this cannot fail."""

    @abstractmethod
    def inputs(self, scope: Scope, contract: Contract) -> Inputs:
        """Series that tests can feed it with, or why there are none."""

    def problems(self, contract: Contract) -> Iterable[Problem]:
        return ()
