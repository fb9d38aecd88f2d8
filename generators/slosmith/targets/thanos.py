"""Target `thanos`: rule files for Thanos Ruler, which would rather not evaluate a rule than evaluate it on half of the data."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan
from slosmith.plan.rule_files import rule_bundles
from slosmith.targets.base import Target
from slosmith.targets.prometheus import HEADER, groups_text, origins_of

FOLDER = "thanos"
# With `warn`, the store that is away takes its errors, or its traffic, out of the ratio.
_STRATEGY = "partial_response_strategy: abort"


def render(plan: Plan) -> Iterator[Artifact]:
    for bundle in rule_bundles(plan):
        text = HEADER + groups_text(bundle.groups, _STRATEGY)
        yield Artifact(f"{FOLDER}/{bundle.stem}.yaml", text, origins_of(bundle.groups))


TARGET = Target("thanos", "rule files for Thanos Ruler", render, on_request=True)
