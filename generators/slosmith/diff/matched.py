"""Two plans laid side by side, in the words in which the rest asks about them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from slosmith.artifact import Artifact
from slosmith.diff.anatomy import nodes_of
from slosmith.diff.detection import detection_change
from slosmith.diff.model import DetectionChange
from slosmith.diff.node import Node
from slosmith.diff.reach import Reached
from slosmith.diff.renames import Matching, Pair, match, match_parts
from slosmith.naming import ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import Plan, SloPlan
from slosmith.targets import plan_json
from slosmith.targets.rendering import rendered

ALERT, SLO, SLO_ALERT = "alert", "slo", "slo alert"
# The recordings that say what an SLO counts.
MEASURED = (ERRORS_RATE, EVENTS_RATE)


@dataclass(frozen=True)
class Matched:
    """A plan is None where there were no specs at all."""

    before: Plan | None
    after: Plan | None

    @cached_property
    def matching(self) -> Matching:
        return match(_nodes(self.before), _nodes(self.after))

    @cached_property
    def reached(self) -> tuple[Reached, Reached]:
        return Reached(self.before), Reached(self.after)

    @cached_property
    def slos(self) -> tuple[tuple[Pair, SloPlan, SloPlan], ...]:
        """Those that are on both sides."""
        old, new = _slos(self.before), _slos(self.after)
        return tuple((pair, old[pair.before.id], new[pair.after.id]) for pair in self.pairs(SLO))

    @cached_property
    def detections(self) -> tuple[DetectionChange, ...]:
        found = (detection_change(old, new) for _, old, new in self.slos)
        return tuple(each for each in found if each is not None)

    @cached_property
    def alerts(self) -> tuple[Pair, ...]:
        """Those that are on both sides, of SLOs and hand-written."""
        return tuple(self._alerts())

    def pairs(self, kind: str) -> Iterator[Pair]:
        return (pair for pair in self.matching.pairs if pair.after.kind == kind)

    def removed(self, kind: str) -> Iterator[Node]:
        return (node for node in self.matching.removed if node.kind == kind)

    def parts(self, pair: Pair) -> Matching:
        return match_parts(pair, self.matching.renames)

    def _alerts(self) -> Iterator[Pair]:
        for pair in self.matching.pairs:
            if pair.after.kind == SLO:
                yield from (part for part in self.parts(pair).pairs if part.after.kind == SLO_ALERT)
            elif pair.after.kind == ALERT:
                yield pair


def _nodes(plan: Plan | None) -> tuple[Node, ...]:
    """Of the text of plan.json itself, so that nothing in it can be overlooked."""
    if plan is None:
        return ()
    [artifact] = rendered(plan, [plan_json.TARGET])
    assert isinstance(artifact, Artifact)
    return nodes_of(json.loads(artifact.text))


def _slos(plan: Plan | None) -> dict[str, SloPlan]:
    return {} if plan is None else {slo.id: slo for service in plan.services for slo in service.slos}
