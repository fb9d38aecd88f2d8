"""The rules of one SLO: which there are, in which group, and what stands in them (burn-rate.md, sections 3 to 5)."""

from __future__ import annotations

import pytest
from tests.plans import HEAD as DOCUMENT
from tests.plans import SLI, plan_of, slo_of

from slosmith.plan.model import Alert, Group, Recording, SloPlan
from slosmith.plan.slo_rules import slo_rules
from slosmith.promql.expr import text

PROBE = "{probe: {metric: up}}"
GOOD = "{ratio: {good: good_total, total: all_total}}"
RAW = "{raw: {error_ratio: 'avg(avg_over_time(r[$window]))'}}"
ONE_PAGE = "alerting: {tiers: [{severity: page, long: 1h, burn: 14.4}]}"


def _groups(slo: SloPlan) -> dict[str, Group]:
    return {group.name.removeprefix("X-"): group for group in slo_rules(slo).groups}


def _names(group: Group) -> list[str]:
    return [rule.name.removeprefix("slo:").removeprefix("TheTitle") for rule in group.rules]


def _expr(slo: SloPlan, name: str) -> str:
    """The expression of the first rule of this name, without the part of the name that all share."""
    for group in _groups(slo).values():
        for rule in group.rules:
            if rule.name in (f"slo:{name}", f"TheTitle{name}"):
                return text(rule.expr)
    raise AssertionError(f"no rule {name}")


def _alerts(slo: SloPlan) -> dict[str, Alert]:
    rules = [rule for group in _groups(slo).values() for rule in group.rules]
    return {rule.name.removeprefix("TheTitle"): rule for rule in rules if isinstance(rule, Alert)}


HEAD = ["events:rate", "errors:rate", "target:ratio", "metadata:info"]
PERIOD = ["error_ratio:window", "error_budget:remaining", "data:coverage", "BudgetExhausted"]
FAST_RATIOS = ["error_ratio:rate5m", "error_ratio:rate30m", "error_ratio:rate1h", "error_ratio:rate6h"]
SLOW_RATIOS = ["error_ratio:rate2h", "error_ratio:rate1d", "error_ratio:rate3d"]


@pytest.mark.parametrize(
    ("more", "sli", "fast", "slow", "period"),
    [
        (
            "target: 99.9%",
            SLI,
            [*HEAD, *FAST_RATIOS, "BudgetBurn1h", "BudgetBurn6h", "NoData"],
            [*SLOW_RATIOS, "BudgetBurn1d", "BudgetBurn3d"],
            PERIOD,
        ),
        (
            "target: 99.9%, alerting: {mode: observe, no_traffic: 1h}",
            GOOD,
            [*HEAD, *FAST_RATIOS],
            SLOW_RATIOS,
            PERIOD[:3],
        ),
        (
            f"target: 99.9%, {ONE_PAGE}",
            GOOD,
            [*HEAD, "error_ratio:rate5m", "error_ratio:rate1h", "BudgetBurn1h", "NoData", "NumeratorMissing"],
            None,
            PERIOD,
        ),
        (
            "target: 99.9%, alerting: {no_traffic: 15m, tiers: [{severity: ticket, long: 1h, burn: 14.4}]}",
            SLI,
            [*HEAD, "NoData", "NoTraffic"],
            ["error_ratio:rate5m", "error_ratio:rate1h", "BudgetBurn1h"],
            PERIOD,
        ),
        (
            f"target: 99.9%, group_by: [eu], {ONE_PAGE}",
            SLI,
            [
                *HEAD,
                *(
                    "error_ratio:rate5m",
                    "error_ratio_all:rate5m",
                    "error_ratio:rate1h",
                    "error_ratio_all:rate1h",
                ),
                *("BudgetBurn1h", "BudgetBurn1h", "NoData"),
            ],
            None,
            PERIOD,
        ),
        (
            f"target: 99.9%, {ONE_PAGE}",
            PROBE,
            [
                "sli:min",
                "slice:good",
                "slice:seen",
                *HEAD,
                "error_ratio:rate5m",
                "error_ratio:rate1h",
                "BudgetBurn1h",
                "NoData",
            ],
            None,
            PERIOD,
        ),
        (
            "target: 99.9%, window: 1d, alerting: {policy: breach}",
            SLI,
            [*HEAD, "error_ratio:window", "NoData", "ObjectiveMissed"],
            None,
            PERIOD[1:],
        ),
        (
            "target: 99.9%, window: 2d, alerting: {policy: breach}",
            SLI,
            [*HEAD, "NoData"],
            None,
            [*PERIOD[:3], "ObjectiveMissed", "BudgetExhausted"],
        ),
        (
            "target: 100%",
            SLI,
            [*HEAD, "ObjectiveMissed", "NoData"],
            None,
            ["error_ratio:window", "data:coverage"],
        ),
    ],
)
def test_which_rules_there_are(
    more: str, sli: str, fast: list[str], slow: list[str] | None, period: list[str]
) -> None:
    groups = _groups(slo_of(more, sli))
    assert _names(groups["fast"]) == fast
    assert (_names(groups["slow"]) if "slow" in groups else None) == slow
    assert _names(groups["period"]) == period


