"""What a target is: a name, and functions from the plan to files, which depend on nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import ServiceRules

F = TypeVar("F")


class Fragment(NamedTuple, Generic[F]):
    """What a service adds to files that span services; plain data."""

    content: F


Output: TypeAlias = Artifact | Diagnostic


def _no_service(plan: Plan, rules: ServiceRules) -> Iterable[Any]:
    return ()


def _no_project(plan: Plan, fragments: Sequence[Any]) -> Iterable[Output]:
    return ()


class Target(NamedTuple, Generic[F]):
    """`service` gives the files of one service, from its rules; `project` those that span services, from the plan and
    the fragments that the services left, in their order.

    Rules are built once for all targets, a service at a time, and are gone when `project` is called. Where a part of
    the plan is the user's program, or will not fit where it goes, a target also yields what is wrong. What is
    `on_request` is not written unless the Project asks for it. What it `needs` are the targets whose files its own refer
    to.
    """

    name: str
    summary: str
    service: Callable[[Plan, ServiceRules], Iterable[Output | Fragment[F]]] = _no_service
    project: Callable[[Plan, Sequence[F]], Iterable[Output]] = _no_project
    on_request: bool = False
    needs: tuple[str, ...] = ()


class Package(NamedTuple, Generic[F]):
    """A target that also wraps what other targets write: `parts` are those that it needs of a plan, whether they are
    asked for or not, and `project` gets their artifacts."""

    name: str
    summary: str
    parts: Callable[[Plan], tuple[Target[Any], ...]]
    project: Callable[[Plan, Sequence[F], Sequence[Artifact]], Iterable[Output]]
    service: Callable[[Plan, ServiceRules], Iterable[Output | Fragment[F]]] = _no_service
    on_request: bool = True
