"""The tests that people wrote beside their alerts, as promtool tests that hold every label and annotation against the alert."""

from __future__ import annotations

from collections.abc import Iterator

from slosmith.plan.model import AlertTestPlan, ServicePlan
from slosmith.targets.ruletests.expected import expect_all
from slosmith.targets.ruletests.suite import START, AlertCheck, Case, SuiteFile
from slosmith.units import duration


def alert_files(service: ServicePlan, order: tuple[str, ...]) -> Iterator[SuiteFile]:
    intervals = sorted({test.every for test in service.alert_tests})
    for every in intervals:
        cases: dict[object, Case] = {}
        for test in service.alert_tests:
            if test.every == every:
                _add(cases, test)
        stem = f"{service.name}.alerts" + (f"-{every}s" if len(intervals) > 1 else "")
        yield SuiteFile(stem, (service.name,), every, order, tuple(cases.values()))


def _add(cases: dict[object, Case], test: AlertTestPlan) -> None:
    """Moments of one story share its series."""
    story = (test.interval, *sorted(test.given.items()))
    case = cases.get(story)
    if case is None:
        case = cases[story] = Case("", test.interval, {**test.given, **START})
    outcome = "fires" if test.firing else "is quiet"
    case.name += ("; " if case.name else "") + f"{test.alert} {outcome} at {duration(test.at)}"
    if test.firing:
        expect_all(case, test.at, [(alert, test.labels, test.value) for alert in test.firing], {})
    else:
        case.alerts.append(AlertCheck(test.at, test.alert))
