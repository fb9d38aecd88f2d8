"""What older documents said and no longer holds: the `corrections` of every object of a spec, and whose they are."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.origin import Origin
from slosmith.plan.pages_model import Correction, Subject
from slosmith.source.document import Value
from slosmith.spec import Spec

_ONE_OF = {"severities": "severity", "teams": "team", "roles": "role"}


def corrections(spec: Spec) -> tuple[Correction, ...]:
    """Read from the data of the documents and not from the models, so that no kind of object is forgotten."""
    written = map(spec.documents.value, _origins(spec))
    return tuple(each for data in written for each in _walk(data, None, _kind(data), ()))


def _origins(spec: Spec) -> Iterator[Origin]:
    """In an order that does not depend on the names of files."""
    services = sorted(spec.services, key=lambda each: each.model.name)
    playbooks = sorted(spec.playbooks, key=lambda each: each.model.id)
    metrics = sorted(spec.metrics, key=lambda each: (each.model.service or "", each.model.metrics[0].name))
    templates = sorted(spec.templates, key=lambda each: each.model.id)
    for part in (spec.projects, services, playbooks, spec.oncalls, templates, metrics):
        yield from (each.origin for each in part)


def _kind(data: Value) -> str:
    return str(data["kind"]) if isinstance(data, dict) else ""


def _walk(
    value: Value, around: Subject | None, kind: str, path: tuple[str | int, ...]
) -> Iterator[Correction]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _walk(each, around, kind, (*path, index))
    if not isinstance(value, dict):
        return
    subject = _subject(kind, path, value) or around or Subject(kind, "")
    listed = value.get("corrections")
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            yield Correction(subject, str(each["was"]).rstrip(), str(each["why"]).rstrip())
    for key, inner in value.items():
        if key not in ("accept", "corrections"):
            yield from _walk(inner, subject, kind, (*path, key))


def _subject(kind: str, path: tuple[str | int, ...], data: dict[str, Value]) -> Subject | None:
    """None if people would name what is around it: the threshold of an SLO is the SLO's."""
    title, name = str(data.get("title") or ""), str(data.get("name") or "")
    match kind, path:
        case ("Project", ()):
            return Subject("project", "", title or name)
        case ("Service", ()):
            return Subject("service", name, title or name)
        case ("Service", ("slos", int())):
            return Subject("slo", str(data.get("id")), title)
        case ("Service", ("alerts", int())):
            return Subject("alert", name, name)
        case ("Playbook", ()):
            return Subject("playbook", str(data.get("id")), title)
        case ("Template", ()):
            return Subject("template", str(data.get("id")), title)
        case ("Metrics", ()):
            return Subject("contract", "", "Instrumentation contract")
        case ("Metrics", ("metrics", int())):
            return Subject("metric", name, name)
        case ("OnCall", ()):
            return Subject("oncall", "", "On call")
        case ("OnCall", ("severities" | "teams" | "roles" as group, str(key))):
            return Subject(_ONE_OF[group], key, title or key)
        case ("OnCall", ("rotation",)):
            return Subject("rotation", "", "On-call rotation")
        case ("OnCall", ("escalation", int())):
            return Subject("escalation", "", "Escalation path")
        case _:
            return None
