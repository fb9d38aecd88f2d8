"""What a firing alert says: its labels and annotations, printed from the series of that moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol

from slosmith.promql.convert import to_tree
from slosmith.promql.steady import World, evaluate
from slosmith.promql.syntax import Unsupported
from slosmith.targets.ruletests.oracle.gotemplate import Moment, Sample, Unprintable, render


class AlertText(Protocol):
    """An alert as far as its texts go."""

    @property
    def name(self) -> str: ...
    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def annotations(self) -> Mapping[str, str]: ...


class Firing(NamedTuple):
    """All that an alert says while it fires."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]


class Message(NamedTuple):
    """An alert that fires. `result` are the labels that its expression gives; `says` is None where a template is not understood."""

    alert: AlertText
    result: Mapping[str, str]
    says: Firing | None


def message(alert: AlertText, result: Mapping[str, str], value: float | None, series: World) -> Message:
    """`result` is all that templates see of the labels."""
    moment = Moment(result, value, lambda source: _answer(series, source))
    try:
        labels = {**result, **{name: render(text, moment) for name, text in alert.labels.items()}}
        annotations = {name: render(text, moment) for name, text in alert.annotations.items()}
    except Unprintable:
        return Message(alert, result, None)
    return Message(alert, result, Firing(labels, annotations))


def _answer(series: World, source: str) -> list[Sample]:
    """What a query of an annotation gives. Raises Unprintable if it is not understood."""
    try:
        found = evaluate(to_tree(source), series)
    except Unsupported as beyond:
        raise Unprintable(str(beyond)) from beyond
    return [Sample(dict(labels), value) for labels, value in found.items()]
