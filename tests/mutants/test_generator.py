"""Faults in slosmith itself. Its tests hold the rules against what SLOs mean, so that wrong rules find none that agree."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from slosmith.burnrate import TierClass
from slosmith.lowering import counters, latency, ratio
from slosmith.plan import notices as notices_of_alerts
from slosmith.plan import slo_alerts, slo_rules, windows
from slosmith.plan.rule_files import rule_files
from slosmith.promql.expr import Aggregate, Call, Hole, Window
from slosmith.targets import ruletests
from slosmith.targets.prometheus import rule_file_text
from slosmith.tools.run import Tool
from tests.mutants.play import notices
from tests.plans import HEAD, plan_of, written

SPEC = f"""\
{HEAD}Service
name: shop
slos:
  - id: bad
    title: Bad of all
    target: 99.9%
    sli: {{ratio: {{bad: 'orders_total{{code="500"}}', total: orders_total}}}}
    alerting: {{no_traffic: 30m}}
  - id: good
    title: Good of all
    target: 99%
    group_by: [shop]
    sli: {{ratio: {{good: 'payments_total{{code="200"}}', total: payments_total}}}}
  - {{id: none, title: None is lost, target: 100%, sli: {{ratio: {{bad: lost_total, total: sent_total}}}}}}
  - {{id: slow, title: Slow, target: 95%, sli: {{latency: {{histogram: wait_seconds, threshold: 1s}}}}}}
  - {{id: level, title: Level, target: 99%, sli: {{time_slice: {{query: min(level), at_least: 3}}}}}}
"""


class Fault(NamedTuple):
    """What stands in a module in place of the original, of which it is made."""

    module: ModuleType
    name: str
    wrong: Callable[[Any], object]


def _swapped(original: Any) -> object:
    other = {300: 3600, 3600: 300}
    return lambda slo, window, **which: original(slo, other.get(window, window), **which)


def _without(name: str) -> Callable[[Any], object]:
    """Of the alerts that a function yields, this one is left out."""
    return lambda original: lambda slo: (each for each in original(slo) if not each.name.endswith(name))


def _doubled(place: int) -> Callable[[Any], object]:
    return lambda original: (
        lambda *given, **more: original(*given[:place], 2 * given[place], *given[place + 1 :], **more)
    )


FAULTS = {
    "windows are swapped": Fault(slo_rules, "error_ratio_over", _swapped),
    "a recording is misnamed": Fault(slo_rules, "ERRORS_RATE", lambda _: "slo:error:rate"),
    "rates are over a longer window": Fault(
        counters, "rate", lambda _: lambda series: Call("rate", (Hole(series, Window(less=-300)),))
    ),
    "series are not added up": Fault(
        counters, "total", lambda _: lambda by, inner: Aggregate("max", by, inner)
    ),
    "buckets are not added up": Fault(
        latency, "total", lambda _: lambda by, inner: Aggregate("max", by, inner)
    ),
    "no errors are no zero": Fault(ratio, "or_zero", lambda _: lambda errors, events: errors),
    "errors and events are swapped": Fault(
        ratio,
        "Signal",
        lambda original: lambda errors, events, *more, **named: original(events, errors, *more, **named),
    ),
    "events are divided by errors": Fault(
        windows, "ratio", lambda original: lambda errors, events: original(events, errors)
    ),
    "twice as many errors are asked for": Fault(slo_alerts, "enough_errors", _doubled(2)),
    "history is not asked for": Fault(slo_alerts, "seen_long_enough", lambda _: lambda *_, **__: None),
    "pages are tickets": Fault(
        notices_of_alerts,
        "alert_labels",
        lambda original: lambda slo, _, **more: original(slo, slo.severities[TierClass.TICKET], **more),
    ),
    "absence is not waited for": Fault(
        slo_rules,
        "fast_notices",
        lambda original: lambda slo: (each._replace(for_=0) for each in original(slo)),
    ),
    "absence is no alert": Fault(slo_rules, "fast_notices", _without("NoData")),
    "no traffic is no alert": Fault(slo_rules, "fast_notices", _without("NoTraffic")),
    "a single error is no alert": Fault(slo_rules, "fast_notices", _without("ObjectiveMissed")),
}


def _files(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Rules and tests, as slosmith makes them."""
    plan = plan_of(text)
    rules = {file.stem: rule_file_text(file) for file in rule_files(plan)}
    tests = {Path(each.path).name: each.text for each in written(plan, ruletests.TARGET)}
    return rules, {name: each for name, each in tests.items() if ".incident" not in name}


def test_without_a_fault_all_tests_hold(promtool: Tool) -> None:
    assert not notices(promtool, *_files(SPEC))


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_generator_is_noticed(
    promtool: Tool, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    wrong = fault.wrong(getattr(fault.module, fault.name))
    monkeypatch.setattr(fault.module, fault.name, wrong)
    assert notices(promtool, *_files(SPEC))
