"""Objectives that promise less, are noticed later, or lose what was recorded or written of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slosmith.diff.detection import is_later
from slosmith.diff.matched import ALERT, MEASURED, SLO, Matched
from slosmith.diff.model import Caution
from slosmith.diff.node import Node
from slosmith.diff.words import amount, listed, quoted
from slosmith.explanation import DetectionLine
from slosmith.plan.model import SloPlan
from slosmith.units import compact, duration, percent


def weaker_target(matched: Matched) -> Iterator[Caution]:
    for _, old, new in matched.slos:
        if new.target < old.target:
            told = f"the target falls from {percent(old.target)} to {percent(new.target)}"
            if old.beta:
                more = f": {_figures(float(new.beta / old.beta))} times as many errors are within it"
            else:
                more = ", and errors are tolerated that were not"
            yield Caution("weaker-target", SLO, new.id, told + more)


def _figures(number: float) -> str:
    return f"{number:.2g}" if number < 100 else f"{number:.0f}"


def later_detection(matched: Matched) -> Iterator[Caution]:
    for change in matched.detections:
        later = [row for row in change.rows if is_later(*row)]
        slower = [_slower(old, new) for old, new in later if new.alert is not None]
        unseen = [_unseen(old) for old, new in later if new.alert is None]
        if later:
            yield Caution("later-detection", SLO, change.slo, "; ".join((*slower[:1], *unseen[:1])))
    for _, old, new in matched.slos:
        if old.tiers and not old.observe and new.breach and not new.observe:
            told = f"errors are noticed when the target is missed over {duration(new.window)}, and not as they burn the budget"
            yield Caution("later-detection", SLO, new.id, told)


def _slower(old: DetectionLine, new: DetectionLine) -> str:
    took, takes = compact(old.seconds), compact(new.seconds)
    return f"an error rate of {percent(old.error_rate)} is noticed after {takes}, and was after {took}"


def _unseen(old: DetectionLine) -> str:
    return f"an error rate of {percent(old.error_rate)} is no longer noticed, and was after {compact(old.seconds)}"


def history_lost(matched: Matched) -> Iterator[Caution]:
    """Recordings carry the id, the service and the groups."""
    services: dict[tuple[str, str], list[str]] = {}
    for _, old, new in matched.slos:
        blind = f"what was recorded is not found again, and the budget is not known before {duration(new.budget_window)} have passed"
        if old.id != new.id:
            yield Caution("history-lost", SLO, new.id, f"its id was {quoted(old.id)}: {blind}")
        elif set(old.group_by) != set(new.group_by):
            were = f"it was kept {_for_each(old)}, and is now {_for_each(new)}"
            yield Caution("history-lost", SLO, new.id, f"{were}: {blind}")
        elif old.service != new.service:
            services.setdefault((old.service, new.service), []).append(new.id)
    for (before, after), slos in services.items():
        told = (
            f"its recordings carried {quoted(before)}: what was recorded for {_slos(slos)} is not found again"
        )
        yield Caution("history-lost", "service", after, told)


def history_mixed(matched: Matched) -> Iterator[Caution]:
    """Another range is no other measure: it follows from the scrape interval."""
    for pair, old, new in matched.slos:
        if set(old.group_by) != set(new.group_by):
            continue  # then nothing is left to be mixed with
        measured = [
            [_RANGE.sub("", matched.matching.renames.text(expr)) for expr in _measured(side)] for side in pair
        ]
        if measured[0] != measured[1]:
            told = f"it counts something else now: until {duration(new.budget_window)} have passed, its figures are a mixture"
            yield Caution("history-mixed", SLO, new.id, told)


_RANGE = re.compile(r"\[[^\]]*\]")


def _measured(slo: Node) -> list[str]:
    return [part.text("expr") for part in slo.parts if part.id in MEASURED]


def _for_each(slo: SloPlan) -> str:
    return f"for each {listed(slo.group_by)}" if slo.group_by else "as a whole"


def _slos(ids: list[str]) -> str:
    return f"{amount(len(ids), 'SLO')} ({listed(ids)})"


def playbook_lost(matched: Matched) -> Iterator[Caution]:
    gone = {playbook.id: playbook for playbook in matched.removed("playbook")}
    for playbook in gone.values():
        linked = [node.title if node.kind == ALERT else node.id for node in _linked(matched, playbook.id)]
        told = f"it is gone; {listed(linked)} linked to it" if linked else "it is gone"
        yield Caution("playbook-lost", "playbook", playbook.id, told)
    for kind in (SLO, ALERT):
        for pair in matched.pairs(kind):
            before, after = _playbook(pair.before), _playbook(pair.after)
            # Of a playbook that is gone this is told already.
            if before and not after and before not in gone:
                name = pair.after.title if kind == ALERT else pair.after.id
                told = f"it linked to the playbook {quoted(before)}, and links to none now"
                yield Caution("playbook-lost", kind, name, told)


def _linked(matched: Matched, playbook: str) -> Iterator[Node]:
    before = (*(pair.before for pair in matched.matching.pairs), *matched.matching.removed)
    return (node for node in before if node.kind in (SLO, ALERT) and _playbook(node) == playbook)


def _playbook(node: Node) -> str:
    return node.text("playbook") if node.kind == SLO else node.text("annotations", "playbook")
