"""What a change of the specs means: two plans in, and out of it what differs, whom it concerns and what to look at twice."""

from slosmith.diff.difference import difference
from slosmith.diff.model import Against, Difference

__all__ = ["Against", "Difference", "difference"]
