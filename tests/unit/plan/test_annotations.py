"""Annotations are Go templates: what a spec says is text in them, and what they ask for has all its labels."""

from __future__ import annotations

import re

import pytest
from tests.plans import slo_of

from slosmith.burnrate import TierClass
from slosmith.plan.annotations import literal
from slosmith.plan.model import Alert
from slosmith.plan.slo_rules import slo_rules


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain } {", "plain } {"),
        ("a {{ b }}", 'a {{ "{{" }} b }}'),
        ("{{{", '{{ "{{" }}{'),
    ],
)
def test_literal(text: str, escaped: str) -> None:
    assert literal(text) == escaped


def _burn(alerts: list[Alert], scope: str, severity: str) -> Alert:
    return next(
        each
        for each in alerts
        if "burn_rate" in each.labels and (each.labels["scope"], each.labels["severity"]) == (scope, severity)
    )


def test_a_burn_alert_tells_all_of_it() -> None:
    slo = slo_of(
        "target: 99.9%, description: Shopping works., group_by: [region, zone], alerting: {budget_window: 7d}"
    )
    alert = _burn(list(slo_rules(slo).alerts), "group", slo.severities[TierClass.PAGE])
    assert alert.annotations["summary"] == (
        "The title (region {{ $labels.region }}, zone {{ $labels.zone }}): over 20m the error budget burnt"
        " at least 14.4 times too fast"
    )
    lines = alert.annotations["description"].splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Objective",
        "Error ratio over 20m",
        "Burn rate",
        "Budget left",
        "Gone at this rate in",
    ]
    assert lines[0] == "Objective: Shopping works (99.9% over 30d)."
    assert "1 spends the budget in exactly 7d" in lines[2]
    # Seconds that a full budget lasts at an error ratio of 1: 0.001 of a week.
    assert "* 604.8 /" in lines[4]


def test_every_query_names_one_series() -> None:
    """Each %q needs its label, in the order of the selector."""
    slo = slo_of("target: 99.9%, group_by: [region]")
    asked = 0
    for alert in slo_rules(slo).alerts:
        for query, labels in re.findall(
            r"printf `([^`]*)` ((?:\$labels\.\w+ ?)+)", "".join(alert.annotations.values())
        ):
            named = re.findall(r"(\w+)=%q", query)
            assert named == re.findall(r"\$labels\.(\w+)", labels)
            together = alert.labels["scope"] == "all"
            assert set(named) == ({"slo"} if together else {"slo", "region"})
            assert ("error_ratio_all" in query) == (together and "topk" not in query)
            asked += 1
    assert asked > 10


def test_all_groups_together_have_no_budget_to_tell_of() -> None:
    slo = slo_of("target: 99.9%, group_by: [region]")
    alert = _burn(list(slo_rules(slo).alerts), "all", "high")
    assert "The title (all of region together): " in alert.annotations["summary"]
    assert "Budget left" not in alert.annotations["description"]
