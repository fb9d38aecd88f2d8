"""What every SLI type is: a model of what people write, the expressions in it, and what is wrong with it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from slosmith.contract import Contract
from slosmith.origin import Path
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

    @property
    def key(self) -> str:
        """The last key of its path; an item of a list is called as the list is."""
        return next(part for part in reversed(self.path) if isinstance(part, str))


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

    def problems(self, contract: Contract) -> Iterable[Problem]:
        return ()
