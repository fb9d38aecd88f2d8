"""Alerts that are gone, that reach fewer people, or that those people may answer later."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.diff.matched import ALERT, SLO, SLO_ALERT, Matched
from slosmith.diff.model import Caution
from slosmith.diff.node import Node
from slosmith.diff.reach import Reach
from slosmith.diff.renames import Pair
from slosmith.diff.ways import Way, way_text
from slosmith.diff.words import amount, listed, quoted
from slosmith.plan.health import HEALTH_STEM
from slosmith.plan.model import AlertKind
from slosmith.plan.oncall_model import Notify, Severity
from slosmith.units import duration


def nobody_reached(matched: Matched) -> Iterator[Caution]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for pair, old, new in _reaches(matched):
        if old.ways and not new.ways:
            groups.setdefault(old.receivers, []).append(pair.after.title)
    for receivers, alerts in groups.items():
        told = f"{_subject(alerts)} reached {listed(receivers)}, and now {_verb(alerts, 'reach')} nobody"
        yield _grouped("nobody-reached", receivers, told, alerts)


def fewer_reached(matched: Matched) -> Iterator[Caution]:
    """Somebody new may be whom they meant, so that only a loss without any gain is one."""
    groups: dict[tuple[tuple[str, ...], tuple[Way, ...]], list[str]] = {}
    for pair, old, new in _reaches(matched):
        if new.ways and new.ways < old.ways:
            key = old.receivers, tuple(sorted(old.ways - new.ways))
            groups.setdefault(key, []).append(pair.after.title)
    for (receivers, lost), alerts in groups.items():
        ways = listed([way_text(way) for way in lost])
        told = f"{_subject(alerts)} no longer {_verb(alerts, 'reach')} {ways}, and nobody else instead"
        yield _grouped("fewer-reached", receivers, told, alerts)


def alert_removed(matched: Matched) -> Iterator[Caution]:
    for alert in matched.removed(ALERT):
        # Those of slosmith itself are only gone when all specs are.
        if alert.within != HEALTH_STEM:
            told = f"it is gone; its condition was {quoted(alert.text('expr'))}"
            yield Caution("alert-removed", ALERT, alert.title, told)
    for slo in matched.removed(SLO):
        alerts = [part.title for part in slo.parts if part.kind == SLO_ALERT]
        told = f"it is gone, and with it {_alerts(alerts)}" if alerts else "it is gone"
        yield Caution("alert-removed", SLO, slo.id, told, tuple(alerts))
    for pair in matched.pairs(SLO):
        parts = matched.parts(pair)
        lost = [part.title for part in _lost(parts.removed, parts.added)]
        if not lost:
            continue
        all_of_them = not any(part.kind == SLO_ALERT for part in pair.after.parts)
        told = "it is only observed now, and none of its alerts is left: " if all_of_them else "it has lost "
        yield Caution("alert-removed", SLO, pair.after.id, told + listed(lost), tuple(lost))


def severity_lowered(matched: Matched) -> Iterator[Caution]:
    if matched.before is None or matched.after is None:
        return
    groups: dict[tuple[str, str, Severity, Severity], list[str]] = {}
    for pair in matched.alerts:
        old = matched.before.oncall.severity(pair.before.text("labels", "severity"))
        new = matched.after.oncall.severity(pair.after.text("labels", "severity"))
        if old is None or new is None or _urgency(new) <= _urgency(old):
            continue
        # A severity that means less now is one cause, however many alerts have it.
        whole = matched.matching.renames.text(old.name) == new.name
        subject = ("severity", new.name) if whole else _about(pair.after)
        groups.setdefault((*subject, old, new), []).append(pair.after.title)
    for (kind, name, old, new), alerts in groups.items():
        yield Caution("severity-lowered", kind, name, _lowered(alerts, old, new), tuple(alerts))


def _lowered(alerts: list[str], old: Severity, new: Severity) -> str:
    became = "" if old.name == new.name else f" went from {quoted(old.name)} to {quoted(new.name)} and"
    if old.pages and not new.pages:
        return f"{_subject(alerts)}{became} no longer {_verb(alerts, 'page')}"
    if old.notify is not new.notify:
        how = f"{_verb(alerts, 'make')} a {new.notify} instead of a {old.notify}"
        return f"{_subject(alerts)}{became} {how}"
    how = f"may be answered within {duration(new.response)} instead of {duration(old.response)}"
    return f"{_subject(alerts)}{became} {how}"


_LOUDEST_FIRST = tuple(Notify)


def _urgency(severity: Severity) -> tuple[int, int]:
    """The larger, the less urgent."""
    return _LOUDEST_FIRST.index(severity.notify), severity.response


def _lost(removed: tuple[Node, ...], added: tuple[Node, ...]) -> Iterator[Node]:
    """Tiers with other windows take the place of those that were there, as long as there are as many."""
    gone = [part for part in removed if part.kind == SLO_ALERT]
    burns = sum(_is_tier(part) for part in gone) - sum(_is_tier(part) for part in added)
    return (part for part in gone if burns > 0 or not _is_tier(part))


def _is_tier(part: Node) -> bool:
    return part.kind == SLO_ALERT and part.fields.get(("kind",)) == AlertKind.BURN_RATE.value


def _reaches(matched: Matched) -> Iterator[tuple[Pair, Reach, Reach]]:
    before, after = matched.reached
    return ((pair, before.of(pair.before), after.of(pair.after)) for pair in matched.alerts)


def _about(alert: Node) -> tuple[str, str]:
    return (SLO, alert.within) if alert.kind == SLO_ALERT else (ALERT, alert.title)


def _grouped(code: str, receivers: tuple[str, ...], message: str, alerts: list[str]) -> Caution:
    kind, name = (ALERT, alerts[0]) if len(alerts) == 1 else ("receiver", ", ".join(receivers))
    return Caution(code, kind, name, message, tuple(alerts))


def _subject(alerts: list[str]) -> str:
    return "it" if len(alerts) == 1 else _alerts(alerts)


def _alerts(alerts: list[str]) -> str:
    return f"{amount(len(alerts), 'alert')} ({listed(alerts)})"


def _verb(alerts: list[str], verb: str) -> str:
    ending = "es" if verb.endswith("ch") else "s"
    return verb + (ending if len(alerts) == 1 else "")
