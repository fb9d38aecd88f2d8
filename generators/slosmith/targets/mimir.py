"""Target `mimir`: rule files for `mimirtool rules sync`, within the limits that a tenant has."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith import emit
from slosmith.artifact import Artifact
from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.plan.deployment import MimirPlan
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import Group, Plan, RuleFile
from slosmith.plan.rule_files import rule_bundles
from slosmith.targets.base import Target
from slosmith.targets.prometheus import HEADER, groups_text, origins_of
from slosmith.targets.rulers.health import MIMIR, renamed
from slosmith.targets.rulers.splitting import split_group

FOLDER = "mimir"


def render(plan: Plan) -> Iterator[Artifact | Diagnostic]:
    options = plan.project.deployment.mimir
    files = [_split(bundle, options) for bundle in rule_bundles(plan)]
    count = sum(len(file.groups) for file in files)
    for file in files:
        yield from _too_large(file.groups, options)
        yield Artifact(f"{FOLDER}/{file.stem}.yaml", _text(file, options, count), origins_of(file.groups))
    if count > options.max_groups:
        yield diagnose(
            "ruler-limit",
            f"these are {count} rule groups, and the tenant may have {options.max_groups}",
            plan.project.deployment.origin.at("mimir").span(),
            "raise ruler_max_rule_groups_per_tenant and `max_groups`, or `max_rules_per_group`, which makes fewer groups",
        )


def _split(bundle: RuleFile, options: MimirPlan) -> RuleFile:
    groups = bundle.groups
    if bundle.stem == HEALTH_STEM:
        groups = tuple(renamed(group, MIMIR) for group in groups)
    parts = (part for group in groups for part in split_group(group, options.max_rules))
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


def _text(file: RuleFile, options: MimirPlan, count: int) -> str:
    """mimirtool takes a namespace from one file only."""
    said = (
        f"# All files together: {count} of the {options.max_groups} rule groups that the tenant may have.\n"
    )
    namespace = emit.scalar(options.namespace_prefix + file.stem)
    return f"{HEADER}{said}namespace: {namespace}\n{groups_text(file.groups)}"


TARGET = Target("mimir", "rule files for mimirtool", render, on_request=True)
