"""`slosmith check`: everything that can be known before the output is applied."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from slosmith.accepted import Accepted
from slosmith.cli import FINDINGS
from slosmith.cli.common import format_option, output_option, say, specs_option, tell
from slosmith.cli.reports import Report, report_option, write_reports
from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, errors
from slosmith.freshness import stale
from slosmith.output import plan_changes, recover
from slosmith.pipeline import Result, compile_specs
from slosmith.report import counted


@click.command("check")
@specs_option
@output_option
@format_option
@report_option
@click.option("--strict", is_flag=True, help="Make every warning that is not accepted an error.")
@click.pass_context
def command(
    ctx: click.Context, specs: Path, output: Path, style: str, reports: Sequence[Report], strict: bool
) -> None:
    """Check specs, freshness, schemas and rules, with promtool.

    Writes nothing but the reports asked for. With --strict a missing tool is an error as well.
    """
    result = compile_specs(specs)
    found = list(result.diagnostics)
    if not result.failed:
        found += _verified(result, output)
    if strict:
        found = [each.as_error() if each.severity is Severity.WARNING else each for each in found]
    found += write_reports(reports, found)
    say(found, style)
    if style == "text":
        _list_accepted(result.accepted)
    if errors(found):
        tell(counted(found), style)
        ctx.exit(FINDINGS)
    tell(_summary(result, found), style)


def _verified(result: Result, output: Path) -> list[Diagnostic]:
    from slosmith.verify import verify

    assert result.plan is not None  # it did not fail
    found = list(recover(output))
    changes = plan_changes(result.artifacts, output)
    found += [*changes.diagnostics, *stale(changes, output)]
    return [*found, *verify(result.artifacts)]


def _list_accepted(accepted: Sequence[Accepted]) -> None:
    for each in accepted:
        warning = each.diagnostic
        click.echo(f"{warning.span}: accepted: {warning.message} [{warning.code}]")
        click.echo(f"  reason: {each.reason}")


def _summary(result: Result, found: Sequence[Diagnostic]) -> str:
    assert result.plan is not None  # errors ended the command before
    slos = sum(len(service.slos) for service in result.plan.services)
    said = f", {counted(found)}" if found else ""
    return (
        f"all is well: {len(result.plan.services)} services, {slos} SLOs, {len(result.artifacts)} files{said}"
    )
