"""What is said of the base and of its environments, told once: each mistake names the environments that have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from slosmith.accepted import Accepted
from slosmith.diagnostics import Diagnostic, Related, ordered
from slosmith.environments.overlaid import Overlaid
from slosmith.environments.sources import BASE
from slosmith.source import Document

T = TypeVar("T")


def together(
    base: Iterable[Diagnostic],
    others: Mapping[str, Iterable[Diagnostic]],
    documents: Mapping[str, Sequence[Document]] | None = None,
    located: Callable[[str, Diagnostic], Diagnostic] = lambda name, each: each,
) -> tuple[Diagnostic, ...]:
    """Those of the base as they are, and of those that only environments have each once, with their names.

    `documents` are those of each environment, to point at what it changes there. What is the same is told of the
    first that has it; where its generated files stand, `located` says by its name.
    """
    base = tuple(base)
    said = frozenset(map(_said, base))
    having = _having(frozenset(base), others)
    told = (
        replace(
            there,
            message=f"{called(names)}: {each.message}",
            related=(*there.related, *_changes(each, names, documents or {})),
        )
        for each, names in having.items()
        if _said(each) not in said
        for there in (located(names[0], each),)
    )
    return tuple(ordered((*(located(BASE, each) for each in base), *told)))


def _said(diagnostic: Diagnostic) -> tuple[object, ...]:
    """What makes two of them one; which keys a hint offers depends on those that an environment adds."""
    return diagnostic.code, diagnostic.text, diagnostic.span


def accepted_together(
    base: Iterable[Accepted], others: Mapping[str, Iterable[Accepted]]
) -> tuple[Accepted, ...]:
    """The same for warnings that were accepted."""
    base = tuple(base)
    told = (
        each._replace(
            diagnostic=replace(each.diagnostic, message=f"{called(names)}: {each.diagnostic.message}")
        )
        for each, names in _having(frozenset(base), others).items()
    )
    return (*base, *told)


def called(names: Sequence[str]) -> str:
    return f"environment{'' if len(names) == 1 else 's'} {', '.join(names)}"


def _having(base: frozenset[T], others: Mapping[str, Iterable[T]]) -> dict[T, list[str]]:
    """Who has each thing that the base has not."""
    having: dict[T, list[str]] = {}
    for name, found in others.items():
        for each in dict.fromkeys(found):
            if each not in base:
                having.setdefault(each, []).append(name)
    return having


def _changes(
    diagnostic: Diagnostic, names: Sequence[str], documents: Mapping[str, Sequence[Document]]
) -> Iterable[Related]:
    """Where the environments change the object that is at fault, if it is written in the base."""
    for name in names:
        for document in documents.get(name, ()):
            if isinstance(document, Overlaid) and (place := document.touched(diagnostic.span)):
                yield Related(f"{name} changes it here", place)