@pytest.mark.parametrize(
    ("scrape", "window", "interval"),
    [("15s", "75s", 30), ("30s", "150s", 60), ("1m", "4m", 60), ("10s", "40s", 30), ("2m", "8m", 60)],
)
def test_every_increment_is_counted_equally_often(scrape: str, window: str, interval: int) -> None:
    slo = slo_of(f"target: 99.9%, scrape_interval: {scrape}")
    assert _expr(slo, "events:rate") == f"sum(rate(all_total[{window}]))"
    assert (slo.rate_window - slo.scrape) % slo.interval == 0
    assert [group.interval for group in _groups(slo).values()] == [interval, 120, 300]
    assert f"* {interval} > 4.5" in _expr(slo, "BudgetBurn1h")


RECORDED = (
    'sum by (slo, service) (sum_over_time(slo:errors:rate{{slo="X"}}[{0}]))\n'
    '/ (sum by (slo, service) (sum_over_time(slo:events:rate{{slo="X"}}[{0}])) > 0)'
)


def _raw(window: str) -> str:
    rated = f"sum(rate(all_total[{window}]))"
    return f"(sum(rate(bad_total[{window}])) or 0 * {rated}) / ({rated} > 0)"


@pytest.mark.parametrize(
    ("more", "sli", "window", "expr"),
    [
        ("target: 99.9%", SLI, "5m", _raw("5m")),
        ("target: 99.9%", SLI, "1h", _raw("1h")),
        ("target: 99.9%", SLI, "6h", RECORDED.format("6h")),
        ("target: 99.9%, series: 2000", SLI, "1h", _raw("1h")),
        ("target: 99.9%, series: 2001", SLI, "5m", _raw("5m")),
        ("target: 99.9%, series: 2001", SLI, "30m", RECORDED.format("30m")),
        # No raw series holds a slice.
        ("target: 99.9%", PROBE, "5m", RECORDED.format("5m")),
    ],
)
def test_raw_up_to_an_hour_and_recorded_beyond(more: str, sli: str, window: str, expr: str) -> None:
    assert _expr(slo_of(more, sli), f"error_ratio:rate{window}").replace("\n", " ") == expr.replace("\n", " ")


def test_a_page_is_sure() -> None:
    assert _expr(slo_of("target: 99.9%, group_by: [eu]"), "BudgetBurn6h") == (
        'slo:error_ratio:rate30m{slo="X"} > 0.006\n'
        'and on (slo, service, eu) slo:error_ratio:rate6h{slo="X"} > 0.006\n'
        'and on (slo, service, eu) sum by (slo, service, eu) (sum_over_time(slo:errors:rate{slo="X"}[6h])) * 60 > 6.5\n'
        'and on (slo, service, eu) present_over_time(slo:events:rate{slo="X"}[3h] offset 3h)'
    )


def test_an_hour_needs_no_history() -> None:
    assert "present_over_time" not in _expr(slo_of(), "BudgetBurn1h")


def test_a_ticket_reads_the_other_group_over_a_range() -> None:
    expr = _expr(slo_of(), "BudgetBurn3d")
    assert expr.startswith(
        'max by (slo, service) (last_over_time(slo:error_ratio:rate6h{slo="X"}[3m])) > 0.001\n'
    )


def test_all_groups_together() -> None:
    slo = slo_of("target: 99.9%, group_by: [eu]")
    [*_, together] = [rule for rule in slo_rules(slo).fast.rules if rule.name == "TheTitleBudgetBurn6h"]
    assert text(together.expr) == (
        'slo:error_ratio_all:rate30m{slo="X"} > 0.006\n'
        'and on (slo, service) slo:error_ratio_all:rate6h{slo="X"} > 0.006\n'
        'and on (slo, service) sum by (slo, service) (sum_over_time(slo:errors:rate{slo="X"}[6h])) * 60 > 6.5\n'
        "and on (slo, service) group by (slo, service)"
        ' (present_over_time(slo:events:rate{slo="X"}[3h] offset 3h))'
    )
    assert together.labels["scope"] == "all"


@pytest.mark.parametrize(
    ("sli", "counted"),
    [
        (SLI, 'sum by (slo, service) (sum_over_time(slo:errors:rate{slo="X"}[1h])) * 60 > 4.5'),
        # A slice is a whole error; a share of time counts none.
        (PROBE, 'sum by (slo, service) (sum_over_time(slo:errors:rate{slo="X"}[1h])) > 4.5'),
        (RAW, None),
    ],
)
def test_enough_errors(sli: str, counted: str | None) -> None:
    [*_, last] = _expr(slo_of(sli=sli), "BudgetBurn1h").split("\nand on (slo, service) ")
    assert last == (counted or 'slo:error_ratio:rate1h{slo="X"} > 0.0144')


