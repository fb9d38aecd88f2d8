"""The texts of a plan that people wrote for people: playbooks, message templates, corrections."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from slosmith.origin import Origin


@dataclass(frozen=True, slots=True)
class PlaybookPlan:
    """`body` is the Markdown that somebody wrote."""

    id: str
    title: str
    severity: str
    impact: str
    detection: str
    alerts: tuple[str, ...]
    body: str
    origin: Origin = field(compare=False)


@dataclass(frozen=True, slots=True)
class TemplatePlan:
    """A message with `<placeholders>`; what stands in them is (name, what to put there)."""

    id: str
    title: str
    when: str
    placeholders: tuple[tuple[str, str], ...]
    body: str
    origin: Origin = field(compare=False)


class Subject(NamedTuple):
    """An object of the spec, as people name it; `kind` is a word such as slo, alert or severity."""

    kind: str
    id: str
    title: str = ""


class Correction(NamedTuple):
    """What an older document said of something, and why it is said otherwise now."""

    subject: Subject
    was: str
    why: str
