"""What a target is: a name, and a function from the plan to files, which depends on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan


class Target(NamedTuple):
    """Where a part of the plan is the user's program, `render` also yields what is wrong with it."""

    name: str
    summary: str
    render: Callable[[Plan], Iterable[Artifact | Diagnostic]]
