"""The SLI types. A new one is one file and one line here."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Discriminator, Tag

from slosmith.spec.sli.base import Problem, Query, Role, SliModel
from slosmith.spec.sli.latency import LatencySli
from slosmith.spec.sli.probe import ProbeSli
from slosmith.spec.sli.ratio import RatioSli
from slosmith.spec.sli.raw import RawSli
from slosmith.spec.sli.time_slice import TimeSliceSli
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.types import kind_of, refuse, shown

__all__ = ["SLI_TYPES", "Problem", "Query", "Role", "Sli", "SliModel"]

SLI_TYPES = ("ratio", "latency", "time_slice", "probe", "raw")


def _with_one_type(value: object) -> object:
    """What the union could not say as well: it wants exactly one key that names an SLI type."""
    wanted = f"an SLI has exactly one of: {', '.join(SLI_TYPES)}"
    if not isinstance(value, dict):
        refuse("bad-value", f"expected a mapping, found {kind_of(value)}", wanted)
    named = _named(value)
    if len(named) > 1:
        refuse("bad-value", f"this SLI is of several types: {', '.join(named)}", wanted, at=named[1])
    if not named:
        other = next((str(key) for key in value if key not in SliModel.model_fields), "")
        said = f"there is no SLI type `{shown(other)}`" if other else "this SLI has no type"
        refuse("bad-value", said, did_you_mean(other, SLI_TYPES) or wanted)
    return value


def _named(value: dict[str, object]) -> list[str]:
    return [key for key in value if key in SLI_TYPES]


def _type_of(value: Any) -> str:
    return _named(value)[0]


Sli: TypeAlias = Annotated[
    Annotated[RatioSli, Tag("ratio")]
    | Annotated[LatencySli, Tag("latency")]
    | Annotated[TimeSliceSli, Tag("time_slice")]
    | Annotated[ProbeSli, Tag("probe")]
    | Annotated[RawSli, Tag("raw")],
    Discriminator(_type_of),
    BeforeValidator(_with_one_type),
]
