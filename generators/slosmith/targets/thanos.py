"""Target `thanos`: rule files for Thanos Ruler, which would rather not evaluate a rule than evaluate it on half of the data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan, RuleFile
from slosmith.plan.rule_files import ServiceRules, health_file
from slosmith.targets.base import Target
from slosmith.targets.prometheus import HEADER, groups_text, origins_of

FOLDER = "thanos"
# With `warn`, the store that is away takes its errors, or its traffic, out of the ratio.
_STRATEGY = "partial_response_strategy: abort"


def service(plan: Plan, rules: ServiceRules) -> Iterator[Artifact]:
    if rules.bundle is not None:
        yield _artifact(rules.bundle)


def project(plan: Plan, fragments: Sequence[object]) -> Iterator[Artifact]:
    yield _artifact(health_file(plan))


def _artifact(bundle: RuleFile) -> Artifact:
    text = HEADER + groups_text(bundle.groups, _STRATEGY)
    return Artifact(f"{FOLDER}/{bundle.stem}.yaml", text, origins_of(bundle.groups))


TARGET = Target[object](
    name="thanos",
    summary="rule files for Thanos Ruler",
    service=service,
    project=project,
    on_request=True,
)