@pytest.mark.parametrize("sli", [SLI, PROBE, RAW])
def test_a_breach_is_one_however_few_the_errors(sli: str) -> None:
    expr = _expr(slo_of("target: 99.9%, window: 1d, alerting: {policy: breach}", sli), "ObjectiveMissed")
    ratio, history = expr.split("\nand on (slo, service) ")
    assert ratio == 'slo:error_ratio:window{slo="X"} > 0.001'
    assert history == 'present_over_time(slo:events:rate{slo="X"}[12h] offset 12h)'


@pytest.mark.parametrize(("sli", "there"), [(SLI, True), (GOOD, True), (PROBE, False), (RAW, False)])
def test_no_traffic_only_where_events_are_counted(sli: str, there: bool) -> None:
    """A service may ask for it as long as one of its SLOs counts events."""
    other = f"{{id: Z, title: Other, target: 99.9%, sli: {SLI}}}"
    own = f"{{id: X, title: The title, target: 99.9%, sli: {sli}}}"
    text = f"{DOCUMENT}Service\nname: s\nalerting: {{no_traffic: 15m}}\nslos: [{own}, {other}]\n"
    [service] = plan_of(text).services
    assert [any("NoTraffic" in name for name in _alerts(slo)) for slo in service.slos] == [there, True]


def test_no_data() -> None:
    assert _expr(slo_of("target: 99.9%, group_by: [eu]"), "NoData") == (
        'group by (slo, service, eu) (last_over_time(slo:events:rate{slo="X"}[1d]))\n'
        'unless on (slo, service, eu) slo:events:rate{slo="X"}\n'
        'or on () absent(slo:events:rate{slo="X"})'
    )


def test_a_group_that_is_gone_is_remembered_for_longer_than_its_alert_waits() -> None:
    assert "[4d]" in _expr(slo_of("target: 99.9%, group_by: [eu], alerting: {no_data: 2d}"), "NoData")


def test_a_numerator_that_is_gone() -> None:
    assert _expr(slo_of(sli=GOOD), "NumeratorMissing") == (
        'group by (slo, service) (slo:events:rate{slo="X"})\nunless on (slo, service) slo:errors:rate{slo="X"}'
    )


@pytest.mark.parametrize(
    ("sli", "expr"),
    [
        (
            SLI,
            "(sum(rate(bad_total[10m])) or 0 * sum(rate(all_total[10m]))) * 600 > 0.5\n"
            "or sum(min_over_time(bad_total[10m]) unless bad_total offset 10m"
            " unless last_over_time(bad_total[30m] offset 10m) <= min_over_time(bad_total[10m])) > 0.5",
        ),
        (GOOD, "clamp_min(sum(rate(all_total[10m])) - sum(rate(good_total[10m])), 0) * 600 > 0.5"),
        (PROBE, 'slo:errors:rate{slo="X"} > 0'),
        (RAW, 'slo:errors:rate{slo="X"} > 0'),
    ],
)
def test_zero_tolerance(sli: str, expr: str) -> None:
    slo = slo_of("target: 100%, alerting: {for: 2m}", sli)
    assert _expr(slo, "ObjectiveMissed") == expr
    assert _alerts(slo)["ObjectiveMissed"].for_ == 120


def test_the_budget_has_a_period_of_its_own() -> None:
    slo = slo_of("target: 95%, window: 1d, alerting: {budget_window: 30d}")
    assert _expr(slo, "error_ratio:window") == RECORDED.format("1d")
    assert _expr(slo, "error_budget:remaining") == f"1 - {RECORDED.format('30d')} / 0.05".replace("\n", " ")
    assert _expr(slo, "data:coverage").endswith("[30d])) / 43200, 1)")
    assert _expr(slo, "BudgetExhausted").endswith("[1d] offset 15d)")


def test_alerts_do_not_flap() -> None:
    alerts = _alerts(slo_of())
    kept = {name: alert.keep_firing_for for name, alert in alerts.items() if "Burn" in name}
    assert kept == {"BudgetBurn1h": 600, "BudgetBurn6h": 3600, "BudgetBurn1d": 14400, "BudgetBurn3d": 43200}
    assert {alert.for_ for name, alert in alerts.items() if "Burn" in name} == {0}


def test_recordings_carry_only_what_never_changes() -> None:
    slo = slo_of("target: 99.9%, owner: somebody, labels: {a: b}")
    for group in _groups(slo).values():
        for rule in group.rules:
            if isinstance(rule, Recording) and rule.name != "slo:metadata:info":
                assert rule.labels == {"slo": "X", "service": "shop"}


def test_the_labels_of_an_alert() -> None:
    slo = slo_of("target: 99.9%, owner: somebody, labels: {a: b}, alerting: {page: critical}")
    assert _alerts(slo)["BudgetBurn1h"].labels == {
        "severity": "critical",
        "slo": "X",
        "service": "shop",
        "owner": "somebody",
        "scope": "all",
        "long_window": "1h",
        "short_window": "5m",
        "burn_rate": "14.4",
        "a": "b",
    }
