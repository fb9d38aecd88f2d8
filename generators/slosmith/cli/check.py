"""`slosmith check`: everything that can be known before the output is applied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click

from slosmith.accepted import Accepted
from slosmith.cli import FINDINGS
from slosmith.cli.common import format_option, output_option, say, specs_option, tell
from slosmith.cli.environment import env_option, known_environment, trees
from slosmith.cli.reports import Report, report_option, write_reports
from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, Span, errors
from slosmith.environments.sources import BASE
from slosmith.environments.together import called, together
from slosmith.freshness import stale
from slosmith.output import Trees, plan_trees, recover
from slosmith.pipeline import Results, compile_all
from slosmith.printable import printable
from slosmith.report import counted


@click.command("check")
@specs_option
@output_option
@env_option
@format_option
@report_option
@click.option("--strict", is_flag=True, help="Make every warning that is not accepted an error.")
@click.pass_context
def command(
    ctx: click.Context,
    specs: Path,
    output: Path,
    environment: str | None,
    style: str,
    reports: Sequence[Report],
    strict: bool,
) -> None:
    """Check specs, freshness, schemas and rules, with promtool: as they are, and in every environment.

    Writes nothing but the reports asked for. With --strict a missing tool is an error as well.
    """
    with known_environment():
        results = compile_all(specs, environment)
    found = list(results.diagnostics)
    if not results.failed:
        wanted = trees(results, ctx)
        found += _fresh(wanted, output)
        found += _verified(
            results, dict(zip(results.each, (output / folder for folder in wanted), strict=True))
        )
    if strict:
        found = [each.as_error() if each.severity is Severity.WARNING else each for each in found]
    found += write_reports(reports, found)
    say(found, style)
    if style == "text":
        _list_accepted(results.accepted)
    if errors(found):
        tell(counted(found), style)
        ctx.exit(FINDINGS)
    tell(_summary(results, found), style)


def _fresh(trees: Trees, output: Path) -> list[Diagnostic]:
    found = list(recover(output))
    changes = plan_trees(trees, output)
    return [*found, *changes.diagnostics, *stale(changes, output)]


def _verified(results: Results, folders: Mapping[str, Path]) -> tuple[Diagnostic, ...]:
    """`folders` are those where the files of the base and of each environment stand."""
    from slosmith.verify import verify

    # Most rules are the same everywhere, and their tests take most of the time.
    base = results.each[BASE].artifacts if BASE in results.each else ()
    found = {
        name: verify(result.artifacts, result.documents, proven=base if name != BASE else ())
        for name, result in results.each.items()
    }
    places = {
        # As diagnostics name them.
        name: {printable(each.path): (folders[name] / each.path).as_posix() for each in result.artifacts}
        for name, result in results.each.items()
    }
    return together(
        found.pop(BASE, ()), found, located=lambda name, each: _located(each, places.get(name, {}))
    )


def _located(diagnostic: Diagnostic, places: Mapping[str, str]) -> Diagnostic:
    """With the generated files where the reader has them, and not by their place in the output."""

    def there(span: Span) -> Span:
        # What has an excerpt is of a spec.
        return span if span.excerpt else span._replace(file=places.get(span.file, span.file))

    related = tuple(each._replace(span=there(each.span)) for each in diagnostic.related)
    return replace(diagnostic, span=there(diagnostic.span), related=related)


def _list_accepted(accepted: Sequence[Accepted]) -> None:
    for each in accepted:
        warning = each.diagnostic
        click.echo(f"{warning.span}: accepted: {warning.message} [{warning.code}]")
        click.echo(f"  reason: {printable(each.reason)}")


def _summary(results: Results, found: Sequence[Diagnostic]) -> str:
    """What the base holds, or the one environment that was asked for."""
    first = next(iter(results.each.values()))
    assert first.plan is not None  # errors ended the command before
    slos = sum(len(service.slos) for service in first.plan.services)
    environments = f"; {called(results.environments)}" if results.environments else ""
    said = f", {counted(found)}" if found else ""
    held = f"{len(first.plan.services)} services, {slos} SLOs, {len(first.artifacts)} files"
    return f"all is well: {held}{said}{environments}"
