"""Reads an environment: the one document of its file, and whether it is in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import ValidationError

from slosmith.diagnostics import Diagnostic, Related, diagnose
from slosmith.source import Document
from slosmith.spec import ENVIRONMENT, KINDS, kind_of, written_kind
from slosmith.spec.complaints import complaints
from slosmith.spec.environment import Environment
from slosmith.spec.types import shown

_KINDS = {ENVIRONMENT: Environment}


class Reading(NamedTuple):
    """`document` is there when nothing is wrong with it."""

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]


def read_environment(name: str, documents: Sequence[Document]) -> Reading:
    """The environment called `name`, of the documents in the files of that name."""
    first, *others = documents
    found = [_twice(name, first, other) for other in others]
    found += [fault for each in documents for fault in _faults(name, each)]
    return Reading(None if found else first, tuple(found))


def _faults(name: str, document: Document) -> Iterator[Diagnostic]:
    if (named := written_kind(document)) in KINDS:
        said = f"a {named} stands among the environments, where it holds for none of them"
        hint = (
            "move it out of `environments/`; what differs in an environment is written into its Environment"
        )
        yield diagnose("environment-file", said, document.span(("kind",)), hint)
        return
    kind, faults = kind_of(document, _KINDS)
    yield from faults
    if kind is None:
        return
    try:
        environment = kind.model_validate(document.data)
    except ValidationError as fault:
        yield from complaints(fault, document, kind)
        return
    if "/" in name:
        said = f"the environment stands in a folder of its own: {shown(name)}"
        yield diagnose("environment-file", said, document.span(), "move the file into `environments/` itself")
    elif environment.name != name:
        said = f"the environment is called `{environment.name}`, and its file `{shown(name)}`"
        hint = (
            "give both one name: the file says what is there, and the folder of the output is called after it"
        )
        yield diagnose("environment-file", said, document.span(("name",)), hint)


def _twice(name: str, first: Document, other: Document) -> Diagnostic:
    said, hint = f"`{shown(name)}` is described twice", "make one document of the two"
    return diagnose("duplicate-id", said, other.span(), hint, [Related("the first is here", first.span())])
