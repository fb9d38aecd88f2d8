"""What a difference is about in a few words, and the order in which it is told."""

from __future__ import annotations

from typing import NamedTuple

from slosmith.diff.model import Change, Difference, Verb


class Section(NamedTuple):
    title: str
    kinds: tuple[str, ...]


SECTIONS = (
    Section("Objectives", ("service", "slo")),
    Section("Alerts", ("alert",)),
    Section(
        "On call",
        ("oncall", "severity", "team", "role", "escalation step", "receiver", "time interval"),
    ),
    Section("Routes and inhibitions", ("route", "inhibition")),
    Section("Playbooks and templates", ("playbook", "template")),
    Section("Dashboards", ("dashboard",)),
    Section("Metrics", ("metric",)),
    Section("Project", ("project",)),
)
# What follows from severities, teams and owners as a rule.
FOLLOWING = ("route", "inhibition")
_SINGLE = {"oncall": "on-call settings", "project": "project settings"}
_PLURALS = {"slo": ("SLO", "SLOs"), "severity": ("severity", "severities")}


def of_section(difference: Difference, section: Section) -> list[Change]:
    """Kind by kind."""
    return [each for kind in section.kinds for each in difference.changes if each.kind == kind]


def headline(difference: Difference) -> str:
    """`1 SLO changed, 2 alerts added`: what was written, and not what follows from it."""
    counts: dict[tuple[str, Verb], int] = {}
    for change in difference.changes:
        key = change.kind, change.verb
        counts[key] = counts.get(key, 0) + 1
    kinds = dict.fromkeys(kind for section in SECTIONS for kind in section.kinds)
    written = {key for key in counts if key[0] not in FOLLOWING} or counts.keys()
    told = [
        f"{_counted(counts[kind, verb], kind)} {verb}"
        for kind in kinds
        for verb in Verb
        if (kind, verb) in written
    ]
    return ", ".join(told) or "nothing changes in what the specs mean"


def _counted(count: int, kind: str) -> str:
    if kind in _SINGLE:
        return _SINGLE[kind]
    return f"{count} {_noun(kind, count)}"


def _noun(kind: str, count: int) -> str:
    one, many = _PLURALS.get(kind, (kind, f"{kind}s"))
    return one if count == 1 else many


def called(change: Change) -> tuple[str, str]:
    """What a change is about: a word of ours, which may be empty, and its name."""
    if change.verb is Verb.REORDERED:
        return f"order of {_noun(change.kind, 2)}", change.within
    if change.kind in _SINGLE:
        return _SINGLE[change.kind], ""
    return "" if change.kind == "slo" else change.kind, change.id
