"""Two plans in, everything that `diff` tells out of it."""

from __future__ import annotations

from slosmith.diff.cautions import cautions
from slosmith.diff.compare import changes
from slosmith.diff.matched import Matched
from slosmith.diff.model import Difference
from slosmith.diff.reach import reach_changes
from slosmith.diff.totals import totals
from slosmith.plan.model import Plan


def difference(before: Plan | None, after: Plan | None) -> Difference:
    """A plan is None where there are no specs: then all of the other one is added, or removed."""
    matched = Matched(before, after)
    return Difference(
        cautions=cautions(matched),
        changes=changes(matched.matching),
        reach=tuple(reach_changes(matched.alerts, *matched.reached, matched.matching.renames)),
        detection=matched.detections,
        before=totals(before),
        after=totals(after),
    )
