"""`slosmith explain`: what an SLO will do, before it does it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import click

from slosmith.cli import FINDINGS
from slosmith.cli.common import chosen_slos, say, specs_option
from slosmith.cli.environment import env_option, known_environment
from slosmith.diagnostics import errors
from slosmith.emit import canonical_json
from slosmith.explanation import explain
from slosmith.explanation_views import as_data, as_text
from slosmith.pipeline import plan_specs
from slosmith.printable import printable_json, printable_lines


@click.command("explain")
@click.argument("slo", nargs=-1)
@specs_option
@env_option
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--events-per-hour",
    type=click.FloatRange(min=0, min_open=True),
    help="Show what this much traffic means.",
)
@click.pass_context
def command(
    ctx: click.Context,
    slo: Sequence[str],
    specs: Path,
    environment: str | None,
    style: str,
    events_per_hour: float | None,
) -> None:
    """Show the burn-rate tiers of SLOs, how soon each error rate is noticed, and what it costs Prometheus.

    Without an argument all SLOs are explained.
    """
    if events_per_hour is not None and not math.isfinite(events_per_hour):
        raise click.BadParameter("it must be a finite number", ctx, param_hint="'--events-per-hour'")
    with known_environment():
        result = plan_specs(specs, environment)
    if result.plan is None:
        say(errors(result.diagnostics), style)
        ctx.exit(FINDINGS)
    chosen = chosen_slos(result.plan, slo)
    traffic = events_per_hour / 3600 if events_per_hour else None
    explained = [explain(each, traffic) for each in chosen]
    if style == "json":
        click.echo(printable_json(canonical_json([as_data(each) for each in explained])), nl=False)
    else:
        click.echo(printable_lines("\n".join(as_text(each) for each in explained)), nl=False)
