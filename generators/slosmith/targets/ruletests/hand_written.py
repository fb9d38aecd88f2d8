"""The tests that people wrote beside their alerts, as promtool tests that hold every label and annotation against the alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slosmith.artifact import moment
from slosmith.plan.model import Alert, AlertTestPlan, ServicePlan
from slosmith.promql.expr import Binary, Number, User, quoted, text
from slosmith.source import Origin
from slosmith.targets.ruletests.expected import expect_all
from slosmith.targets.ruletests.series import rounded, to_a_millionth
from slosmith.targets.ruletests.suite import START, AlertCheck, Case, Probe, Sample, SuiteFile
from slosmith.units import duration


def alert_files(service: ServicePlan, order: tuple[str, ...]) -> Iterator[SuiteFile]:
    intervals = sorted({test.every for test in service.alert_tests})
    for every in intervals:
        cases: dict[object, Case] = {}
        origins: dict[str, tuple[Origin, ...]] = {}
        for test in service.alert_tests:
            if test.every == every:
                for asked in _add(cases, test):
                    origins[asked] = (*origins.get(asked, ()), test.origin)
        stem = f"{service.name}.alerts" + (f"-{every}s" if len(intervals) > 1 else "")
        yield SuiteFile(stem, (service.name,), every, order, tuple(cases.values()), origins=origins)


def _add(cases: dict[object, Case], test: AlertTestPlan) -> Iterator[str]:
    """What is asked, moment by moment. Those of one story share its series."""
    story = (test.interval, *sorted(test.given.items()))
    case = cases.get(story)
    if case is None:
        case = cases[story] = Case("", test.interval, {**test.given, **START})
    outcome = "fires" if test.firing else "is quiet"
    case.name += ("; " if case.name else "") + f"{test.alert} {outcome} at {duration(test.at)}"
    yield moment(test.alert, test.at)
    if not test.firing:
        case.alerts.append(AlertCheck(test.at, test.alert))
        return
    expect_all(case, test.at, [(alert, test.labels, test.value) for alert in test.firing], {})
    if test.value is not None:
        # The evaluation whose outcome is seen then.
        evaluated = test.at - test.at % test.every
        for alert in test.firing:
            # One that is kept firing may have no value any more.
            if not alert.keep_firing_for:
                expr = _valued(alert, test.labels)
                case.probes.append(Probe(evaluated, expr, (Sample(test.labels, rounded(test.value)),)))
                yield moment(expr, evaluated)


def _valued(alert: Alert, labels: Mapping[str, str]) -> str:
    """What the alert's expression gives for these labels, to a millionth, by no name. Annotations may round it, or not
    print it at all."""
    nameless = Binary("+", alert.expr, Number("0"))
    return to_a_millionth(text(Binary("and", nameless, User(_labelled(labels)))))


def _labelled(labels: Mapping[str, str]) -> str:
    """A vector with one element of these labels."""
    made = "vector(1)"
    for name, value in labels.items():
        # A dollar would be a group of the regular expression.
        made = f'label_replace({made}, {quoted(name)}, {quoted(value.replace("$", "$$"))}, "", "")'
    return made
