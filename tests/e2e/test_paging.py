"""Alertmanager brings each alert to those whom the table of alerts names, and a page mutes its own ticket."""

from __future__ import annotations

import json
import time

from tests.e2e.conftest import Running, firing
from tests.e2e.stack import wait_until

# Tickets wait a minute to be grouped, and what Prometheus could not send it sends again after a minute.
PATIENCE = 400


def test_each_alert_reaches_whom_the_table_names(running: Running) -> None:
    expected = {
        (receiver, alert, slo) for alert, slo in audible(running) for receiver in table(running)[alert, slo]
    }
    try:
        wait_until(lambda: expected <= running.inbox.arrived(), PATIENCE, "all of them arrived")
    except AssertionError:
        # Which of them did not is what one needs to know.
        assert running.inbox.arrived() == expected
    # Whatever must not arrive gets the time to do so.
    time.sleep(20)
    assert running.inbox.arrived() == expected


def test_pages_and_tickets_are_both_there(running: Running) -> None:
    """Else the test above could pass without a ticket, or without one that was muted."""
    muted = firing(running.prometheus) - audible(running)
    assert {severity(running, *each) for each in audible(running)} >= {"critical", "high", "medium", "none"}
    assert muted
    assert {severity(running, *each) for each in muted} == {"medium"}


def table(running: Running) -> dict[tuple[str, str], list[str]]:
    (artifact,) = (each for each in running.artifacts if each.path == "oncall/alerts.json")
    return {(row["alert"], row["slo"] or ""): row["receivers"] for row in json.loads(artifact.text)}


def severity(running: Running, alert: str, slo: str) -> str:
    (artifact,) = (each for each in running.artifacts if each.path == "oncall/alerts.json")
    (found,) = (
        row["severity"]
        for row in json.loads(artifact.text)
        if (row["alert"], row["slo"] or "") == (alert, slo)
    )
    return str(found)


def audible(running: Running) -> set[tuple[str, str]]:
    """What fires, without the tickets of an SLO that pages."""
    seen = firing(running.prometheus)
    paging = {slo for alert, slo in seen if slo and severity(running, alert, slo) in ("critical", "high")}
    return {
        (alert, slo) for alert, slo in seen if slo not in paging or severity(running, alert, slo) != "medium"
    }
