"""The document's own alerts, under the very series in which ours fire: three of them stay silent, as the corrections say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from slosmith.pipeline import plan_specs
from slosmith.plan.model import AlertTestPlan
from slosmith.targets.ruletests.suite import START, AlertCheck, Case, SuiteFile, text
from slosmith.tools.run import Found, Passed, Tool, run

ROOT = Path(__file__).parents[2]
SILENT = ("ChainBlockTimeSlow", "VEIDScoringLatencyHigh", "HPCJobFailureRateHigh")
DOCUMENT = (Path(__file__).parent / "document.md").read_text(encoding="utf-8")


def originals() -> dict[str, dict[str, Any]]:
    """The rules as they stand in the document's last block, by name."""
    [block] = [each for each in re.findall(r"```yaml\n(.*?)```", DOCUMENT, re.DOTALL) if "alert:" in each]
    groups = yaml.safe_load(block)["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def firing_tests() -> dict[str, AlertTestPlan]:
    plan = plan_specs(ROOT / "specs").plan
    assert plan is not None
    return {test.alert: test for each in plan.services for test in each.alert_tests if test.firing}


def fires(promtool: Tool, folder: Path, rule: dict[str, Any], test: AlertTestPlan) -> bool:
    """Whether the rule fires, at any of the evaluations around the moment at which ours does."""
    case = Case("the original", test.interval, {**test.given, **START})
    moments = [test.at, test.at + 5 * test.every]
    case.alerts = [AlertCheck(at, rule["alert"]) for at in moments]
    (folder / "rules").mkdir()
    (folder / "rules" / "original.yaml").write_text(
        yaml.safe_dump({"groups": [{"name": "x", "rules": [rule]}]})
    )
    (folder / "tests").mkdir()
    (folder / "tests" / "original.yaml").write_text(
        text(SuiteFile("original", ("original",), test.every, (), (case,)))
    )
    outcome = run(promtool, ("test", "rules", "original.yaml"), cwd=folder / "tests", timeout=60)
    assert isinstance(outcome, Passed | Found), outcome
    return isinstance(outcome, Found) and f"alertname: {rule['alert']}" in outcome.stderr + outcome.stdout


@pytest.mark.parametrize("alert", SILENT)
def test_it_would_have_stayed_silent(alert: str, promtool: Tool, tmp_path: Path) -> None:
    assert not fires(promtool, tmp_path, originals()[alert], firing_tests()[alert])


@pytest.mark.parametrize("alert", SILENT)
def test_without_its_fault_it_fires(alert: str, promtool: Tool, tmp_path: Path) -> None:
    """Else the silence above could be that of series which are not there."""
    mended = {
        "ChainBlockTimeSlow": "histogram_quantile(0.99, sum by (le)"
        " (rate(tendermint_consensus_block_time_seconds_bucket[5m]))) > 6",
        "VEIDScoringLatencyHigh": "histogram_quantile(0.95, sum by (le)"
        " (rate(veid_scoring_duration_seconds_bucket[5m]))) > 300",
        "HPCJobFailureRateHigh": "sum(rate(hpc_jobs_failed_total[1h])) / sum(rate(hpc_jobs_total[1h])) > 0.1",
    }
    rule = {**originals()[alert], "expr": mended[alert]}
    assert fires(promtool, tmp_path, rule, firing_tests()[alert])


@pytest.mark.parametrize("alert", ["ChainHalted", "MarketOrderBacklog"])
def test_the_others_do_fire(alert: str, promtool: Tool, tmp_path: Path) -> None:
    assert fires(promtool, tmp_path, originals()[alert], firing_tests()[alert])


def test_all_of_the_document_are_known() -> None:
    assert set(originals()) <= set(firing_tests())
    assert len(originals()) == 6
