"""Who gets which alert of VirtEngine: a table that people wrote, held against amtool and not against our own router."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from slosmith.pipeline import compile_specs
from slosmith.routing.syntax import written
from slosmith.tools import amtool
from slosmith.tools.run import Passed, Tool, Unavailable, find
from slosmith.verify.amtool import CONFIG, ROUTES

SPECS = Path(__file__).parents[2] / "specs"

# The chain stands still, or soon will: the commander at once, the channel of critical alerts, and whoever is on call.
CRITICAL = "incident-commander,alerts-critical,sre-page"
# Somebody gets up.
PAGE = "sre-page"
# It can wait for the morning.
TICKET = "sre-ticket"
# The dead man's switch.
WATCHDOG = "watchdog"

TABLE = {
    # Block Production Uptime burns on the one objective whose loss is critical.
    "ChainHalted": CRITICAL,
    "ChainLatestBlockUnknown": CRITICAL,
    "BlockProductionUptimeBudgetBurn1h": CRITICAL,
    "BlockProductionUptimeBudgetBurn6h": CRITICAL,
    "BlockProductionUptimeNoData": CRITICAL,
    "BlockProductionUptimeBudgetBurn1d": TICKET,
    "BlockProductionUptimeBudgetBurn3d": TICKET,
    "BlockProductionUptimeBudgetExhausted": TICKET,
    "ChainBlockTimeSlow": PAGE,
    "BlockTimeP99BudgetBurn1h": PAGE,
    "BlockTimeP99BudgetBurn6h": PAGE,
    "BlockTimeP99NoData": PAGE,
    "BlockTimeP99NumeratorMissing": PAGE,
    "BlockTimeP99BudgetBurn1d": TICKET,
    "BlockTimeP99BudgetBurn3d": TICKET,
    "BlockTimeP99BudgetExhausted": TICKET,
    "TransactionFinalityBudgetBurn1h": PAGE,
    "TransactionFinalityBudgetBurn6h": PAGE,
    "TransactionFinalityNoData": PAGE,
    "TransactionFinalityNumeratorMissing": PAGE,
    "TransactionFinalityBudgetBurn1d": TICKET,
    "TransactionFinalityBudgetBurn3d": TICKET,
    "TransactionFinalityBudgetExhausted": TICKET,
    # Identity scoring
    "VEIDScoringLatencyHigh": PAGE,
    "VEIDScoringErrorRate": PAGE,
    "VEIDEvaluationStale": TICKET,
    "ScoringProcessingTimeBudgetBurn1h": PAGE,
    "ScoringProcessingTimeBudgetBurn6h": PAGE,
    "ScoringProcessingTimeNoData": PAGE,
    "ScoringProcessingTimeNumeratorMissing": PAGE,
    "ScoringProcessingTimeBudgetBurn1d": TICKET,
    "ScoringProcessingTimeBudgetBurn3d": TICKET,
    "ScoringProcessingTimeBudgetExhausted": TICKET,
    "ScoringAvailabilityBudgetBurn1h": PAGE,
    "ScoringAvailabilityBudgetBurn6h": PAGE,
    "ScoringAvailabilityNoData": PAGE,
    "ScoringAvailabilityBudgetBurn1d": TICKET,
    "ScoringAvailabilityBudgetBurn3d": TICKET,
    "ScoringAvailabilityBudgetExhausted": TICKET,
    "ScoreAccuracyObjectiveMissed": PAGE,
    "ScoreAccuracyNoData": PAGE,
    # Marketplace
    "MarketOrderBacklog": PAGE,
    "OrderFulfillmentTimeBudgetBurn1h": PAGE,
    "OrderFulfillmentTimeBudgetBurn6h": PAGE,
    "OrderFulfillmentTimeNoData": PAGE,
    "OrderFulfillmentTimeNumeratorMissing": PAGE,
    "OrderFulfillmentTimeBudgetBurn1d": TICKET,
    "OrderFulfillmentTimeBudgetBurn3d": TICKET,
    "OrderFulfillmentTimeBudgetExhausted": TICKET,
    "MarketplaceAvailabilityBudgetBurn1h": PAGE,
    "MarketplaceAvailabilityBudgetBurn6h": PAGE,
    "MarketplaceAvailabilityNoData": PAGE,
    "MarketplaceAvailabilityBudgetBurn1d": TICKET,
    "MarketplaceAvailabilityBudgetBurn3d": TICKET,
    "MarketplaceAvailabilityBudgetExhausted": TICKET,
    # Of a P90 no tier between six hours and three days is left.
    "BidResponseTimeBudgetBurn1h": PAGE,
    "BidResponseTimeBudgetBurn6h": PAGE,
    "BidResponseTimeNoData": PAGE,
    "BidResponseTimeNumeratorMissing": PAGE,
    "BidResponseTimeBudgetBurn3d": TICKET,
    "BidResponseTimeBudgetExhausted": TICKET,
    # HPC
    "HPCJobFailureRateHigh": TICKET,
    "JobSchedulingTimeBudgetBurn1h": PAGE,
    "JobSchedulingTimeBudgetBurn6h": PAGE,
    "JobSchedulingTimeNoData": PAGE,
    "JobSchedulingTimeNumeratorMissing": PAGE,
    "JobSchedulingTimeBudgetBurn1d": TICKET,
    "JobSchedulingTimeBudgetBurn3d": TICKET,
    "JobSchedulingTimeBudgetExhausted": TICKET,
    "HPCAvailabilityBudgetBurn1h": PAGE,
    "HPCAvailabilityBudgetBurn6h": PAGE,
    "HPCAvailabilityNoData": PAGE,
    "HPCAvailabilityBudgetBurn1d": TICKET,
    "HPCAvailabilityBudgetBurn3d": TICKET,
    "HPCAvailabilityBudgetExhausted": TICKET,
    "JobCompletionReliabilityBudgetBurn1h": PAGE,
    "JobCompletionReliabilityBudgetBurn6h": PAGE,
    "JobCompletionReliabilityNoData": PAGE,
    "JobCompletionReliabilityBudgetBurn1d": TICKET,
    "JobCompletionReliabilityBudgetBurn3d": TICKET,
    "JobCompletionReliabilityBudgetExhausted": TICKET,
    # Provider daemon
    "APIAvailabilityBudgetBurn1h": PAGE,
    "APIAvailabilityBudgetBurn6h": PAGE,
    "APIAvailabilityNoData": PAGE,
    "APIAvailabilityBudgetBurn1d": TICKET,
    "APIAvailabilityBudgetBurn3d": TICKET,
    "APIAvailabilityBudgetExhausted": TICKET,
    "HealthCheckLatencyBudgetBurn1h": PAGE,
    "HealthCheckLatencyBudgetBurn6h": PAGE,
    "HealthCheckLatencyNoData": PAGE,
    "HealthCheckLatencyNumeratorMissing": PAGE,
    "HealthCheckLatencyBudgetBurn1d": TICKET,
    "HealthCheckLatencyBudgetBurn3d": TICKET,
    "HealthCheckLatencyBudgetExhausted": TICKET,
    # The alerting itself
    "SLORuleEvaluationsFailing": PAGE,
    "SLORuleEvaluationsMissed": TICKET,
    "Watchdog": WATCHDOG,
}  # fmt: skip

# What no spec of ours sends, and somebody may.
STRANGERS = [
    ({"alertname": "KeyLeaked", "owner": "security", "severity": "critical"},
     "incident-commander,alerts-critical,security-page"),
    ({"alertname": "OddLogin", "owner": "security", "severity": "medium"}, "security-ticket"),
    ({"alertname": "NodeDown", "severity": "critical"}, "sre-ticket"),
    ({"alertname": "Odd", "owner": "sre", "severity": "warning"}, "sre-ticket"),
]  # fmt: skip


@pytest.fixture(scope="module")
def tool() -> Tool:
    found = find("amtool", amtool.MINIMUM)
    if isinstance(found, Unavailable):
        pytest.fail(f"{found.reason}; `make test` installs it")
    return found


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return {artifact.path: artifact.text for artifact in compile_specs(SPECS).artifacts}


@pytest.fixture(scope="module")
def alerts(generated: dict[str, str]) -> list[dict[str, str]]:
    return [each["labels"] for each in yaml.safe_load(generated[ROUTES])["alerts"]]


def _reached(
    tool: Tool, folder: Path, config: str, alerts: list[dict[str, str]]
) -> list[tuple[Mapping[str, str], str]]:
    (folder / "alertmanager.yaml").write_text(config)

    def ask(labels: dict[str, str]) -> tuple[Mapping[str, str], str]:
        outcome = amtool.route(tool, folder, "alertmanager.yaml", written(labels))
        assert isinstance(outcome, Passed), outcome
        return labels, outcome.stdout.strip()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(ask, alerts))


def test_the_table_names_every_alert(alerts: list[dict[str, str]]) -> None:
    assert sorted(labels["alertname"] for labels in alerts) == sorted(TABLE)


def test_amtool_sends_them_there(
    tool: Tool, generated: dict[str, str], alerts: list[dict[str, str]], tmp_path: Path
) -> None:
    reached = _reached(tool, tmp_path, generated[CONFIG], alerts)
    assert {labels["alertname"]: receivers for labels, receivers in reached} == TABLE


def test_strangers(tool: Tool, generated: dict[str, str], tmp_path: Path) -> None:
    reached = _reached(tool, tmp_path, generated[CONFIG], [labels for labels, _ in STRANGERS])
    assert reached == STRANGERS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- 'severity=\"critical\"'", "- 'severity=\"critcal\"'"),
        ("continue: true\n", "continue: false\n"),
        ("- 'owner=\"sre\"'", "- 'owner=\"security\"'"),
        ("- 'alertname=\"Watchdog\"'", "- 'alertname=\"DeadMansSwitch\"'"),
    ],
)
def test_a_broken_route_is_seen(
    old: str,
    new: str,
    tool: Tool,
    generated: dict[str, str],
    alerts: list[dict[str, str]],
    tmp_path: Path,
) -> None:
    assert old in generated[CONFIG]
    one_of_each = {TABLE[labels["alertname"]]: labels for labels in alerts}
    broken = _reached(tool, tmp_path, generated[CONFIG].replace(old, new), list(one_of_each.values()))
    assert any(TABLE[labels["alertname"]] != receivers for labels, receivers in broken)
