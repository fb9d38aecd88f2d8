"""Renders targets: a service at a time, whose rules are built once for all of them, then what spans services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import service_rules
from slosmith.targets.base import Fragment, Output, Package, Target


def rendered(
    plan: Plan, targets: Sequence[Target[Any]], packages: Sequence[Package[Any]] = ()
) -> Iterator[Output]:
    """The files of the targets and packages. What a package wraps is rendered once, whether it is written or not."""
    parts = {each.name: each.parts(plan) for each in packages}
    hidden = {part.name: part for each in parts.values() for part in each if part not in targets}
    everything: tuple[Target[Any] | Package[Any], ...] = (*targets, *hidden.values(), *packages)
    outputs: dict[str, list[Output]] = {each.name: [] for each in everything}
    fragments: dict[str, list[Any]] = {each.name: [] for each in everything}
    for service in plan.services:
        rules = service_rules(service)
        for each in everything:
            for made in each.service(plan, rules):
                if isinstance(made, Fragment):
                    fragments[each.name].append(made.content)
                else:
                    outputs[each.name].append(made)
    for target in (*targets, *hidden.values()):
        outputs[target.name] += target.project(plan, fragments[target.name])
    for target in targets:
        yield from outputs[target.name]
    for package in packages:
        needed = [made for part in parts[package.name] for made in outputs[part.name]]
        yield from (made for made in needed if isinstance(made, Diagnostic))
        wrapped = [made for made in needed if isinstance(made, Artifact)]
        yield from outputs[package.name]
        yield from package.project(plan, fragments[package.name], wrapped)
