"""No ruler reads what it may not have yet: groups cut for Mimir, and recordings read late for vmalert."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plans import plan_of, written

from slosmith.artifact import Artifact
from slosmith.pipeline import plan_specs
from slosmith.plan.model import About, Alert, AlertKind, Group, Plan, Recording, Rule
from slosmith.plan.rule_files import service_rules
from slosmith.promql.expr import Aggregate, Binary, Call, Expr, Number, Selector, Subquery, User, text
from slosmith.promql.matchers import series_of
from slosmith.targets import mimir, victoriametrics
from slosmith.targets.rendering import rendered
from slosmith.targets.rulers.lag import late
from slosmith.targets.rulers.reads import SeriesRead, reads
from slosmith.targets.rulers.splitting import split_group

from .selectors import Selected, selected

ROOT = Path(__file__).parents[4]
SPECS = {"virtengine": ROOT / "specs"} | {
    specs.parent.name: specs for specs in sorted((ROOT / "tests" / "golden").glob("*/specs"))
}
ORIGIN = plan_of("apiVersion: slosmith/v1\nkind: Service\nname: shop\n").project.deployment.origin
MINUTE = 60


@cache
def plan_for(case: str) -> Plan:
    plan = plan_specs(SPECS[case]).plan
    assert plan is not None
    return plan


def recording(name: str, *read: Expr) -> Recording:
    return Recording(name, {"slo": "X"}, any_of(read), ORIGIN)


def alert(name: str, *read: Expr) -> Alert:
    return Alert(
        name, {"slo": "X"}, {}, any_of(read), ORIGIN, About(AlertKind.NO_DATA, "high", "sre", "shop", "X")
    )


def any_of(read: Sequence[Expr]) -> Expr:
    whole: Expr = Call("vector", (Number("1"),))
    for each in read:
        ranged = isinstance(each, Selector) and each.range
        whole = Binary("or", whole, Call("sum_over_time", (each,)) if ranged else each)
    return whole


# What reads


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Selector(series_of('slo:a{slo="X"}')), {SeriesRead("slo:a", 0)}),
        (Selector(series_of('slo:a{slo="X"}'), 60), {SeriesRead("slo:a", 60)}),
        (Aggregate("sum", (), Subquery(Selector(series_of("a")), 300, 60)), {SeriesRead("a", 300)}),
        (User('sum(rate(a[5m])) / b{c="d"}'), {SeriesRead("a", 300), SeriesRead("b", 0)}),
        (User("max_over_time(sum(a)[10m:1m]) # b"), {SeriesRead("a", 0), SeriesRead("", 600)}),
        (User('{__name__=~"slo:.*"}'), {SeriesRead("", 0)}),
        # What our parser does not know may read anything.
        (User("a[5m"), {SeriesRead("", 0)}),
    ],
)
def test_reads(expr: Expr, expected: set[SeriesRead]) -> None:
    assert set(reads(expr)) == expected


# Groups cut


def test_a_group_that_fits_is_left_alone() -> None:
    group = Group("g", MINUTE, (recording("a"), alert("A", Selector(series_of("a")))))
    assert split_group(group, 2) == (group,)


def test_what_reads_one_another_stays_together_and_in_order() -> None:
    a, b = recording("a"), recording("b")
    on_a, on_b = alert("A", Selector(series_of("a"))), alert("B", Selector(series_of("b")))
    first, second = split_group(Group("g", MINUTE, (a, b, on_a, on_b)), 2)
    assert first == Group("g", MINUTE, (a, on_a))
    assert second == Group("g.2", MINUTE, (b, on_b))


def test_a_long_range_ties_nothing_and_a_short_one_does() -> None:
    a = recording("a")
    for seconds, groups in ((3 * MINUTE, 2), (2 * MINUTE, 1)):
        group = Group("g", MINUTE, (a, alert("A", Selector(series_of("a"), seconds))))
        assert len(split_group(group, 1)) == groups


def test_what_cannot_be_known_ties_everything() -> None:
    a, b = recording("a"), recording("b")
    [tied] = split_group(Group("g", MINUTE, (a, b, alert("A", User('{x="y"}')))), 1)
    assert len(tied.rules) == 3


NAMES = [f"r{n}" for n in range(6)]
READS = st.lists(
    st.builds(
        Selector, st.sampled_from(NAMES).map(series_of), st.sampled_from([0, 60, 120, 180, 3600]), st.just(0)
    ),
    max_size=2,
)
RULES = st.lists(
    st.one_of(
        st.builds(lambda name, read: recording(name, *read), st.sampled_from(NAMES), READS),
        st.builds(lambda name, read: alert(name, *read), st.sampled_from(["A", "B", "C"]), READS),
    ),
    min_size=1,
    max_size=14,
)


@given(RULES, st.integers(1, 8))
@settings(derandomize=True, max_examples=300)
def test_splitting(rules: list[Rule], most: int) -> None:
    group = Group("g", MINUTE, tuple(rules))
    parts = split_group(group, most)
    numbered = {id(rule): place for place, rule in enumerate(rules)}
    places = [[numbered[id(rule)] for rule in part.rules] for part in parts]
    # Each rule once, in order; the first part keeps the name, and names are told apart.
    assert sorted(place for part in places for place in part) == list(range(len(rules)))
    assert all(part == sorted(part) for part in places)
    assert parts[0].name == "g"
    assert len({part.name for part in parts}) == len(parts)
    assert {part.interval for part in parts} == {MINUTE}
    # Nothing that needs a recording of the same evaluation is parted from it.
    for part in parts:
        own = {rule.name for rule in part.rules if not isinstance(rule, Alert)}
        elsewhere = {rule.name for rule in rules if not isinstance(rule, Alert)} - own
        for rule in part.rules:
            assert not [
                each for each in selected(str(rule.expr)) if each.range < 180 and each.metric in elsewhere
            ]
    assert split_group(group, most) == parts


@pytest.mark.parametrize("most", [8, 12, 20])
@pytest.mark.parametrize("case", SPECS)
def test_mimir_evaluates_every_rule_after_what_it_needs(case: str, most: int) -> None:
    """What stood behind a recording in its group and reads it closely still does."""
    for service in plan_for(case).services:
        bundle = service_rules(service).bundle
        for group in bundle.groups if bundle is not None else ():
            parts = split_group(group, most)
            assert sum(len(part.rules) for part in parts) == len(group.rules)
            recorded = {rule.name for rule in group.rules if not isinstance(rule, Alert)}
            for part in parts:
                so_far: set[str] = set()
                for rule in part.rules:
                    needed = {
                        each.metric
                        for each in selected(text(rule.expr))
                        if each.range < 3 * group.interval and not each.offset
                    }
                    assert needed & recorded <= so_far | ({rule.name} - {""}), (part.name, rule.name)
                    if not isinstance(rule, Alert):
                        so_far.add(rule.name)


@pytest.mark.parametrize("case", SPECS)
def test_mimir_takes_the_groups_of_real_specs(case: str) -> None:
    for each in rendered(plan_for(case), [mimir.TARGET]):
        if isinstance(each, Artifact):
            for group in yaml.safe_load(each.text)["groups"]:
                assert len(group["rules"]) <= plan_for(case).project.deployment.mimir.max_rules
        else:
            assert each.code == "ruler-limit"
            assert "rule groups" in each.message, "only there may be too many of them"


# Recordings read late


@pytest.mark.parametrize(
    ("expr", "expected"),
    [
        (Selector(series_of('a{slo="X"}')), 'last_over_time(a{slo="X"}[2m] offset 1m)'),
        (Selector(series_of("a"), 300), "a[5m] offset 1m"),
        (Selector(series_of("a"), 300, 30), "a[5m] offset 90s"),
        (Selector(series_of("a"), 300, 3600), "a[5m] offset 1h"),
        (Selector(series_of("other"), 300), "other[5m]"),
        (Selector(series_of("other")), "other"),
        (User("a"), "(a)"),
    ],
)
def test_late(expr: Expr, expected: str) -> None:
    assert str(late(expr, {"a": MINUTE})) == expected


def vmalert_groups(case: str) -> Iterator[dict[str, Any]]:
    for each in rendered(plan_for(case), [victoriametrics.TARGET]):
        if isinstance(each, Artifact) and not each.path.endswith("kustomization.yaml"):
            data = yaml.safe_load(each.text)
            yield from data.get("spec", data)["groups"]


def seconds(duration: str) -> int:
    return int(duration[:-1]) * {"s": 1, "m": 60, "h": 3600}[duration[-1]]


@pytest.mark.parametrize("case", SPECS)
def test_no_group_of_vmalert_waits_for_itself(case: str) -> None:
    """No rule reads by an instant, or at the time of its own evaluation, what its SLO recorded."""
    groups = list(vmalert_groups(case))
    recorded: dict[str, dict[str, int]] = {}
    for group in groups:
        for rule in group["rules"]:
            if "record" in rule:
                own = recorded.setdefault(rule["labels"]["slo"], {})
                own[rule["record"]] = seconds(group["interval"])
    for group in groups:
        in_group = {rule["record"] for rule in group["rules"] if "record" in rule}
        for rule in group["rules"]:
            own = recorded.get(rule["labels"].get("slo", ""), {})
            for each in selected(rule["expr"]):
                assert not (each.metric in in_group and each.range == 0), (group["name"], rule["expr"])
                if each.metric in own:
                    assert each.range >= own[each.metric], rule["expr"]
                    assert each.offset >= own[each.metric], rule["expr"]


def test_real_specs_have_something_to_read_late() -> None:
    read = [
        each
        for case in SPECS
        for group in vmalert_groups(case)
        for rule in group["rules"]
        for each in selected(rule["expr"])
    ]
    assert sum(each.metric.startswith("slo:") and each.offset > 0 for each in read) > 1000


def test_the_second_opinion_sees_what_it_must() -> None:
    found = selected(
        "sum by (a) (rate(b[5m] offset 1m)) > on () group_left (c) -d offset 2m and max_over_time(e[1h:1m])"
    )
    assert set(found) == {Selected("b", 300, 60), Selected("d", 0, 120), Selected("e", 3600, 0)}


def test_health_rules_ask_each_ruler_for_its_own_counters() -> None:
    plan = plan_for("virtengine")
    texts = {each.path: each.text for each in written(plan, mimir.TARGET, victoriametrics.TARGET)}
    assert "cortex_prometheus_rule_evaluation_failures_total" in texts["mimir/slosmith.yaml"]
    assert "(prometheus_rule" not in texts["mimir/slosmith.yaml"]
    ours = texts["victoriametrics/slosmith.yaml"]
    assert "vmalert_iteration_missed_total" in ours
    assert "prometheus_rule" not in ours
    assert "rule_group" not in ours
    assert "{{ $labels.group }}" in ours
