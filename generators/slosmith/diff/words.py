"""How the parts of a difference are called, and how values read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from slosmith.diff.node import Value
from slosmith.markdown.write import code
from slosmith.units import decimal_text

# So many names are told before the rest is only counted.
_NAMED = 4


def amount(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def quoted(text: str) -> str:
    """A name or an expression within a sentence."""
    return code(text)


def listed(names: Sequence[str]) -> str:
    """`a`, `b` and `c`; of many only the first."""
    if len(names) > _NAMED + 1:
        shown = ", ".join(map(quoted, names[:_NAMED]))
        return f"{shown} and {len(names) - _NAMED} more"
    *first, last = map(quoted, names)
    return f"{', '.join(first)} and {last}" if first else last


# What a path in plan.json is called in a table; what is not here is called as it is there.
_FIELDS = {
    "budget_window": "budget window",
    "burn_rate": "burn rate",
    "min_events": "errors at least",
    "group_by": "group by",
    "scrape_interval": "scrape interval",
    "evaluation_interval": "evaluation interval",
    "keep_firing_for": "keep firing for",
    "labels.severity": "severity",
    "labels.owner": "owner",
    "labels.service": "service",
    "labels.slo": "slo",
    "annotations.playbook": "playbook",
    "annotations.summary": "summary",
    "annotations.description": "description",
    "annotations.runbook_url": "runbook",
    "annotations.dashboard_url": "dashboard",
    "expr": "expression",
    "sha256": "text",
    "base.sha256": "Alertmanager configuration of before",
}
_PREFIXES = {
    "labels.": "label ",
    "annotations.": "annotation ",
    "external_labels.": "external label ",
    "versions.": "version of ",
    "receivers.": "told of a ",
}
_RATIOS = ("target", "threshold")
_SHA256 = "sha256"


def field_text(name: str) -> str:
    if name in _FIELDS:
        return _FIELDS[name]
    for prefix, words in _PREFIXES.items():
        if name.startswith(prefix):
            return words + name.removeprefix(prefix)
    return name.replace("_", " ")


def value_text(name: str, value: Value) -> str:
    """Empty for what is not there."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(value_text("", each) for each in value)
        case str() if name.rpartition(".")[2] == _SHA256:
            return value[:8]
        case str() if name in _RATIOS:
            return _percent(value)
        case str() if name == "burn_rate":
            return f"{value}x"
        case _:
            return str(value)


def _percent(text: str) -> str:
    try:
        return f"{decimal_text(Decimal(text) * 100)}%"
    except InvalidOperation:
        return text


def plain_list(names: Sequence[str]) -> str:
    """`a, b and 9 more`, without backticks."""
    shown = names if len(names) <= _NAMED + 1 else (*names[:_NAMED], f"{len(names) - _NAMED} more")
    return ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + shown[-1] if shown else ""
