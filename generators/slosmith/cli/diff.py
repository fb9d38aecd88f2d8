"""`slosmith diff`: what a change of the specs means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import click

from slosmith.cli import FINDINGS, USAGE
from slosmith.cli.common import say, specs_option
from slosmith.cli.environment import env_option, known_environment
from slosmith.diagnostics import Diagnostic, errors
from slosmith.diff import Against, Difference, difference
from slosmith.emit import canonical_json
from slosmith.pipeline import plan_specs, without_collector
from slosmith.printable import printable_json
from slosmith.report import as_text
from slosmith.revisions import absent, plan_at


def _json(found: Difference, against: Against) -> str:
    from slosmith.diff.data import as_data

    return printable_json(canonical_json(as_data(found, against)))


def _text(found: Difference, against: Against) -> str:
    from slosmith.diff import text

    return text.as_text(found, against)


def _markdown(found: Difference, against: Against) -> str:
    from slosmith.diff.markdown import as_markdown

    return as_markdown(found, against)


_VIEWS: dict[str, Callable[[Difference, Against], str]] = {
    "text": _text,
    "markdown": _markdown,
    "json": _json,
}


@click.command("diff")
@click.argument("revision", metavar="[REV]", required=False)
@specs_option
@env_option
@click.option(
    "--format",
    "style",
    type=click.Choice(list(_VIEWS)),
    default="text",
    show_default=True,
    help="Markdown is for a comment on a pull request.",
)
@click.option("--fail-on-warnings", is_flag=True, help="End with 1 if there is anything to look at twice.")
@click.pass_context
def command(
    ctx: click.Context,
    revision: str | None,
    specs: Path,
    environment: str | None,
    style: str,
    fail_on_warnings: bool,
) -> None:
    """Say what differs between the specs at a git revision and the specs as they are now, and what that means.

    Without REV it is the commit at which this branch left the main branch. Nothing is written, and the working tree
    and git's index stay as they are.
    """
    # Both sides in the same way.
    compiled = partial(plan_specs, environment=environment)
    past = plan_at(specs, revision, compiled)
    if isinstance(past, Diagnostic):
        _refuse(ctx, [past], style, USAGE)
    with known_environment():
        now = compiled(specs)
    missing = now.plan is None and absent(now)
    if past.diagnostics or (now.plan is None and not (missing and past.plan is not None)):
        _refuse(ctx, [*past.diagnostics, *errors(now.diagnostics)], style, FINDINGS)
    with without_collector():
        found = difference(past.plan, now.plan)
    click.echo(_VIEWS[style](found, past.against), nl=False)
    if fail_on_warnings and found.cautions:
        ctx.exit(FINDINGS)


def _refuse(ctx: click.Context, found: Sequence[Diagnostic], style: str, code: int) -> NoReturn:
    """A comment says it as well, for whoever reads the pull request does not read the log."""
    if style == "markdown":
        from slosmith.diff.markdown import refusal

        click.echo(refusal(as_text(found)), nl=False)
    say(found, "json" if style == "json" else "text")
    ctx.exit(code)
