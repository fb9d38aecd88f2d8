"""Expressions that may give NaN or infinity, and that tests of rules expect nothing of them."""

from __future__ import annotations

import pytest
from tests.plans import HEAD, plan_of, written

from slosmith.promql.convert import to_tree
from slosmith.promql.finite import NotFinite, not_finite
from slosmith.promql.steady import InputSeries, Steady, evaluate, world
from slosmith.promql.steady import NotFinite as NoNumber
from slosmith.targets import ruletests


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('sum(rate(x_total{code=~"5.."}[5m])) / sum(rate(x_total[5m]))', NotFinite.RATIO),
        ("100 * (sum(rate(x[5m])) / sum(rate(y[5m])))", NotFinite.RATIO),
        ("1 - sum(rate(x[5m])) / sum(rate(y[5m]))", NotFinite.RATIO),
        ("clamp_max(rate(x[5m]) / rate(y[5m]), 1)", NotFinite.RATIO),
        ("sum(rate(x[5m])) / sum(rate(y[5m])) * sum(rate(z[5m]))", NotFinite.MAYBE),
        ("sum(rate(x[5m])) / (sum(rate(y[5m])) > 0) * sum(rate(z[5m]))", None),
        ("sum(rate(x[5m])) * Inf", NotFinite.NEVER),
        ("-Inf * sum(rate(x[5m]))", NotFinite.NEVER),
        ("sum(rate(x[5m])) + NaN", NotFinite.NEVER),
        ("sum(rate(x[5m])) / 0", NotFinite.NEVER),
        ("sum(rate(x[5m])) % 0", NotFinite.NEVER),
        ("clamp_max(sum(rate(x[5m])) / 0, 5)", NotFinite.NEVER),
        ("sum(rate(x[5m])) < Inf", None),
        ("(sum(rate(x[5m])) / 0) >= 0 < Inf", None),
        ("sum(rate(x[5m])) / 60", None),
        ("sum(rate(x[5m])) / count(y)", None),
        ("sum(rate(x[5m])) / sum(y)", NotFinite.MAYBE),
        ("sum(rate(x[5m])) / (sum(y) > 0)", None),
        ("sum(rate(x[5m])) % sum(y)", NotFinite.MAYBE),
        ("sqrt(sum(rate(x[5m])))", None),
        ("sqrt(sum(rate(x[5m])) - 1)", NotFinite.MAYBE),
        ("ln(sum(rate(x[5m])))", NotFinite.MAYBE),
        ("ln(sum(rate(x[5m])) + 1)", None),
        ("sum(rate(x[5m])) or vector(0)", None),
        ("sum(avg_over_time(x[5m])) - sum(delta(y[5m]))", None),
        ("sum(", None),
    ],
)
def test_not_finite(source: str, expected: NotFinite | None) -> None:
    assert not_finite(source) is expected


@pytest.mark.parametrize(
    "source", ["x / 0", "0 * x / 0", "x * Inf", "x - NaN", "ceil(x / 0)", "sqrt(-x)", "sum(x / 0)"]
)
def test_nothing_is_expected_of_what_is_no_number(source: str) -> None:
    with pytest.raises(NoNumber):
        evaluate(to_tree(source), world([InputSeries({"__name__": "x"}, Steady(2.0))]))


@pytest.mark.parametrize(
    "source", ["x / 0 > bool 3", "(x / 0) < Inf", "sum(x / 0 > bool 3)", "floor(x / 0) > bool 1"]
)
def test_on_the_way_to_a_number_anything_goes(source: str) -> None:
    evaluate(to_tree(source), world([InputSeries({"__name__": "x"}, Steady(2.0))]))


@pytest.mark.parametrize(
    "sli",
    [
        "{ratio: {bad: bad_total, total: 'sum(rate(t_total[$window])) / sum(avg_over_time(sampled[$window]))'}}",
        "{ratio: {good: 'sum(rate(g_total[$window])) / sum(rate(h_total[$window])) * 3 + sum(rate(g_total[$window]))', total: t_total}}",
        "{raw: {error_ratio: 'sum(rate(b_total[$window])) / sum(rate(t_total[$window]))', events: 'sqrt(sum(rate(t_total[$window])) - 1)'}}",
        "{time_slice: {query: '1 / max(queue)', above: 2}}",
        "{time_slice: {query: 'ln(max(queue))', at_least: 2}}",
    ],
)
def test_such_slis_are_tested_as_far_as_they_can_be(sli: str) -> None:
    text = f"{HEAD}Service\nname: shop\nslos: [{{id: X, title: X, target: 99%, sli: {sli}}}]\n"
    tests = "".join(each.text for each in written(plan_of(text), ruletests.TARGET))
    assert "nan" not in tests.lower() and "+inf" not in tests.lower()
