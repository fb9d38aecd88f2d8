"""The targets that a caller of the library asks for, by name or as a target of their own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from slosmith.spec.spelling import did_you_mean
from slosmith.targets import NEEDS, TARGET_NAMES
from slosmith.targets.base import Package, Target

Choice: TypeAlias = "str | Target[Any] | Package[Any]"


class UnknownTarget(LookupError):
    """Neither the name of a target nor a target."""


class Chosen(NamedTuple):
    """`names` holds those of all that are chosen, `own` the targets and packages that came as objects."""

    names: tuple[str, ...]
    own: tuple[Target[Any] | Package[Any], ...]


def chosen(choices: Iterable[Choice]) -> Chosen:
    """Raises UnknownTarget, and ValueError where two have one name or a target lacks one that it needs."""
    if isinstance(choices, str):
        raise TypeError(f"targets are a list of names: ['{choices}']")
    names: list[str] = []
    own: list[Target[Any] | Package[Any]] = []
    needed: dict[str, tuple[str, ...]] = {}
    for choice in choices:
        if isinstance(choice, str):
            if choice not in TARGET_NAMES:
                hint = did_you_mean(choice, TARGET_NAMES) or f"there are: {', '.join(TARGET_NAMES)}"
                raise UnknownTarget(f"there is no target `{choice}`; {hint}")
            name, needs = choice, NEEDS.get(choice, ())
        else:
            name, needs = choice.name, choice.needs if isinstance(choice, Target) else ()
            if name in TARGET_NAMES:
                raise ValueError(f"`{name}` is a target of slosmith; give yours another name")
            own.append(choice)
        if name in names:
            raise ValueError(f"the target `{name}` is named twice")
        names.append(name)
        needed[name] = needs
    for name, needs in needed.items():
        if missing := [each for each in needs if each not in names]:
            raise ValueError(f"the target `{name}` needs `{missing[0]}`")
    return Chosen(tuple(names), tuple(own))
