"""Renders targets: a service at a time, whose rules are built once for all of them, then what spans services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import service_rules
from slosmith.targets.base import Fragment, Output, Package, Target


def rendered(
    plan: Plan, targets: Sequence[Target[Any]], packages: Sequence[Package[Any]] = ()
) -> Iterator[Output]:
    """The files of the targets and packages, as they are made: nobody else holds them, but those that a package wraps.
    These are rendered once, whether they are written or not."""
    parts = {each.name: each.parts(plan) for each in packages}
    wrapped = {part.name: part for each in parts.values() for part in each}
    hidden = tuple(part for part in wrapped.values() if part not in targets)
    everything: tuple[Target[Any] | Package[Any], ...] = (*targets, *hidden, *packages)
    unwritten = {each.name for each in hidden}
    kept: dict[str, list[Artifact]] = {name: [] for name in wrapped}
    fragments: dict[str, list[Any]] = {each.name: [] for each in everything}

    def passed_on(name: str, outputs: Iterable[Output]) -> Iterator[Output]:
        for made in outputs:
            if isinstance(made, Artifact) and name in wrapped:
                kept[name].append(made)
            if isinstance(made, Diagnostic) or name not in unwritten:
                yield made

    for service in plan.services:
        rules = service_rules(service)
        for each in everything:
            yield from passed_on(
                each.name, _without_fragments(each.service(plan, rules), fragments[each.name])
            )
    for target in (*targets, *hidden):
        yield from passed_on(target.name, target.project(plan, fragments[target.name]))
    for package in packages:
        needed = [artifact for part in parts[package.name] for artifact in kept[part.name]]
        yield from package.project(plan, fragments[package.name], needed)


def _without_fragments(made: Iterable[Output | Fragment[Any]], fragments: list[Any]) -> Iterator[Output]:
    """Notes the fragments and passes on the rest."""
    for each in made:
        if isinstance(each, Fragment):
            fragments.append(each.content)
        else:
            yield each
