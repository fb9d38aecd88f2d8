"""`ratio`: bad (or good) events over all events, from counters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from slosmith.promql.sums import summands
from slosmith.spec.base import Listed, Model
from slosmith.spec.sli.base import Query, Role, SliModel
from slosmith.spec.types import PromQL, refuse


def _written_as(value: Any) -> str:
    return "list" if isinstance(value, list | tuple) else "text"


# One selector or expression, or several that are added up.
Events: TypeAlias = Annotated[
    Annotated[PromQL, Tag("text")]
    | Annotated[Annotated[tuple[PromQL, ...], Listed, Field(min_length=1)], Tag("list")],
    Discriminator(_written_as),
]


class Ratio(Model):
    bad: Events | None = Field(
        default=None,
        description="Bad events: a counter's selector, or an expression whose `$window` stands in rate(); or a list of these, which are added up: one that does not exist yet counts as 0.",
    )
    good: Events | None = Field(default=None, description="Or good events, likewise.")
    total: Events = Field(description="All events, likewise.")

    @property
    def part(self) -> str:
        """`bad` or `good`: what the numerator counts."""
        return "good" if self.bad is None else "bad"

    def summands(self, key: str) -> tuple[str, ...]:
        """What is added up for `bad`, `good` or `total`, whether it stands in a list or in an expression `A + B`."""
        return tuple(part for source in self.sources(key).values() for part in summands(source))

    def sources(self, key: str) -> dict[tuple[str | int, ...], str]:
        """What somebody wrote for `bad`, `good` or `total`, by its path in the ratio."""
        written = getattr(self, key)
        if isinstance(written, str):
            return {(key,): written}
        return {(key, place): each for place, each in enumerate(written or ())}

    @model_validator(mode="after")
    def _one_numerator(self) -> Self:
        if (self.bad is None) == (self.good is None):
            hint = "name exactly one of the two"
            refuse("bad-value", "a ratio counts either `bad` or `good` events", hint, at="good")
        which = self.part
        if set(self.sources(which).values()) == set(self.sources("total").values()):
            hint = f"`{which}` should select fewer of the events that `total` selects"
            refuse(
                "bad-value",
                f"`{which}` is the same as `total`, so that all events are {which}",
                hint,
                at=which,
            )
        for key in (which, "total"):
            sources = list(self.sources(key).values())
            twice = next((each for each in sources if sources.count(each) > 1), None)
            if twice is not None:
                refuse("bad-value", f"`{key}` adds up the same events twice", "name each once", at=key)
        return self


class RatioSli(SliModel):
    ratio: Ratio = Field(description="Event counters: bad or good events, and all of them.")

    def queries(self) -> Iterator[Query]:
        for key in (self.ratio.part, "total"):
            for path, source in self.ratio.sources(key).items():
                yield Query(("ratio", *path), source, Role.RATE)
