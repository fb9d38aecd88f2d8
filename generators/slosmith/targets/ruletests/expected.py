"""What a firing alert must say: its labels and annotations, printed from the series of that moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from slosmith.plan.model import Alert
from slosmith.promql.convert import Unsupported, to_tree
from slosmith.promql.expr import label_matcher
from slosmith.promql.steady import World, evaluate
from slosmith.targets.ruletests.gotemplate import Moment, Unprintable, render
from slosmith.targets.ruletests.suite import AlertCheck, Case, Firing, Probe, Sample

# An alert, the labels that its expression gives, and the value.
Shown: TypeAlias = "tuple[Alert, Mapping[str, str], float | None]"


class Showing(NamedTuple):
    """An alert that fires, `result` being the labels of what its expression gave; `says` is None if nobody can foretell."""

    alert: Alert
    result: Mapping[str, str]
    says: Firing | None


def answered(series: World, source: str) -> float | None:
    """The first value that a query of an annotation gives. Raises Unprintable if it is too much for us."""
    try:
        found = evaluate(to_tree(source), series)
    except Unsupported as beyond:
        raise Unprintable(str(beyond)) from beyond
    return next(iter(found.values()), None)


def showing(alert: Alert, result: Mapping[str, str], value: float | None, series: World) -> Showing:
    """`result` are the labels of what the expression gives, and all that templates see."""
    moment = Moment(result, value, lambda source: answered(series, source))
    try:
        labels = {**result, **{name: render(text, moment) for name, text in alert.labels.items()}}
        annotations = {name: render(text, moment) for name, text in alert.annotations.items()}
    except Unprintable:
        return Showing(alert, result, None)
    return Showing(alert, result, Firing(labels, annotations))


def expect(
    case: Case,
    at: int,
    alert: Alert,
    results: Iterable[Mapping[str, str]],
    value: float | None,
    series: World,
) -> None:
    """The alert fires for these results, and for no others, and says what it should."""
    expect_all(case, at, [(alert, result, value) for result in results], series)


def expect_all(case: Case, at: int, shown: Sequence[Shown], series: World) -> None:
    """As `expect`, for alerts that share a name: the rungs of a ladder."""
    expect_shown(case, at, shown[0][0].name, [showing(*each, series) for each in shown])


def expect_shown(case: Case, at: int, name: str, shown: Sequence[Showing]) -> None:
    """Exactly these alerts of that name fire. None: it is quiet."""
    said = [each.says for each in shown if each.says is not None]
    if len(said) == len(shown):
        case.alerts.append(AlertCheck(at, name, tuple(said)))
        return
    # Templates that are not ours to foretell: only the plain labels are held against it.
    for each in shown:
        case.probes.append(Probe(at, firing_count(each.alert, each.result), (Sample({}, 1),)))
    case.probes.append(Probe(at, f"count({_named(name)})", (Sample({}, len(shown)),)))


def _named(alert: str, *more: str) -> str:
    matchers = [label_matcher("alertname", alert), label_matcher("alertstate", "firing"), *more]
    return f"ALERTS{{{', '.join(matchers)}}}"


def firing_count(alert: Alert, result: Mapping[str, str]) -> str:
    """How many alerts fire with its plain labels."""
    plain = {name: text for name, text in {**result, **alert.labels}.items() if "{{" not in text}
    return f"count({_named(alert.name, *(label_matcher(name, text) for name, text in plain.items()))})"
