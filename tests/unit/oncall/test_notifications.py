"""What people read at three in the morning: the generated templates, rendered by amtool."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.plans import written

from slosmith.targets import alertmanager
from slosmith.tools import amtool
from slosmith.tools.run import Passed, Tool, Unavailable, find
from slosmith.verify.samples import samples

from .oncall import oncall_plan

MORE = """\
severities:
  critical: {response: 15m, notify: page, also: [boss]}
  high: {response: 1h, notify: page, pagerduty: critical}
  "low": {response: 1d, notify: ticket}
roles:
  first: {title: First}
  second: {title: "Second {{ .Oops }}"}
  boss: {title: Boss, page: {pagerduty: {routing_key_file: /etc/boss}, opsgenie: {api_key_file: /etc/opsgenie}}}
escalation: [{role: first, wait: 10m}, {role: second}]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("alertmanager")
    for artifact in written(oncall_plan(MORE), alertmanager.TARGET):
        path = folder / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(artifact.text)
    return folder


def rendered(folder: Path, name: str, sample: str = "one", **labels: str) -> str:
    tool = find("amtool", amtool.MINIMUM)
    if isinstance(tool, Unavailable):
        pytest.fail(f"{tool.reason}; `make test` installs it")
    assert isinstance(tool, Tool)
    data = samples()[sample]
    data["commonLabels"] = {**data["commonLabels"], **labels}
    (folder / "data.json").write_text(json.dumps(data))
    text = f'{{{{ template "slosmith.{name}" . }}}}'
    outcome = amtool.render(tool, folder, "alertmanager/templates/*.tmpl", text, "data.json")
    assert isinstance(outcome, Passed), outcome
    return outcome.stdout


@pytest.mark.parametrize(
    ("severity", "pagerduty", "opsgenie"),
    [
        ("critical", "critical", "P1"),
        ("high", "critical", "P2"),
        ("low", "warning", "P3"),
        ("odd", "error", "P3"),
    ],
)
def test_severities_in_the_words_of_others(
    folder: Path, severity: str, pagerduty: str, opsgenie: str
) -> None:
    assert rendered(folder, "pagerduty.severity", severity=severity) == pagerduty
    assert rendered(folder, "opsgenie.priority", severity=severity) == opsgenie


def test_titles(folder: Path) -> None:
    summary = 'BlocksBudgetBurn1h: 2.3% of <rounds> & "blocks" fail'
    assert rendered(folder, "title") == f"[CRITICAL] chain: {summary}"
    assert rendered(folder, "title", "several") == f"[CRITICAL, 2 alerts] chain: {summary}"
    assert rendered(folder, "title", "over").startswith("[RESOLVED] chain: ChainHalted")
    assert rendered(folder, "title", "bare") == "[ALERT] Bare"


def test_the_text_answers_what_when_where_and_who_is_next(folder: Path) -> None:
    text = rendered(folder, "text")
    assert text.splitlines() == [
        'BlocksBudgetBurn1h: 2.3% of <rounds> & "blocks" fail',
        "",
        "Objective: blocks are produced (99.9% over 30d).",
        "Budget left: 40%.",
        "INC-001 is the nearest playbook.",
        "",
        "Playbook INC-001: https://runbooks.example.com/INC-001.md",
        "Dashboard: https://grafana.example.com/d/slo-chain?var-slo=SLO-CHAIN-001",
        "Query: http://prometheus.example.com/graph?g0.expr=up",
        "Alert BlocksBudgetBurn1h, SLO-CHAIN-001, service chain, owner sre, region eu, since 2026-01-24 03:00 UTC",
        "",
        "Respond within 15 minutes. Paged at the same time: Boss."
        " If nobody acknowledges: Second {{ .Oops }} after 10 minutes.",
    ]


def test_slack_has_links(folder: Path) -> None:
    text = rendered(folder, "slack.text", "several")
    assert "<https://runbooks.example.com/INC-001.md|Playbook INC-001>  <https://grafana.example.com/" in text
    assert "*ChainHalted: " in text
    assert "Over: Slow: " in text


def test_what_is_over_asks_nobody_to_respond(folder: Path) -> None:
    text = rendered(folder, "text", "over")
    assert "Over: ChainHalted" in text
    assert "Respond" not in text


def test_a_subject_fits_into_a_mail_to_sns(folder: Path) -> None:
    assert rendered(folder, "subject") == "[CRITICAL] chain SLO-CHAIN-001"
    assert len(rendered(folder, "subject", alertname="A" * 150)) <= 100


def test_links_of_a_group(folder: Path) -> None:
    assert rendered(folder, "playbook") == "https://runbooks.example.com/INC-001.md"
    assert rendered(folder, "playbook", "bare") == ""
