"""What people write: documents become strict models, and every mistake of theirs a diagnostic at its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from posixpath import dirname, join, normpath
from typing import Generic, NamedTuple, TypeVar

from pydantic import ValidationError

from slosmith.diagnostics import Diagnostic, diagnose
from slosmith.origin import Origin
from slosmith.source.document import NO_DOCUMENTS, Document, Documents
from slosmith.source.jsonnet_process import Program
from slosmith.spec.base import Bare, Model
from slosmith.spec.complaints import complaints
from slosmith.spec.environment import Environment
from slosmith.spec.metrics import Metrics
from slosmith.spec.oncall import OnCall
from slosmith.spec.playbook import Playbook
from slosmith.spec.project import Project
from slosmith.spec.service import Service
from slosmith.spec.spelling import did_you_mean
from slosmith.spec.template import Template
from slosmith.spec.types import shown

API_VERSION = "slosmith/v1"
KINDS: dict[str, type[Model]] = {
    "Project": Project,
    "Service": Service,
    "OnCall": OnCall,
    "Metrics": Metrics,
    "Playbook": Playbook,
    "Template": Template,
}
ENVIRONMENT = "Environment"
# With the one that is no part of a spec, and changes it before it is read.
ALL_KINDS: dict[str, type[Bare]] = {**KINDS, ENVIRONMENT: Environment}

B = TypeVar("B", bound=Bare)
M = TypeVar("M", bound=Model)


class Sourced(NamedTuple, Generic[M]):
    """An object of the spec and where it was written."""

    model: M
    origin: Origin


class Spec(NamedTuple):
    projects: tuple[Sourced[Project], ...] = ()
    services: tuple[Sourced[Service], ...] = ()
    metrics: tuple[Sourced[Metrics], ...] = ()
    playbooks: tuple[Sourced[Playbook], ...] = ()
    oncalls: tuple[Sourced[OnCall], ...] = ()
    templates: tuple[Sourced[Template], ...] = ()
    base: tuple[Document, ...] = ()
    dashboards: tuple[Program, ...] = ()
    documents: Documents = NO_DOCUMENTS


def read_spec(documents: Iterable[Document]) -> tuple[Spec, tuple[Diagnostic, ...]]:
    """The objects of all documents, and every mistake in all of them."""
    documents = tuple(documents)
    found: list[Sourced[Model]] = []
    diagnostics: list[Diagnostic] = []
    bases = {path for document in documents if (path := base_path(document))}
    for document in documents:
        if document.file in bases:
            continue
        if is_environment(document):
            diagnostics.append(_stray(document))
            continue
        kind, faults = kind_of(document, KINDS)
        diagnostics += faults
        if kind is None:
            continue
        try:
            found.append(Sourced(kind.model_validate(document.data), document.origin))
        except ValidationError as fault:
            diagnostics += complaints(fault, document, kind)
    return (
        Spec(
            _all(found, Project),
            _all(found, Service),
            _all(found, Metrics),
            _all(found, Playbook),
            _all(found, OnCall),
            _all(found, Template),
            tuple(document for document in documents if document.file in bases),
            documents=Documents(documents),
        ),
        tuple(diagnostics),
    )


def base_path(document: Document) -> str:
    """The file that a Project names as the Alertmanager configuration which is there already: it is no spec."""
    data = document.data
    if not isinstance(data, dict) or data.get("kind") != "Project":
        return ""
    named = data.get("alertmanager")
    base = named.get("base") if isinstance(named, dict) else None
    # Relative to the file that says so, which may be that of an environment.
    file = document.span(("alertmanager", "base")).file
    return normpath(join(dirname(file), base)) if isinstance(base, str) else ""


def is_environment(document: Document) -> bool:
    return written_kind(document) == ENVIRONMENT


def _stray(document: Document) -> Diagnostic:
    said = "an Environment is kept in `environments/`, directly below the specs folder"
    hint = "move it there, into a file of its own that is called as it is"
    return diagnose("environment-file", said, document.span(("kind",)), hint)


def _all(found: Iterable[Sourced[Model]], kind: type[M]) -> tuple[Sourced[M], ...]:
    return tuple(Sourced(each.model, each.origin) for each in found if isinstance(each.model, kind))


def written_kind(document: Document) -> str:
    """What a document says its kind is, known or not; empty if it says none, or no text."""
    kind = document.data.get("kind") if isinstance(document.data, dict) else None
    return kind if isinstance(kind, str) else ""


def kind_of(document: Document, kinds: Mapping[str, type[B]]) -> tuple[type[B] | None, list[Diagnostic]]:
    """Which of the kinds a document is, or why it is none."""
    data = document.data
    if not isinstance(data, dict):
        return None, [
            diagnose(
                "unknown-kind",
                "the document is not a mapping",
                document.span(),
                f"start it with `apiVersion: {API_VERSION}` and `kind: {_usual(kinds)}`",
            )
        ]
    faults = []
    if data.get("apiVersion") != API_VERSION:
        said = (
            f"there is no apiVersion `{shown(data['apiVersion'])}`"
            if "apiVersion" in data
            else "`apiVersion` is missing"
        )
        place = document.span(("apiVersion",))
        faults.append(diagnose("unknown-kind", said, place, f"write `apiVersion: {API_VERSION}`"))
    model = kinds.get(written_kind(document))
    if model is None:
        message = f"there is no kind `{shown(data['kind'])}`" if "kind" in data else "`kind` is missing"
        hint = did_you_mean(str(data.get("kind")), kinds) or f"the kinds are {', '.join(kinds)}"
        faults.append(diagnose("unknown-kind", message, document.span(("kind",)), hint))
    return (None if faults else model), faults


def _usual(kinds: Mapping[str, type[Bare]]) -> str:
    return "Service" if "Service" in kinds else next(iter(kinds))
