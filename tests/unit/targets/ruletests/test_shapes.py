"""SLOs have one shape when their rules differ in names only, and one of them represents the others."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.mutants.play import notices
from tests.plans import HEAD, plan_of

from slosmith.artifact import Artifact
from slosmith.plan.model import Plan, Proofs
from slosmith.plan.rule_files import rule_files, service_rules
from slosmith.plan.slo_rules import slo_rules
from slosmith.targets import ruletests
from slosmith.targets.prometheus import rule_file_text
from slosmith.targets.rendering import rendered
from slosmith.targets.ruletests.shapes import by_shape, representatives, shape
from slosmith.tools.run import Tool


def _slo(slo: str, sli: str, more: str) -> str:
    return f"  - {{id: {slo}, title: Title of {slo}, sli: {sli}, {more}}}\n"


def _plan(*slos: str, head: str = "") -> Plan:
    return plan_of(f"{head}{HEAD}Service\nname: shop\nslos:\n{''.join(slos)}")


RATIO = "{ratio: {bad: 'x_total{code=~\"5..\"}', total: x_total}}"
PLAIN = _slo("SLO-1", RATIO, "target: 99.9%")
OWN = "{ratio: {bad: 'sum(rate(x_bad_total[$window])) * 1', total: 'sum(rate(x_total[$window]))'}}"
SLICE = "{time_slice: {query: min(level), at_least: 3}}"


@pytest.mark.parametrize(
    "other",
    [
        _slo("SLO-10", "{ratio: {bad: y_bad_total, total: 'y_total{job=\"y\"}'}}", "target: 99.9%"),
        _slo("SLO-2", RATIO, "target: 99.9%, owner: another, description: Something else"),
    ],
    ids=["other series", "other texts"],
)
def test_names_do_not_count(other: str) -> None:
    [service] = _plan(PLAIN, other).services
    one, two = map(shape, map(slo_rules, service.slos))
    assert one == two


@pytest.mark.parametrize(
    ("sli", "others"),
    [
        (OWN, OWN.replace("x_", "y_").replace("* 1", "* (2 - 1)")),
        (SLICE, SLICE.replace("min(level)", "max(height) / 2")),
        (
            "{latency: {histogram: a_seconds, threshold: 1s}}",
            "{latency: {histogram: b_seconds, threshold: 2s}}",
        ),
    ],
    ids=["own PromQL", "slices", "histogram"],
)
def test_what_somebody_wrote_counts_by_its_role(sli: str, others: str) -> None:
    [service] = _plan(_slo("A", sli, "target: 99%"), _slo("B", others, "target: 99%")).services
    one, two = map(shape, map(slo_rules, service.slos))
    assert one == two


def test_group_labels_count_by_their_place() -> None:
    one = _slo("A", RATIO, "target: 99%, group_by: [region, zone]")
    two = _slo("B", RATIO, "target: 99%, group_by: [shop, till]")
    three = _slo("C", RATIO, "target: 99%, group_by: [shop]")
    [service] = _plan(one, two, three).services
    first, second, third = map(shape, map(slo_rules, service.slos))
    assert first == second != third


@pytest.mark.parametrize(
    "other",
    [
        _slo("B", RATIO, "target: 99.8%"),
        _slo("B", RATIO, "target: 99.9%, window: 7d"),
        _slo("B", RATIO, "target: 99.9%, alerting: {page: low}"),
        _slo("B", RATIO, "target: 99.9%, alerting: {no_data: 20m}"),
        _slo("B", RATIO, "target: 99.9%, alerting: {no_traffic: 1h}"),
        _slo("B", RATIO, "target: 99.9%, labels: {tribe: x}"),
        _slo("B", RATIO, "target: 99.9%, alerting: {annotations: {note: x}}"),
        _slo("B", RATIO, "target: 99.9%, scrape_interval: 15s"),
        _slo("B", RATIO.replace("bad", "good"), "target: 99.9%"),
        _slo("B", RATIO.replace("total: x_total", "total: y_total"), "target: 99.9%, late_counters: true"),
        _slo("B", SLICE, "target: 99.9%"),
    ],
)
def test_everything_else_counts(other: str) -> None:
    [service] = _plan(PLAIN, other).services
    one, two = map(shape, map(slo_rules, service.slos))
    assert one != two


def test_the_first_that_can_be_tested_represents_a_shape() -> None:
    own = OWN.replace("* 1", "")
    [service] = _plan(
        _slo("A", own, "target: 99%"), _slo("B", own.replace("x_", "y_"), "target: 99%"), PLAIN
    ).services
    shapes = by_shape(service_rules(service))
    assert [[slo.id for slo in slos] for slos in shapes] == [["A", "B"], ["SLO-1"]]
    assert [slo.id for slo in representatives(shapes)] == ["A", "SLO-1"]
    assert [slo.id for slo in representatives(shapes, {"A", "SLO-1"})] == ["B", "SLO-1"]


def test_an_slo_that_only_its_simulation_finds_untestable_does_not_represent() -> None:
    untestable = OWN.replace("x_bad_total[$window]", "x_bad_total[$window] @ end()").replace("* 1", "")
    tests = _tests(_plan(_slo("A", untestable, "target: 99%"), _slo("B", OWN, "target: 99%")))
    assert "Not tested: the recordings of A" in tests["shop.yaml"]
    assert 'slo="B"' in tests["shop.yaml"] and "Title of A" in tests["shop.firing.yaml"]


TWINS = (
    _slo(
        "A", "{latency: {histogram: a_seconds, threshold: 1s}}", "target: 99.9%, alerting: {no_traffic: 1h}"
    ),
    _slo(
        "B", "{latency: {histogram: b_seconds, threshold: 2s}}", "target: 99.9%, alerting: {no_traffic: 1h}"
    ),
)


def _tests(plan: Plan) -> dict[str, str]:
    made = rendered(plan, (ruletests.TARGET,))
    return {Path(each.path).name: each.text for each in made if isinstance(each, Artifact)}


def test_of_a_represented_slo_remain_its_recordings_and_one_firing_of_each_alert() -> None:
    plan = _plan(*TWINS)
    tests = _tests(plan)
    assert 'slo="B"' not in tests["shop.yaml"] and 'slo="A"' in tests["shop.yaml"]
    assert 'slo="B"' in tests["shop.recordings.yaml"]
    firing = yaml.safe_load(tests["shop.firing.yaml"])["tests"][0]["alert_rule_test"]
    [service] = plan.services
    names = sorted({alert.name for alert in slo_rules(service.slos[1]).alerts})
    assert sorted(each["alertname"] for each in firing) == names
    alerts = {alert.name: alert for alert in slo_rules(service.slos[1]).alerts}
    for each in firing:
        [fires] = each["exp_alerts"]
        assert set(fires["exp_labels"]) == set(alerts[each["alertname"]].labels)
        assert set(fires["exp_annotations"]) == set(alerts[each["alertname"]].annotations)


def test_each_slo_can_have_all_tests() -> None:
    plan = _plan(*TWINS, head=f"{HEAD}Project\nname: p\nruletests: {{each: slo}}\n---\n")
    assert plan.project.proofs is Proofs.SLO
    tests = _tests(plan)
    assert "shop.firing.yaml" not in tests
    assert all('slo="B"' in tests[f"shop{what}.yaml"] for what in ("", ".period", ".timing"))


def test_what_is_played_for_an_slo_does_not_depend_on_others() -> None:
    plan = _plan(*TWINS)
    made = {Path(each.path).name: each.text for each in ruletests.slo_tests(plan, ["B"])}
    assert 'slo="B"' in made["shop.yaml"] and "shop.timing.yaml" in made and "shop.firing.yaml" not in made


def test_the_tests_of_a_service_do_not_move_when_another_is_added() -> None:
    alone = _tests(_plan(*TWINS))
    both = _tests(
        plan_of(
            f"{HEAD}Service\nname: shop\nslos:\n{''.join(TWINS)}---\n"
            f"{HEAD}Service\nname: a\nslos:\n{_slo('C', RATIO, 'target: 99.9%')}"
        )
    )
    assert alone.items() <= both.items()


def _texts(plan: Plan) -> dict[str, str]:
    return {file.stem: rule_file_text(file) for file in rule_files(plan)}


def test_a_rule_changed_by_hand_in_a_represented_slo_is_noticed_by_promtool_alone(promtool: Tool) -> None:
    """Where it alters a recording, keeps an alert from firing, or says something else."""
    plan = _plan(*TWINS)
    rules, tests = _texts(plan), _tests(plan)
    assert not notices(promtool, rules, tests)
    for before, after in (
        ('sum(rate(b_seconds_bucket{le=~"2(\\\\.0)?"}[5m]))', 'sum(rate(b_seconds_bucket{le="+Inf"}[5m]))'),
        ("b_seconds_count[30m]", "c_seconds_count[30m]"),
        ("Title of B: no events", "Title of B: no event"),
        ('slo:errors:rate{slo="B"}[1d]', 'slo:errors:rate{slo="C"}[1d]'),
        ('slo:events:rate{slo="B"} == 0', 'slo:events:rate{slo="B"} == 7'),
    ):
        assert before in rules["shop"], before
        changed = rules | {"shop": rules["shop"].replace(before, after)}
        assert notices(promtool, changed, tests), (before, after)


def test_what_promtool_does_not_notice_of_a_represented_slo_its_own_tests_do(promtool: Tool) -> None:
    """A threshold that is lower, or a wait: `slosmith test B` plays all of B. `check` sees that the file is not generated."""
    plan = _plan(*TWINS)
    rules = _texts(plan)
    own = {Path(each.path).name: each.text for each in ruletests.slo_tests(plan, ["B"])}
    for before, after in (("> 0.0144", "> 0.0072"), ("for: 10m", "for: 30m")):
        head, _, tail = rules["shop"].partition("name: B-fast")
        changed = rules | {"shop": f"{head}name: B-fast{tail.replace(before, after)}"}
        assert changed != rules
        assert notices(promtool, changed, own), (before, after)
