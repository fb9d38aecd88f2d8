"""Every tier is timed, and SLOs that do not read each other's series share their cases."""

from __future__ import annotations

from tests.plans import HEAD, plan_of

from slosmith.targets.ruletests.from_series.detection import detection_files
from slosmith.targets.ruletests.from_series.simulation import simulate
from slosmith.targets.ruletests.suite import Case

SPEC = f"""\
{HEAD}Service
name: shop
slos:
  - {{id: A, title: A, sli: {{ratio: {{bad: a_bad_total, total: a_total}}}}, target: 99.9%}}
  - {{id: B, title: B, sli: {{ratio: {{bad: b_bad_total, total: b_total}}}}, target: 95%}}
"""
SAME_SERIES = "  - {id: C, title: C, sli: {ratio: {bad: a_bad_total, total: a_total}}, target: 99%}\n"


def cases_of(text: str) -> tuple[Case, ...]:
    """Of the one service, whose SLOs have every tier in them."""
    [service] = plan_of(text).services
    simulations, skipped = simulate(service.slos, {slo.id for slo in service.slos})
    assert skipped == ()
    [file] = detection_files(service, [each.subject for each in simulations])
    said = "".join(case.about for case in file.cases)
    alerts = [slo.burn_alert_name(tier) for slo in service.slos for tier in slo.tiers]
    assert len(alerts) == 4 * len(service.slos)
    assert [said.count(f"  {alert}: both windows exceed") for alert in alerts] == [1] * len(alerts)
    return file.cases


def test_slos_share_one_case_for_hours_and_one_for_days() -> None:
    hours, days = cases_of(SPEC)
    assert (hours.interval, days.interval) == (60, 900)
    # Four moments for each of four tiers, and the last question.
    assert len(hours.probes) == len(days.probes) == 17


def test_slos_that_read_the_same_series_do_not() -> None:
    assert len(cases_of(SPEC + SAME_SERIES)) == 4


def test_slos_that_read_other_series_of_the_same_metric_do() -> None:
    other = (
        "  - {id: C, title: C, target: 99%,"
        " sli: {ratio: {bad: 'a_bad_total{job=\"c\"}', total: 'a_total{job=\"c\"}'}}}\n"
    )
    both = SPEC.replace(
        "bad: a_bad_total, total: a_total", "bad: 'a_bad_total{job=\"a\"}', total: 'a_total{job=\"a\"}'"
    )
    assert len(cases_of(both + other)) == 2


def test_all_series_of_a_case_last_until_its_last_question() -> None:
    for case in cases_of(SPEC + SAME_SERIES):
        last = case.probes[-1]
        assert last.at % 3600 == 0
        assert last.at >= max(each.at for each in case.probes)
        for values in case.series.values():
            assert _places(values) == last.at // case.interval + 1


def _places(values: str) -> int:
    """How many samples promtool makes of `5+2x7 1` and the like."""
    return sum(1 + int(each.rpartition("x")[2]) if "x" in each else 1 for each in values.split())
