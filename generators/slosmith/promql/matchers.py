"""Selectors taken apart: which label sets they select, and label sets that one selects and another does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import promql_parser as pp

from slosmith.promql.expr import label_matcher
from slosmith.promql.regex import accepts, samples
from slosmith.promql.structure import walk
from slosmith.promql.syntax import syntax_tree
from slosmith.promql.window import fill_window

NAME = "__name__"
_OPPOSITE = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
_OPERATORS = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}
# Values for labels of which is only said what they are not; the empty one is a label that is not there.
_ANY = ("other", "another", "")

_ANY_WINDOW = 600

LabelSet: TypeAlias = Mapping[str, str]


class Matcher(NamedTuple):
    label: str
    operator: str
    value: str

    def admits(self, value: str) -> bool:
        match self.operator:
            case "=":
                return value == self.value
            case "!=":
                return value != self.value
            case "=~":
                return accepts(self.value, value)
            case _:
                return not accepts(self.value, value)

    def opposite(self) -> Matcher:
        return self._replace(operator=_OPPOSITE[self.operator])

    def candidates(self) -> tuple[str, ...]:
        match self.operator:
            case "=":
                return (self.value,)
            case "=~":
                return samples(self.value)
            case _:
                return ()


Matchers: TypeAlias = tuple[Matcher, ...]


@lru_cache(maxsize=65536)
def matchers_of(selector: str) -> Matchers:
    """The matchers of a selector that is known to parse; the metric's name is one of them."""
    root = syntax_tree(selector)
    return matchers_in(root.vector_selector if isinstance(root, pp.MatrixSelector) else root)


def selected(tree: Any) -> tuple[Matchers, ...]:
    """The matchers of every selector in a parsed expression, each once."""
    found = (node for node in walk(tree) if isinstance(node, pp.VectorSelector | pp.MatrixSelector))
    return tuple(
        dict.fromkeys(
            matchers_in(each.vector_selector if isinstance(each, pp.MatrixSelector) else each)
            for each in found
        )
    )


def selectors_in(source: str) -> tuple[Matchers, ...]:
    """The same of what somebody wrote; any window shows which series it selects."""
    return selected(syntax_tree(fill_window(source, _ANY_WINDOW)))


def matchers_in(selector: Any) -> Matchers:
    listed = tuple(
        Matcher(each.name, _OPERATORS[str(each.op).rpartition(".")[2]], each.value)
        for each in selector.matchers.matchers
    )
    return (Matcher(NAME, "=", selector.name), *listed) if selector.name else listed


def nameless(matchers: Iterable[Matcher]) -> bool:
    """Whether no metric is named: it is chosen by a pattern, by what it is not, or by other labels alone."""
    return not any(each.label == NAME and each.operator == "=" for each in matchers)


def selects(matchers: Matchers, labels: LabelSet) -> bool:
    """Labels that are not there are empty, as Prometheus has it."""
    return all(each.admits(labels.get(each.label, "")) for each in matchers)


def choose(matchers: Iterable[Matcher]) -> dict[str, str] | None:
    """The plainest label set that all matchers select, or None if none was found."""
    by_label: dict[str, list[Matcher]] = {}
    for each in matchers:
        by_label.setdefault(each.label, []).append(each)
    chosen = {}
    for label, wanted in by_label.items():
        value = next(values_of(wanted, *(["some_metric"] if label == NAME else [])), None)
        if value is None:
            return None
        if value:
            chosen[label] = value
    return chosen


def values_of(wanted: Iterable[Matcher], *more: str) -> Iterator[str]:
    """Values of one label that all of its matchers admit."""
    wanted = tuple(wanted)
    tried = (*(value for each in wanted for value in each.candidates()), *more, *_ANY)
    return (value for value in dict.fromkeys(tried) if all(each.admits(value) for each in wanted))


def outside(of: Matchers, within: Matchers) -> dict[str, str] | None:
    """A label set that `within` selects and `of` does not: one of the matchers of `of` fails."""
    for each in of:
        if each.label == NAME:
            continue
        found = choose((*within, each.opposite()))
        if found is not None and not selects(of, found):
            return found
    return None


def near_misses(matchers: Matchers) -> Iterator[dict[str, str]]:
    """For each matcher a label set that meets all others and not this one."""
    for index, each in enumerate(matchers):
        if each.label == NAME:
            continue
        found = choose((*matchers[:index], *matchers[index + 1 :], each.opposite()))
        if found is not None:
            yield found


def series_text(labels: LabelSet) -> str:
    """As Prometheus reads it: `name{label="value"}`."""
    listed = ", ".join(label_matcher(name, value) for name, value in labels.items() if name != NAME)
    return f"{labels.get(NAME, '')}{{{listed}}}" if listed or NAME not in labels else labels[NAME]
