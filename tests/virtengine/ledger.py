"""Holds a handbook against the facts of a document: what it says of them, and what it quotes as corrected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from .facts import Block, Fact, blocks, normal

_OBJECT = re.compile(r"[A-Z]+-[A-Z0-9-]*\d+: ")
_OF_ALERTS = frozenset({"group", "alert", "expr", "for", "labels", "annotations"})


class Standing(NamedTuple):
    """How a fact stands in a handbook: as often as the document has it, and as a quotation."""

    said: bool
    quoted: bool


class Ledger:
    """A handbook, ready to be asked for facts."""

    def __init__(self, handbook: str) -> None:
        self._by_start: dict[tuple[str, str], list[Block]] = {}
        self._quotes: list[tuple[str, str]] = []
        self._rules: list[tuple[tuple[str, ...], dict[str, Any]]] = []
        for block in blocks(handbook):
            if "Corrections" in block.path:
                if block.kind == "quotation":
                    self._quotes.append((block.path[-1], block.texts[0]))
                continue
            block = block._replace(path=block.path[1:])
            if block.kind == "yaml":
                self._rules += ((block.path, rule) for rule in yaml.safe_load(block.texts[0]))
            key = "" if block.kind == "row" else _start(block.texts[0])
            self._by_start.setdefault((block.kind, key), []).append(block)

    def standings(self, facts: Iterable[Fact]) -> dict[Fact, Standing]:
        return {
            fact: Standing(self._times(fact) >= times, self._quoted(fact))
            for fact, times in Counter(facts).items()
        }

    def _times(self, fact: Fact) -> int:
        if fact.kind in _OF_ALERTS:
            return sum(_below(path, fact.path) and _defines(rule, fact) for path, rule in self._rules)
        kind = {"expression": "promql", "comment": "line"}.get(fact.kind, fact.kind)
        key = "" if fact.kind == "row" else _start(fact.texts[0])
        return sum(
            _below(each.path, fact.path) and _says(each, fact) for each in self._by_start.get((kind, key), ())
        )

    def _quoted(self, fact: Fact) -> bool:
        return any(_about(subject, fact) and _holds(was, fact) for subject, was in self._quotes)


def _start(text: str) -> str:
    return text[:4]


def _below(path: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """All headings above the fact stand above it here as well, in this order."""
    rest = iter(path)
    return all(each in rest for each in wanted)


def _says(block: Block, fact: Fact) -> bool:
    match fact.kind:
        case "row":
            return _in_order(fact.texts, block.texts)
        case "text":
            text, wanted = block.texts[0], fact.texts[0]
            return text.startswith(wanted) and not text[len(wanted) :][:1].isalnum()
        case "expression":
            return " ".join(block.texts[0].split()) == fact.texts[0]
        case _:
            return block.texts == fact.texts


def _in_order(wanted: tuple[str, ...], cells: tuple[str, ...]) -> bool:
    """Each cell within a cell of its own, from left to right."""
    rest = iter(cells)
    return all(any(each in cell for cell in rest) for each in wanted)


def _defines(rule: dict[str, Any], fact: Fact) -> bool:
    if fact.kind == "group":
        return bool(rule["labels"]["service"] == fact.texts[0])
    if fact.kind in ("labels", "annotations"):
        name, value = fact.texts
        return bool(rule[fact.kind].get(name) == value)
    return bool(rule.get(fact.kind) == fact.texts[0])


def _about(subject: str, fact: Fact) -> bool:
    """What is said of one object is corrected there; what is said of none, anywhere."""
    objects = (
        [fact.path[-1]] if fact.kind in _OF_ALERTS - {"group"} else [p for p in fact.path if _OBJECT.match(p)]
    )
    return not objects or subject.endswith(objects[-1])


def _holds(was: str, fact: Fact) -> bool:
    match fact.kind:
        case "line" | "comment":
            return fact.texts[0] in (" ".join(line.split()) for line in was.splitlines())
        case "expression" | "expr":
            return fact.texts[0] == " ".join(was.split())
        case "group":
            return f"- name: {fact.texts[0]}" in was
        case "labels" | "annotations" | "for" | "alert":
            return False
        case _:
            return normal(" ".join(fact.texts)) in _lines(was)


def _lines(text: str) -> Iterator[str]:
    return (normal(line) for line in text.splitlines())
