"""The tests that people wrote beside their alerts, as promtool tests that assert every label and annotation of the alert."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from slosmith.artifact import moment
from slosmith.matching.matcher import quoted
from slosmith.origin import Origin
from slosmith.plan.model import Alert, AlertTestPlan, ServicePlan
from slosmith.promql.expr import Binary, User, text
from slosmith.promql.strings import labels_text
from slosmith.targets.ruletests.assertions import expect_alerts
from slosmith.targets.ruletests.oracle.messages import message
from slosmith.targets.ruletests.series import rounded, to_a_millionth
from slosmith.targets.ruletests.suite import START, AlertCheck, Case, Probe, Sample, SuiteFile
from slosmith.units import duration


def alert_files(service: ServicePlan, order: tuple[str, ...]) -> Iterator[SuiteFile]:
    intervals = sorted({test.every for test in service.alert_tests})
    for every in intervals:
        scenarios: dict[object, list[AlertTestPlan]] = {}
        for test in service.alert_tests:
            if test.every == every:
                scenarios.setdefault((test.interval, *sorted(test.given.items())), []).append(test)
        origins: dict[str, tuple[Origin, ...]] = {}
        cases = tuple(_case(tests, number, origins) for number, tests in enumerate(scenarios.values(), 1))
        stem = f"{service.name}.alerts" + (f"-{every}s" if len(intervals) > 1 else "")
        yield SuiteFile(stem, (service.name,), every, order, cases, origins=origins)


def _case(tests: Sequence[AlertTestPlan], number: int, origins: dict[str, tuple[Origin, ...]]) -> Case:
    """The moments of one scenario, which share its series. Notes in `origins` where each was written."""
    said = (f"{each.alert} {'fires' if each.firing else 'is quiet'} at {duration(each.at)}" for each in tests)
    # What promtool says of a moment begins with the name, which therefore is its own.
    case = Case(f"{number}: {'; '.join(said)}", tests[0].interval, {**tests[0].given, **START})
    for test in tests:
        alerts, probes = len(case.alerts), len(case.probes)
        _add(case, test, number)
        asked = [
            *(moment(each.alert, each.at, case.name) for each in case.alerts[alerts:]),
            *(moment(each.expr, each.at) for each in case.probes[probes:]),
            test.alert,
        ]
        for each in asked:
            origins[each] = (*origins.get(each, ()), test.origin)
    return case


def _add(case: Case, test: AlertTestPlan, number: int) -> None:
    if not test.firing:
        case.alerts.append(AlertCheck(test.at, test.alert))
        return
    firing = [message(alert, test.labels, test.value, {}) for alert in test.firing]
    expect_alerts(case, test.at, test.alert, firing)
    if test.value is None:
        return
    # The evaluation whose outcome is seen then.
    evaluated = test.at - test.at % test.every
    for alert in test.firing:
        # One that is kept firing may have no value any more, and alerts change with the evaluation itself.
        if not alert.keep_firing_for and "ALERTS" not in text(alert.expr):
            labels = {name: value for name, value in test.labels.items() if name not in alert.labels}
            # promtool names no test with an expression: the comment does.
            expr = f"{_valued(alert, labels)} # {number}"
            case.probes.append(Probe(evaluated, expr, (Sample(labels, rounded(test.value)),)))


def _valued(alert: Alert, labels: Mapping[str, str]) -> str:
    """What the alert's expression gives for these labels, to a millionth: annotations may round it, or not print it.

    Without the name and the labels that the alert overrides: nobody sees these.
    """
    overridden = labels_text(alert.labels)
    seen = User(f"max without ({overridden}) {User(text(alert.expr))}")
    return to_a_millionth(text(Binary("and", seen, User(_labelled(labels)))))


def _labelled(labels: Mapping[str, str]) -> str:
    """A vector with one element of these labels."""
    made = "vector(1)"
    for name, value in labels.items():
        # A dollar would be a group of the regular expression.
        made = f'label_replace({made}, {quoted(name)}, {quoted(value.replace("$", "$$"))}, "", "")'
    return made
