"""Playbooks: who leads to them and whether they know it, and whether they have the parts that somebody will look for."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.checks.places import alerts, slos
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.markdown.read import headings
from slosmith.origin import Origin
from slosmith.plan.names import upper_camel
from slosmith.spec import Spec

_SECTIONS = {
    "incident": ("Symptoms", "Diagnosis Steps", "Resolution Steps"),
    "security": ("Symptoms", "Immediate Actions", "Investigation Steps"),
}


def in_body(spec: Spec, origin: Origin, body: str, offset: int, width: int) -> Span:
    """The place of a part of the text below a front matter."""
    start = spec.documents.span(origin.at("body"))
    before = body[:offset]
    line = before.count("\n")
    column = offset - (before.rfind("\n") + 1) + 1
    return start._replace(line=start.line + line, column=column, excerpt=body.split("\n")[line], width=width)


def unlisted_alerts(spec: Spec) -> Iterator[Diagnostic]:
    """A hand-written alert and its playbook name each other."""
    playbooks = {playbook.id: playbook for playbook, _ in spec.playbooks}
    if not playbooks:
        return
    for place in alerts(spec):
        name, chosen = place.alert.name, place.alert.playbook
        if chosen is None and place.alert.slo is None:
            yield diagnose(
                "playbook-orphan",
                f"alert `{name}` names neither a playbook nor an SLO, so it leads nowhere",
                place.origin.at("name").span(),
                "add `playbook`, or accept this warning where the alert itself says all there is to do",
            )
        elif chosen in playbooks and name not in playbooks[chosen].alerts:
            yield diagnose(
                "playbook-orphan",
                f"alert `{name}` leads to {chosen}, and {chosen} does not list it",
                place.origin.at("playbook").span(),
                f"add `{name}` to `alerts` of {chosen}",
            )


def misled_alerts(spec: Spec) -> Iterator[Diagnostic]:
    """What a playbook lists leads there: hand-written alerts by their own word, generated ones by that of their SLO."""
    leads: dict[str, set[str | None]] = {}
    for place in alerts(spec):
        leads.setdefault(place.alert.name, set()).add(place.alert.playbook)
    prefixes = [
        (each.slo.alerting.name or upper_camel(each.slo.title, each.slo.id), each.slo) for each in slos(spec)
    ]
    for playbook, origin in spec.playbooks:
        for index, name in enumerate(playbook.alerts):
            # That it exists is checked elsewhere.
            slo = max(
                (each for each in prefixes if name.startswith(each[0])), default=None, key=lambda p: len(p[0])
            )
            if name in leads:
                whose, there = f"alert `{name}`", playbook.id in leads[name]
            elif slo is not None:
                whose, there = slo[1].id, slo[1].playbook == playbook.id
            else:
                continue
            if not there:
                yield diagnose(
                    "playbook-orphan",
                    f"{playbook.id} lists `{name}`, which does not lead to it",
                    origin.at("alerts", index).span(),
                    f"write `playbook: {playbook.id}` in {whose}",
                )


def unreached_playbooks(spec: Spec) -> Iterator[Diagnostic]:
    led = {place.alert.playbook for place in alerts(spec)} | {place.slo.playbook for place in slos(spec)}
    for playbook, origin in spec.playbooks:
        if playbook.id not in led and not playbook.alerts:
            yield diagnose(
                "playbook-orphan",
                f"no alert and no SLO leads to {playbook.id}",
                origin.at("id").span(),
                f"write `playbook: {playbook.id}` in one, or accept this warning if people report it",
            )


def sections(spec: Spec) -> Iterator[Diagnostic]:
    for playbook, origin in spec.playbooks:
        there = {each.text.strip().casefold() for each in headings(playbook.body)}
        missing = [each for each in _SECTIONS[playbook.type] if each.casefold() not in there]
        if missing:
            listed = ", ".join(f"`{each}`" for each in missing)
            yield diagnose(
                "playbook-section",
                f"{playbook.id} has no section {listed}",
                origin.at("body").span(),
                f"add `## {missing[0]}`; a playbook of type `{playbook.type}` has the sections "
                + ", ".join(_SECTIONS[playbook.type]),
            )
