"""Makes the output folder hold exactly the artifacts: all of them or none, and nothing of anyone else's."""

from slosmith.output.changes import Changes, plan_changes
from slosmith.output.disk import Disk
from slosmith.output.writer import apply, recover

__all__ = ["Changes", "Disk", "apply", "plan_changes", "recover"]
