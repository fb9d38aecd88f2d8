"""A test beside a hand-written alert: some series, a time, and whether the alert fires then."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from slosmith.promql.matchers import series_of
from slosmith.promql.parsed import Parsed, parse
from slosmith.spec.base import Listed, Model
from slosmith.spec.types import (
    Duration,
    FreeName,
    Interval,
    LabelName,
    LabelValue,
    Number,
    kind_of,
    refuse,
    shown,
)

_NUMBER = r"(?:[-+]?(?:\d+(?:\.\d+)?(?:e[-+]?\d+)?|Inf)|NaN)"
_VALUE = re.compile(rf"_(?:x\d+)?|stale|{_NUMBER}(?:[-+]\d+(?:\.\d+)?)?(?:x\d+)?", re.ASCII)
# What promtool would load for minutes.
_LONGEST = 100_000


def _series(value: str) -> str:
    parsed = parse(value)
    plain = isinstance(parsed, Parsed) and parsed.bare_selector and bool(parsed.reads[0].metric)
    if not plain or any(each.operator != "=" for each in series_of(value).matchers):
        refuse(
            "bad-value",
            f"`{shown(value)}` is not a series",
            'write a metric with its labels, as up{job="api"}',
        )
    return value


def _values(value: str) -> str:
    for word in value.split():
        if not _VALUE.fullmatch(word):
            refuse(
                "bad-value",
                f"`{shown(word)}` is no value of a series",
                "write values as promtool reads them: `1 2 3`, `0+10x20` (20 more, each 10 higher), `5x30`, `_x3` (none)",
            )
    if sum(int(count) for count in re.findall(r"x(\d+)", value)) > _LONGEST:
        refuse(
            "bad-value", "the series is too long", f"use a longer `interval` and at most {_LONGEST} values"
        )
    return " ".join(value.split())


def _fires(value: object) -> object:
    """One mistake is one message: either part of the union would have one."""
    if value is False:
        refuse("bad-value", "a test says what is true", "write `quiet: true`")
    if value is not None and value is not True and not isinstance(value, list):
        refuse(
            "wrong-type",
            f"expected true or a list of severities, found {kind_of(value)}",
            f"write `fires: [{shown(value)}]`"
            if isinstance(value, str) and value.lower() != "true"
            else "write `fires: true`",
        )
    return value


SeriesName = Annotated[str, AfterValidator(_series)]
SeriesValues = Annotated[str, AfterValidator(_values)]


class AlertTest(Model):
    """One moment of one story. Two moments of the same story are two tests with the same `given`."""

    given: dict[SeriesName, SeriesValues] = Field(
        description="Series and their values from time 0 on, in promtool's notation: `0+10x60` counts to 600.",
        min_length=1,
    )
    interval: Interval = Field(
        default=60,
        description="How far apart the values are. From 5m on rules are evaluated as often, and else as Prometheus does.",
    )
    at: Duration = Field(description="When to look, counted from time 0.")
    fires: Annotated[
        Literal[True] | Annotated[tuple[FreeName, ...], Listed] | None, BeforeValidator(_fires)
    ] = Field(
        default=None,
        description="`true`, or with `levels` the severities that fire; those that are not named must be quiet.",
    )
    quiet: Literal[True] | None = Field(default=None, description="`true`: nothing of this alert fires then.")
    labels: dict[LabelName, LabelValue] = Field(
        default={}, description="The labels that the expression's result carries when it fires."
    )
    value: Number | None = Field(default=None, description="What `{{ $value }}` is when it fires.")

    @model_validator(mode="after")
    def _one_outcome(self) -> Self:
        if (self.fires is None) == (self.quiet is None):
            refuse(
                "bad-value",
                "a test says that the alert `fires`, or that it is `quiet`",
                "give one of the two",
            )
        if self.quiet and (self.labels or self.value is not None):
            refuse(
                "bad-value",
                "an alert that is quiet has no labels and no value",
                "remove `labels` and `value`",
            )
        return self
