"""What `diff` finds: changes, what follows from them for people and machines, and what a reviewer should not miss."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from slosmith.diff.node import Value
from slosmith.explanation import DetectionLine


class Verb(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    REORDERED = "reordered"


class FieldChange(NamedTuple):
    """`name` is a path in plan.json, such as `labels.severity`; None is what is not there."""

    name: str
    before: Value
    after: Value


class Change(NamedTuple):
    """One subject. `was` is its old name if it has another one now, `within` what it belongs to.

    All fields of what is added or removed are there, and those that differ of what is changed.
    """

    verb: Verb
    kind: str
    id: str
    within: str
    title: str
    was: str
    fields: tuple[FieldChange, ...]
    parts: tuple[Change, ...] = ()


class Caution(NamedTuple):
    """A warning of `diff`: `code` is a key of CAUTIONS, `kind` and `id` say what it is about, `alerts` which alerts if
    those are many. Names in the message stand in backticks."""

    code: str
    kind: str
    id: str
    message: str
    alerts: tuple[str, ...] = ()


class DetectionChange(NamedTuple):
    """One SLO. Each row: before and after at one error rate.

    `shortest` is how many seconds a total outage lasts at least to page, before and after; None where none pages.
    """

    slo: str
    shortest: tuple[float | None, float | None]
    rows: tuple[tuple[DetectionLine, DetectionLine], ...]


class ReachChange(NamedTuple):
    """Alerts that reached one set of receivers and now reach another; receivers that tell nobody are left out."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    alerts: tuple[str, ...]


class Totals(NamedTuple):
    """All rules of a plan; `samples` are (series of each SLI, samples that the SLOs' rules touch in a minute)."""

    recordings: int
    alerts: int
    samples: tuple[tuple[int, int], ...]


class Difference(NamedTuple):
    cautions: tuple[Caution, ...]
    changes: tuple[Change, ...]
    reach: tuple[ReachChange, ...]
    detection: tuple[DetectionChange, ...]
    before: Totals
    after: Totals

    @property
    def empty(self) -> bool:
        return not self.changes


class Against(NamedTuple):
    """What the working tree is compared with: a commit, by the name that somebody gave it; or where the current branch
    left the branch of that name."""

    commit: str
    name: str
    merge_base: bool = False

    def __str__(self) -> str:
        return f"the merge base of HEAD and {self.name}" if self.merge_base else self.name
