"""Which SLOs can share a case, whose storage promtool opens once and in which it evaluates all rules of the service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias, TypeVar

from slosmith.matching.matcher import NAME, LabelSet, Matcher, Matchers, selects

# A metric with one of its labels, or with none.
_Key: TypeAlias = "tuple[str, str, str] | tuple[str]"


class Reader(Protocol):
    """Has input series, a sample each `step` seconds, and reads all that its selectors select."""

    @property
    def selectors(self) -> Sequence[Matchers]: ...

    @property
    def series(self) -> Sequence[LabelSet]: ...

    @property
    def step(self) -> int: ...


R = TypeVar("R", bound=Reader)


def side_by_side(readers: Iterable[R]) -> list[list[R]]:
    """Each reader joins the first case in which it reads no other's series, and no other reads its own."""
    cases: list[tuple[list[R], _Shared]] = []
    for reader in readers:
        for together, shared in cases:
            if together[0].step == reader.step and not shared.disturbs(reader):
                break
        else:
            together, shared = [], _Shared()
            cases.append((together, shared))
        together.append(reader)
        shared.add(reader)
    return [together for together, _ in cases]


@dataclass(slots=True)
class _Shared:
    """What the readers of a case select and bring, found by metric and label, since a service may have hundreds of SLOs."""

    _series: dict[_Key, list[LabelSet]] = field(default_factory=dict)
    _selectors: dict[_Key, list[Matchers]] = field(default_factory=dict)

    def disturbs(self, reader: Reader) -> bool:
        return any(self._brings(each) for each in reader.selectors) or any(
            self._reads(each) for each in reader.series
        )

    def add(self, reader: Reader) -> None:
        for labels in reader.series:
            for key in _keys(labels):
                self._series.setdefault(key, []).append(labels)
        for matchers in reader.selectors:
            rarest = min(_wanted(matchers), key=lambda key: len(self._selectors.get(key, ())))
            self._selectors.setdefault(rarest, []).append(matchers)

    def _brings(self, matchers: Matchers) -> bool:
        few = min((self._series.get(key, []) for key in _wanted(matchers)), key=len)
        return any(selects(matchers, labels) for labels in few)

    def _reads(self, labels: LabelSet) -> bool:
        return any(
            selects(matchers, labels) for key in _keys(labels) for matchers in self._selectors.get(key, ())
        )


def _keys(labels: LabelSet) -> Iterator[_Key]:
    name = labels[NAME]
    yield (name,)
    yield from ((name, label, value) for label, value in labels.items() if label != NAME)


def _wanted(matchers: Matchers) -> list[_Key]:
    """The keys of all series that are selected: the metric, and with it each label of which the value is given."""
    name = next(each.value for each in matchers if each.label == NAME)
    return [*((name, each.label, each.value) for each in matchers if _given(each)), (name,)]


def _given(matcher: Matcher) -> bool:
    return matcher.operator == "=" and bool(matcher.value) and matcher.label != NAME
