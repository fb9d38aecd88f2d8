"""Makes the output folder hold exactly the artifacts: all of them or none, and nothing of anyone else's."""

from slosmith.output.changes import Changes, plan_changes, plan_trees
from slosmith.output.disk import Disk
from slosmith.output.wanted import Trees
from slosmith.output.writer import apply, apply_trees, is_unfinished, recover

__all__ = ["Changes", "Disk", "Trees", "apply", "apply_trees", "is_unfinished", "plan_changes", "plan_trees", "recover"]
