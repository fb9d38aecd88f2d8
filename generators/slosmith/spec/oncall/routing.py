"""Routes, inhibitions and time intervals beyond those that follow from severities and teams."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from slosmith.spec.base import Listed, Model
from slosmith.spec.oncall.types import DaysOfMonth, MatcherText, Months, TimesOfDay, TimeZone, Weekdays, Years
from slosmith.spec.types import FreeName, Interval, LabelName, refuse

_Matchers = Annotated[tuple[MatcherText, ...], Listed]
_Labels = Annotated[tuple[LabelName, ...], Listed]
_Intervals = Annotated[tuple[FreeName, ...], Listed]


class RouteSpec(Model):
    """A route of your own. It comes before those of the teams, and takes what it matches unless it continues."""

    match: _Matchers = Field(
        description="All of these must hold: 'region=\"eu\"', with = != =~ or !~.", min_length=1
    )
    receiver: FreeName | None = Field(default=None, description="Who is told. Default: as the route above.")
    continue_: bool = Field(
        default=False, alias="continue", description="Whether the routes after it see the alert as well."
    )
    group_by: _Labels | None = Field(
        default=None, description="Alerts that agree on these labels are told of together."
    )
    group_wait: Interval | None = Field(default=None, description="As for severities.")
    group_interval: Interval | None = Field(default=None, description="As for severities.")
    repeat_interval: Interval | None = Field(default=None, description="As for severities.")
    mute: _Intervals = Field(default=(), description="Time intervals in which it is silent.")
    active: _Intervals = Field(default=(), description="Time intervals outside of which it is silent.")
    routes: Annotated[tuple[RouteSpec, ...], Listed] = Field(default=(), description="Routes below it.")

    @model_validator(mode="after")
    def _labels_once(self) -> Self:
        if self.group_by is not None and len(set(self.group_by)) != len(self.group_by):
            refuse("bad-value", "`group_by` names a label twice", "name each once", at="group_by")
        return self


class InhibitionSpec(Model):
    """Alerts of `source` mute those of `target` that agree with them on the labels of `equal`."""

    source: _Matchers = Field(description="The alerts that mute.", min_length=1)
    target: _Matchers = Field(description="The alerts that are muted.", min_length=1)
    equal: _Labels = Field(
        description="The labels that must agree. Labels missing on both sides agree.", min_length=1
    )


class IntervalSpec(Model):
    """A set of times. All of its keys must hold; a key with several values holds if one of them does."""

    times: Annotated[tuple[TimesOfDay, ...], Listed] = Field(
        default=(), description='Times of day, in quotes: "09:00-17:30".'
    )
    weekdays: Annotated[tuple[Weekdays, ...], Listed] = Field(
        default=(), description="Such as monday:friday."
    )
    days_of_month: Annotated[tuple[DaysOfMonth, ...], Listed] = Field(
        default=(), description='Such as "1:7", or "-1" for the last day.'
    )
    months: Annotated[tuple[Months, ...], Listed] = Field(default=(), description="Such as december.")
    years: Annotated[tuple[Years, ...], Listed] = Field(default=(), description='Such as "2026:2027".')
    time_zone: TimeZone = Field(default="UTC", description="Where these times hold, as in Europe/Berlin.")

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if not (self.times or self.weekdays or self.days_of_month or self.months or self.years):
            refuse(
                "bad-value",
                "the interval holds at all times",
                "name times, weekdays, days_of_month, months or years",
            )
        return self
