"""`slosmith generate`: specs to output, in this process alone."""

from __future__ import annotations

from pathlib import Path

import click

from slosmith.cli import FINDINGS
from slosmith.cli.common import format_option, output_option, say, specs_option, tell
from slosmith.cli.environment import env_option, known_environment, trees
from slosmith.diagnostics import errors
from slosmith.freshness import stale
from slosmith.output import Changes, apply_trees, is_unfinished, plan_trees, recover
from slosmith.pipeline import compile_all
from slosmith.report import counted


@click.command("generate")
@specs_option
@output_option
@env_option
@format_option
@click.option("--check", is_flag=True, help="Write nothing; fail when the output is not fresh.")
@click.pass_context
def command(
    ctx: click.Context, specs: Path, output: Path, environment: str | None, style: str, check: bool
) -> None:
    """Compile the specs into the output folder, and each environment into environments/NAME in there.

    The output is written all at once or not at all. Files that slosmith did not write are left alone. With --env only
    that environment is written: into the same folder, or directly into the one that --output names.
    """
    if specs.resolve() in (output.resolve(), *output.resolve().parents):
        raise click.BadParameter(
            "it is in the folder of the specs, and would be read as one", ctx, param_hint="'--output'"
        )
    with known_environment():
        results = compile_all(specs, environment)
    found = list(results.diagnostics)
    changes = None
    interrupted = is_unfinished(output)
    wanted = trees(results, ctx)
    if not results.failed:
        found += recover(output)
        if check:
            changes = plan_trees(wanted, output)
            found += [*changes.diagnostics, *stale(changes, output)]
        elif not errors(found):
            changes = apply_trees(wanted, output)
            found += changes.diagnostics
    say(found, style)
    if errors(found):
        tell(f"{counted(found)}; {_state(output, interrupted)}" if not check else counted(found), style)
        ctx.exit(FINDINGS)
    assert changes is not None  # without an error there was something to compare
    tell(_done(changes, output.joinpath(*wanted) if len(wanted) == 1 else output), style)


def _state(output: Path, interrupted: bool) -> str:
    """What the folder holds after an error; `interrupted` when another run had left it unfinished."""
    if is_unfinished(output):
        return f"{output}/ is half changed"
    if interrupted:
        return f"{output}/ holds what an interrupted run began to write, and nothing of this one"
    return f"{output}/ is as it was"


def _done(changes: Changes, folder: Path) -> str:
    if changes.empty:
        return f"{folder}/ is up to date ({changes.unchanged} files)"
    amounts = {"new": changes.created, "changed": changes.updated, "removed": changes.removed}
    parts = [f"{len(paths)} {what}" for what, paths in amounts.items() if paths]
    return f"{folder}/: {', '.join(parts)}, {changes.unchanged} unchanged"
