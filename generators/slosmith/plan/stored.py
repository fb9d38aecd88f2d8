"""A plan as JSON text and back, for caches and other processes. Only the types that a plan is made of are ever made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Final

from slosmith import contract, origin, signal
from slosmith.burnrate import tier
from slosmith.inputs import model as inputs
from slosmith.matching import matcher
from slosmith.plan import deployment, model, oncall_model, pages_model
from slosmith.plan.model import Plan
from slosmith.promql import expr, series
from slosmith.routing import inhibition, tree
from slosmith.source import jsonnet_process

_MODULES: Final = (
    contract, deployment, expr, inhibition, inputs, jsonnet_process, matcher, model, oncall_model, origin, pages_model,
    series, signal, tier, tree,
)  # fmt: skip

# Values that JSON has no type for: {"!": type, "of": content}. Every other list is a tuple.
_TYPE, _OF = "!", "of"
_LIST, _MAPPING, _SET = "list", "mapping", "set"
# A path as it is written anywhere.
_TEXTS: Final = {"Fraction": Fraction, "Decimal": Decimal, "Path": Path}


class NotAPlan(ValueError):
    """The text is none that `dump` wrote, or that of another version."""


def dump(plan: Plan) -> str:
    return json.dumps(_encoded(plan), ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> Plan:
    """Raises NotAPlan."""
    try:
        plan = _decoded(json.loads(text))
    except (ValueError, TypeError, KeyError, RecursionError) as fault:
        raise NotAPlan(str(fault)) from None
    if not isinstance(plan, Plan):
        raise NotAPlan("it is something else")
    return plan


def _encoded(value: Any) -> Any:
    match value:
        case Enum():
            return _tagged(_name(type(value)), value.name)
        case None | bool() | int() | float() | str():
            return value
        case Fraction() | Decimal():
            return _tagged(type(value).__name__, str(value))
        case Path():
            return _tagged("Path", value.as_posix())
        case Mapping():
            return _tagged(_MAPPING, [[_encoded(key), _encoded(each)] for key, each in value.items()])
        case frozenset():
            return _tagged(_SET, [_encoded(each) for each in sorted(value, key=str)])
        case list():
            return _tagged(_LIST, [_encoded(each) for each in value])
        case tuple() if hasattr(value, "_fields"):
            return _tagged(_name(type(value)), [_encoded(each) for each in value])
        case tuple():
            return [_encoded(each) for each in value]
        case _:
            assert is_dataclass(value), f"a plan is plain data, and holds a {type(value).__name__}"
            content = [_encoded(getattr(value, each.name)) for each in fields(value)]
            return _tagged(_name(type(value)), content)


def _tagged(name: str, content: Any) -> dict[str, Any]:
    assert name in _known() or name in (_LIST, _MAPPING, _SET, *_TEXTS), (
        f"a plan cannot be stored with a {name}"
    )
    return {_TYPE: name, _OF: content}


def _decoded(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_decoded, value))
    if not isinstance(value, dict):
        return value
    name, content = value[_TYPE], value[_OF]
    if name in _TEXTS:
        return _TEXTS[name](content)
    if name == _MAPPING:
        return {_decoded(key): _decoded(each) for key, each in content}
    if name == _SET:
        return frozenset(map(_decoded, content))
    if name == _LIST:
        return list(map(_decoded, content))
    kind = _known()[name]
    if issubclass(kind, Enum):
        return kind[content]
    return kind(*map(_decoded, content))


@cache
def _known() -> dict[str, type[Any]]:
    """The types that a plan may hold, by name: those of these modules."""
    known: dict[str, type[Any]] = {}
    for module in _MODULES:
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__ and _is_plain(kind):
                known[_name(kind)] = kind
    return known


def _name(kind: type[Any]) -> str:
    return f"{kind.__module__}.{kind.__name__}"


def _is_plain(kind: type[Any]) -> bool:
    return issubclass(kind, Enum) or is_dataclass(kind) or hasattr(kind, "_fields")
