"""Matchers of labels, whoever wrote them: what they match, and the plainest label sets that tell them apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

from slosmith.matching.regex import accepts
from slosmith.matching.samples import samples

NAME = "__name__"
LabelSet: TypeAlias = Mapping[str, str]
Operator: TypeAlias = Literal["=", "!=", "=~", "!~"]
OPERATORS: tuple[Operator, ...] = ("=", "!=", "=~", "!~")
_OPPOSITE: Mapping[Operator, Operator] = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
# Values for labels of which is only said what they are not; the empty one is a label that is missing.
_ANY = ("other", "another", "")
_CLASSIC_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)


class Matcher(NamedTuple):
    """A label, an operator and a value. Regular expressions are anchored at both ends.

    `dot_all` says whether a dot in one matches the end of a line: it does in PromQL, and not in Alertmanager.
    """

    label: str
    operator: Operator
    value: str
    dot_all: bool = False

    @property
    def is_regex(self) -> bool:
        return self.operator in ("=~", "!~")

    def admits(self, value: str) -> bool:
        """Whether a value of the label matches; a label that is missing has the empty one."""
        match self.operator:
            case "=":
                return value == self.value
            case "!=":
                return value != self.value
            case "=~":
                return accepts(self.value, value, dot_all=self.dot_all)
            case _:
                return not accepts(self.value, value, dot_all=self.dot_all)

    def matches(self, labels: LabelSet) -> bool:
        return self.admits(labels.get(self.label, ""))

    def opposite(self) -> Matcher:
        return self._replace(operator=_OPPOSITE[self.operator])

    def candidates(self) -> tuple[str, ...]:
        """Values that it admits, as far as they can be read off it."""
        match self.operator:
            case "=":
                return (self.value,)
            case "=~":
                return samples(self.value)
            case _:
                return ()

    def __str__(self) -> str:
        """With the value in double quotes, which PromQL and every release of Alertmanager read alike."""
        return f"{label_text(self.label)}{self.operator}{quoted(self.value)}"


Matchers: TypeAlias = tuple[Matcher, ...]


def is_classic(label: str) -> bool:
    """Whether every Prometheus and Alertmanager takes the label's name; the others need one that reads UTF-8 names."""
    return _CLASSIC_LABEL.fullmatch(label) is not None


def label_text(label: str) -> str:
    """A label's name as PromQL and Alertmanager read it: in double quotes if it is not a classic one."""
    return label if is_classic(label) else quoted(label)


def quoted(value: str) -> str:
    """A string in double quotes as Go, hence PromQL and Alertmanager, reads it; anything else stands for itself."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def operator_of(text: str) -> Operator:
    assert text in OPERATORS
    return text


def equals(label: str, value: str) -> Matcher:
    return Matcher(label, "=", value)


def one_of(label: str, values: Iterable[str]) -> Matcher:
    """`=` for one value, else a regular expression of the values as they are."""
    listed = list(values)
    if len(listed) == 1:
        return equals(label, listed[0])
    return Matcher(label, "=~", any_of(listed))


def any_of(values: Iterable[str]) -> str:
    """A regular expression that matches these values and nothing else."""
    return "|".join(map(re.escape, values)).replace("\\-", "-")


def present(label: str) -> Matcher:
    return Matcher(label, "=~", ".+")


def selects(matchers: Iterable[Matcher], labels: LabelSet) -> bool:
    """Whether all matchers match."""
    return all(each.matches(labels) for each in matchers)


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
