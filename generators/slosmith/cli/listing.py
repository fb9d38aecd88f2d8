"""`slosmith list`: what there is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from slosmith.cli import FINDINGS
from slosmith.cli.common import say, specs_option
from slosmith.cli.environment import env_option, known_environment
from slosmith.diagnostics import errors
from slosmith.emit import canonical_json
from slosmith.pipeline import Result, plan_specs
from slosmith.plan.model import Plan, ServicePlan
from slosmith.printable import printable_json, printable_lines
from slosmith.units import duration, percent


@click.command("list")
@specs_option
@env_option
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, specs: Path, environment: str | None, style: str) -> None:
    """List services, SLOs, alerts and playbooks."""
    with known_environment():
        result = plan_specs(specs, environment)
    if result.plan is None:
        say(errors(result.diagnostics), style)
        ctx.exit(FINDINGS)
    data = _data(result.plan) | {"environments": _environments(result)}
    click.echo(
        printable_json(canonical_json(data)) if style == "json" else printable_lines(_text(data)), nl=False
    )


def _data(plan: Plan) -> dict[str, Any]:
    return {
        "services": [_service(service) for service in plan.services],
        "playbooks": [
            {"id": playbook.id, "title": playbook.title, "severity": playbook.severity or None}
            for playbook in plan.playbooks
        ],
    }


def _environments(result: Result) -> list[dict[str, Any]]:
    return [{"name": name, "title": title or None} for name, title in result.environments.items()]


def _service(service: ServicePlan) -> dict[str, Any]:
    return {
        "name": service.name,
        "owner": service.owner,
        "slos": [
            {
                "id": slo.id,
                "title": slo.title,
                "target": percent(slo.target),
                "window": duration(slo.window),
                "playbook": slo.links.playbook or None,
            }
            for slo in service.slos
        ],
        "alerts": [
            {
                "name": alert.name,
                "severity": alert.about.severity,
                "playbook": alert.about.links.playbook or None,
            }
            for alert in service.hand_written
        ],
    }


def _text(data: dict[str, Any]) -> str:
    lines: list[str] = []
    for service in data["services"]:
        lines.append(f"{service['name']} (owner {service['owner']})")
        rows = [
            (slo["id"], f"{slo['target']} over {slo['window']}", slo["title"], slo["playbook"] or "")
            for slo in service["slos"]
        ]
        rows += [
            (alert["name"], alert["severity"], "alert", alert["playbook"] or "")
            for alert in service["alerts"]
        ]
        lines += _aligned(rows)
    if data["playbooks"]:
        lines.append("playbooks")
        lines += _aligned([(each["id"], each["severity"] or "", each["title"]) for each in data["playbooks"]])
    if data["environments"]:
        lines.append("environments")
        lines += _aligned([(each["name"], each["title"] or "") for each in data["environments"]])
    return "".join(f"{line}\n" for line in lines)


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
