"""Changes as rows that people read: what, before, after. What hundreds of generated rules share is one row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from slosmith.diff.matched import SLO, SLO_ALERT
from slosmith.diff.model import Change, DetectionChange, FieldChange, Verb
from slosmith.diff.renames import RULES
from slosmith.diff.words import amount, field_text, value_text
from slosmith.explanation import DetectionLine
from slosmith.naming import ERRORS_RATE, EVENTS_RATE
from slosmith.plan.model import AlertKind
from slosmith.units import compact, percent


class Row(NamedTuple):
    """Empty is what is not there. A note says something about both sides, in `after`."""

    what: str
    before: str
    after: str
    note: bool = False


# Of what is new or gone; all of it is in plan.json.
_TOLD = {
    "slo": ("target", "window", "budget_window", "owner", "mode", "policy", "playbook"),
    "alert": ("labels.severity", "labels.owner", "for", "expr", "annotations.playbook"),
    "severity": ("notify", "response", "acknowledge", "also"),
    "escalation step": ("at", "wait", "severities"),
    "playbook": ("severity", "alerts"),
    "service": ("owner",),
    "metric": ("type", "labels", "buckets"),
}
# What goes without saying.
_USUAL = ("", "0s", "alert", "burn-rate")
_WHOLE = (Verb.ADDED, Verb.REMOVED)


def rows_of(change: Change, detection: Iterable[DetectionChange]) -> list[Row]:
    return list(_rows(change, detection))


def _rows(change: Change, detection: Iterable[DetectionChange]) -> Iterator[Row]:
    if change.verb in _WHOLE:
        told = [_row(field) for field in change.fields if field.name in _TOLD.get(change.kind, ())]
        yield from (row for row in told if (row.before or row.after) not in _USUAL)
        yield from _tiers(change.parts)
        yield from _integrations(change.parts)
        return
    if change.was:
        yield Row("name", change.was, change.id)
    yield from (_row(field) for field in change.fields if field.name != "group")
    yield from (_outage(each) for each in detection if change.kind == SLO and each.slo == change.id)
    yield from _measured(change.parts)
    yield from _tiers(change.parts)
    yield from _integrations(change.parts)
    yield from _rules(change.parts)


def _row(field: FieldChange) -> Row:
    if field.name == "sha256" and field.before and field.after:
        return Row(field_text(field.name), "", "another one", note=True)
    return Row(field_text(field.name), *_values(field))


def _values(field: FieldChange) -> tuple[str, str]:
    return value_text(field.name, field.before), value_text(field.name, field.after)


def _measured(parts: Iterable[Change]) -> Iterator[Row]:
    """What an SLO counts: nothing else in the plan says it in one place."""
    words = {ERRORS_RATE: "errors", EVENTS_RATE: "events"}
    for part in parts:
        if part.kind == "recording" and part.id in words:
            exprs = (field for field in part.fields if field.name == "expr")
            yield from (Row(words[part.id], *_values(field)) for field in exprs if part.verb is Verb.CHANGED)


def _integrations(parts: Iterable[Change]) -> Iterator[Row]:
    for part in parts:
        if part.kind != "integration":
            continue
        if part.verb in _WHOLE:
            yield Row("tells", *(("", part.id) if part.verb is Verb.ADDED else (part.id, "")))
        else:
            yield from (
                Row(f"{part.id}: {row.what}", row.before, row.after) for row in map(_row, part.fields)
            )


def _tiers(parts: Iterable[Change]) -> Iterator[Row]:
    """One row for each tier, with what differs, or with all of it."""
    for tier in parts:
        if tier.kind == "tier" and tier.verb is not Verb.REORDERED:
            words = [_tier_words(field) for field in tier.fields]
            before, after = (", ".join(filter(None, side)) for side in zip(*words, strict=True))
            yield Row(f"tier {tier.id}", before, after)


_TIER_WORDS = {
    "severity": "{}",
    "short": "over {} too",
    "burn_rate": "{}",
    "threshold": "above {}",
    "min_events": "{} errors at least",
}


def _tier_words(field: FieldChange) -> tuple[str, str]:
    words = _TIER_WORDS.get(field.name, f"{field_text(field.name)} {{}}")
    before, after = (words.format(value) if value else "" for value in _values(field))
    return before, after


def _rules(parts: Sequence[Change]) -> Iterator[Row]:
    """Alerts that come and go by name, what differs between the others, and how many rules just follow."""
    rules = [part for part in parts if part.kind in RULES]
    follows = [rule for rule in rules if _is_told(rule, parts)]
    for rule in rules:
        if rule.verb in _WHOLE and rule not in follows:
            yield Row("alert", *(("", rule.title) if rule.verb is Verb.ADDED else (rule.title, "")))
    kept = (rule for rule in rules if rule.verb not in _WHOLE)
    shared = Counter(
        _rule_row(rule, field) for rule in kept for field in rule.fields if not _is_derived(field)
    )
    for row, count in shared.items():
        yield row._replace(what=f"{row.what} of {amount(count, 'generated rule')}")
    counts = Counter(_word(rule) for rule in follows)
    if counts:
        told = [f"{amount(count, noun)} {verb}" for (noun, verb), count in sorted(counts.items())]
        yield Row("generated rules", "", ", ".join(told), note=True)


def _is_told(rule: Change, parts: Iterable[Change]) -> bool:
    """Whether what happens to a rule follows from what is told of its SLO."""
    if rule.verb not in _WHOLE:
        return any(map(_is_derived, rule.fields))
    if rule.kind != SLO_ALERT:
        return True
    kinds = {value for field in rule.fields if field.name == "kind" for value in (field.before, field.after)}
    is_tier = AlertKind.BURN_RATE.value in kinds
    return is_tier and any(part.kind == "tier" and part.verb in _WHOLE for part in parts)


def _rule_row(rule: Change, field: FieldChange) -> Row:
    """All names of an SLO's alerts begin alike, and so change alike."""
    row, purpose = _row(field), rule.id.partition(" ")[0]
    if field.name != "alert":
        return row
    before, after = (f"{name.removesuffix(purpose)}…" for name in (row.before, row.after))
    return Row("name", before, after)


# What follows from the SLO and its tiers, so that it tells nothing that is not told already.
_DERIVED = ("expr", "keep_firing_for", "group", "interval", "kind", "over_all")
_DERIVED_LABELS = ("burn_rate", "long_window", "short_window", "scope", "service", "slo", "owner")


def _is_derived(field: FieldChange) -> bool:
    return field.name in _DERIVED or field.name.removeprefix("labels.") in _DERIVED_LABELS


def _word(rule: Change) -> tuple[str, str]:
    return ("alert" if rule.kind == SLO_ALERT else "recording"), rule.verb.value


def _outage(change: DetectionChange) -> Row:
    """At the highest error rate that differs."""
    before, after = change.rows[0]
    return Row(f"{percent(before.error_rate)} errors noticed", noticed(before), noticed(after))


def shortest_row(change: DetectionChange) -> list[Row]:
    """One row, or none if it is as before."""
    before, after = change.shortest
    return (
        [Row("shortest total outage that pages", _shortest(before), _shortest(after))]
        if before != after
        else []
    )


def _shortest(seconds: float | None) -> str:
    return "none" if seconds is None else compact(seconds)


def noticed(line: DetectionLine) -> str:
    return f"after {compact(line.seconds)} ({line.severity})" if line.alert else "never"
