"""What a target is: a name, and a function from the plan to files, which depends on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan


class Target(NamedTuple):
    """Where a part of the plan is the user's program, or will not fit where it goes, `render` also yields what is wrong.

    What is `on_request` is not written unless the Project asks for it.
    """

    name: str
    summary: str
    render: Callable[[Plan], Iterable[Artifact | Diagnostic]]
    on_request: bool = False


class Package(NamedTuple):
    """Wraps what targets render: `parts` are those that it needs of a plan, whether they are written or not."""

    name: str
    summary: str
    parts: Callable[[Plan], tuple[Target, ...]]
    render: Callable[[Plan, Sequence[Artifact]], Iterable[Artifact | Diagnostic]]
    on_request: bool = True
