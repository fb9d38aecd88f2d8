"""The oracle asks no rule, and knows when alerts wait, fire, are kept firing and clear."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.plans import slo_of

from slosmith.plan.model import AlertKind
from slosmith.plan.slo_rules import slo_rules
from slosmith.promql.steady import Labels
from slosmith.targets.ruletests import oracle
from slosmith.targets.ruletests.oracle.alerts import ExpectedAlert, expected_alerts
from slosmith.targets.ruletests.oracle.evaluation import Evaluation
from slosmith.targets.ruletests.oracle.firing import AlertState
from slosmith.targets.ruletests.oracle.history import History

# What builds the rules, and decides which alerts there are.
RULES = {f"slosmith.plan.{name}" for name in ("slo_rules", "slo_alerts", "windows", "notices", "rule_files")}
X: Labels = frozenset({("slo", "X")})


def test_no_rule_is_asked() -> None:
    modules = sorted(Path(str(oracle.__file__)).parent.glob("*.py"))
    assert len(modules) > 5
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in RULES, module.name


def test_it_expects_the_alerts_that_the_rules_have() -> None:
    for more in (
        "target: 99.9%",
        "target: 99%, group_by: [region]",
        "target: 100%",
        "target: 95%, window: 6h",
    ):
        slo = slo_of(more)
        known = {(each.name, each.labels["scope"]): each for each in slo_rules(slo).alerts}
        expected = {(each.name, each.labels["scope"]): each for each in expected_alerts(slo)}
        assert known.keys() == expected.keys()
        for key, alert in known.items():
            assert (alert.labels, alert.annotations) == (expected[key].labels, expected[key].annotations)


def _alert(for_: int = 0, keep_firing_for: int = 0) -> ExpectedAlert:
    return ExpectedAlert(AlertKind.NO_DATA, "A", {}, {}, for_, keep_firing_for, None, False, False)


def _course(alert: ExpectedAlert, active: str, every: int) -> str:
    state, fires = AlertState(alert), ""
    for number, each in enumerate(active):
        state.advance(number * every, {X: 1.0} if each == "x" else {}, {})
        fires += "x" if state.fires else "."
    return fires


def test_an_alert_waits_until_its_time_is_over_and_anew_after_a_gap() -> None:
    assert _course(_alert(for_=600), "xxxx.xxx", 300) == "..xx...x"
    assert _course(_alert(for_=601), "xxxx", 300) == "...x"


def test_an_alert_is_kept_firing_from_the_first_evaluation_without_its_condition() -> None:
    assert _course(_alert(keep_firing_for=600), "x....x", 300) == "xxx..x"
    assert _course(_alert(keep_firing_for=601), "x....", 300) == "xxxx."
    assert _course(_alert(300, 600), "xx.x...", 300) == ".xxxxx."


def test_what_a_rule_recorded_is_stale_when_it_records_nothing() -> None:
    history = History()
    history.record(0, "a", X, 1.0)
    history.add(0, "b", X, 1.0)
    assert history.at("a", 0) == {X: 1.0}
    assert history.at("a", 60) == {}
    assert history.at("b", 60) == {X: 1.0}
    assert history.at("b", 300) == {}


def test_a_sample_that_is_injected_and_recorded_at_once_is_one() -> None:
    history = History()
    history.add(600, "a", X, 1.0)
    history.record(600, "a", X, 1.0)
    assert [value for _, value in history.within("a", 600, 60)] == [1.0]


def test_a_ratio_is_errors_by_events_of_a_window() -> None:
    slo, labels = slo_of("target: 99.9%"), frozenset({("slo", "X"), ("service", "shop")})
    history = History()
    for age, errors in ((600, 3.0), (50_000, 500.0)):
        history.add(100_000 - age, "slo:errors:rate", labels, errors)
        history.add(100_000 - age, "slo:events:rate", labels, 1000.0)
    evaluation = Evaluation(slo, 100_000, history)
    assert evaluation.ratio(6 * 3600) == {labels: 0.003}
    assert evaluation.ratio(86400) == {labels: 503 / 2000}
    assert evaluation.ratio(3600) == {}, "it is read from raw series, and there are none"
