"""Notifications as Alertmanager would fill its templates: one alert, several, all over, and one with hardly a label."""

from __future__ import annotations

from typing import Any

_NEVER = "0001-01-01T00:00:00Z"
_URLS = {
    "runbook_url": "https://runbooks.example.com/INC-001.md",
    "dashboard_url": "https://grafana.example.com/d/slo-chain?var-slo=SLO-CHAIN-001",
}


def _alert(name: str, status: str = "firing", **more: str) -> dict[str, Any]:
    return {
        "status": status,
        "labels": {
            "alertname": name,
            "severity": "critical",
            "service": "chain",
            "slo": "SLO-CHAIN-001",
            "owner": "sre",
            "region": "eu",
            **more,
        },
        "annotations": {
            "summary": f'{name}: 2.3% of <rounds> & "blocks" fail',
            "description": "Objective: blocks are produced (99.9% over 30d).\nBudget left: 40%.",
            "playbook": "INC-001",
            "playbook_note": "INC-001 is the nearest playbook.",
            **_URLS,
        },
        "startsAt": "2026-01-24T03:00:00Z",
        "endsAt": _NEVER if status == "firing" else "2026-01-24T03:30:00Z",
        "generatorURL": "http://prometheus.example.com/graph?g0.expr=up",
        "fingerprint": "0123456789abcdef",
    }


def _notification(status: str, *alerts: dict[str, Any], common: bool = True) -> dict[str, Any]:
    labels = {"severity": "critical", "service": "chain", "slo": "SLO-CHAIN-001", "owner": "sre"}
    return {
        "receiver": "sample",
        "status": status,
        "alerts": list(alerts),
        "groupLabels": {"slo": "SLO-CHAIN-001"} if common else {},
        "commonLabels": labels if common else {},
        "commonAnnotations": _URLS if common else {},
        "externalURL": "http://alertmanager.example.com",
    }


def samples() -> dict[str, dict[str, Any]]:
    bare = {**_alert("Bare"), "labels": {"alertname": "Bare"}, "annotations": {}, "generatorURL": ""}
    burn = _alert("BlocksBudgetBurn1h", long_window="1h", short_window="5m", burn_rate="14.4", scope="all")
    return {
        "one": _notification("firing", burn),
        "several": _notification("firing", burn, _alert("ChainHalted"), _alert("Slow", "resolved")),
        "over": _notification("resolved", _alert("ChainHalted", "resolved")),
        "bare": _notification("firing", bare, common=False),
    }
