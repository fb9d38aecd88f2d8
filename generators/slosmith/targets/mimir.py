"""Target `mimir`: rule files for `mimirtool rules sync`, within the limits that a tenant has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from slosmith import emit
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.plan.deployment import MimirPlan
from slosmith.plan.model import Group, Plan, RuleFile
from slosmith.plan.rule_files import ServiceRules, health_file
from slosmith.targets.base import Fragment, Output, Target
from slosmith.targets.prometheus import HEADER, groups_text, origins_of
from slosmith.targets.rulers.health import MIMIR, renamed
from slosmith.targets.rulers.splitting import split_group

FOLDER = "mimir"


class _Namespace(NamedTuple):
    """A file of one namespace, all but its head: that says how many groups there are in all files together."""

    stem: str
    text: str
    origins: Mapping[str, tuple[Origin, ...]]


def service(plan: Plan, rules: ServiceRules) -> Iterator[Diagnostic | Fragment[_Namespace]]:
    options = plan.project.deployment.mimir
    if rules.bundle is not None:
        file = _split(rules.bundle, options)
        yield from _too_large(file.groups, options)
        yield Fragment(_namespace(file, options))


def project(plan: Plan, fragments: Sequence[_Namespace]) -> Iterator[Output]:
    options = plan.project.deployment.mimir
    health = health_file(plan)._replace(groups=tuple(renamed(group, MIMIR) for group in plan.health))
    own = _split(health, options)
    yield from _too_large(own.groups, options)
    files = (*fragments, _namespace(own, options))
    count = sum(len(file.origins) for file in files)
    said = (
        f"# All files together: {count} of the {options.max_groups} rule groups that the tenant may have.\n"
    )
    for file in files:
        yield Artifact(f"{FOLDER}/{file.stem}.yaml", HEADER + said + file.text, file.origins)
    if count > options.max_groups:
        yield diagnose(
            "ruler-limit",
            f"these are {count} rule groups, and the tenant may have {options.max_groups}",
            plan.project.deployment.origin.at("mimir").span(),
            "raise ruler_max_rule_groups_per_tenant and `max_groups`, or `max_rules_per_group`, which makes fewer groups",
        )


def _split(bundle: RuleFile, options: MimirPlan) -> RuleFile:
    parts = (part for group in bundle.groups for part in split_group(group, options.max_rules))
    return bundle._replace(groups=tuple(parts))


def _too_large(groups: tuple[Group, ...], options: MimirPlan) -> Iterator[Diagnostic]:
    for group in groups:
        if len(group.rules) > options.max_rules:
            yield diagnose(
                "ruler-limit",
                f"{len(group.rules)} rules of group `{group.name}` read one another and must be evaluated in order, "
                f"and the tenant may have {options.max_rules} rules in a group",
                group.rules[0].origin.span(),
                "raise ruler_max_rules_per_rule_group and `max_rules_per_group`, or let fewer tiers share a window",
            )


def _namespace(file: RuleFile, options: MimirPlan) -> _Namespace:
    """mimirtool takes a namespace from one file only."""
    name = emit.scalar(options.namespace_prefix + file.stem)
    text = f"namespace: {name}\n{groups_text(file.groups)}"
    return _Namespace(file.stem, text, origins_of(file.groups))


TARGET = Target[_Namespace](
    name="mimir", summary="rule files for mimirtool", service=service, project=project, on_request=True
)
