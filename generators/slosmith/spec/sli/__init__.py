"""The SLI types. A new one is one file and one line here."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import Discriminator, Tag

from slosmith.spec.sli.base import Problem, Query, Role, SliModel
from slosmith.spec.sli.latency import LatencySli
from slosmith.spec.sli.probe import ProbeSli
from slosmith.spec.sli.ratio import RatioSli
from slosmith.spec.sli.raw import RawSli
from slosmith.spec.sli.time_slice import TimeSliceSli

__all__ = ["SLI_TYPES", "Problem", "Query", "Role", "Sli", "SliModel"]

SLI_TYPES = ("ratio", "latency", "time_slice", "probe", "raw")


def _type_of(value: Any) -> str | None:
    """The one key that names an SLI type; anything else is refused by the union."""
    if not isinstance(value, dict):
        return None
    named = [key for key in value if key in SLI_TYPES]
    return named[0] if len(named) == 1 else None


Sli: TypeAlias = Annotated[
    Annotated[RatioSli, Tag("ratio")]
    | Annotated[LatencySli, Tag("latency")]
    | Annotated[TimeSliceSli, Tag("time_slice")]
    | Annotated[ProbeSli, Tag("probe")]
    | Annotated[RawSli, Tag("raw")],
    Discriminator(
        _type_of,
        custom_error_type="bad-value",
        custom_error_message="an SLI has exactly one of: " + ", ".join(SLI_TYPES),
    ),
]
