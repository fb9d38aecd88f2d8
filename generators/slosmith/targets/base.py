"""What a target is: a name, and a pure function from the plan to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan


class Target(NamedTuple):
    name: str
    summary: str
    render: Callable[[Plan], Iterable[Artifact]]
