"""`slosmith test`: plays the generated tests, and asks Alertmanager's routes where each alert goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from slosmith.artifact import Artifact
from slosmith.cli import FINDINGS
from slosmith.cli.common import format_option, say, specs_option, tell
from slosmith.diagnostics import Diagnostic, errors, ordered
from slosmith.pipeline import compile_specs
from slosmith.report import counted
from slosmith.tools.promtool_tests import Progress
from slosmith.verify.ruletests import Played, prove

TESTS = "prometheus/tests/"


@click.command("test")
@specs_option
@format_option
@click.pass_context
def command(ctx: click.Context, specs: Path, style: str) -> None:
    """Run the generated tests of alerts with promtool, and ask amtool where every alert goes."""
    result = compile_specs(specs)
    if result.failed:
        say(errors(result.diagnostics), style)
        ctx.exit(FINDINGS)
    artifacts = result.artifacts
    with _progress(sum(1 for each in artifacts if each.path.startswith(TESTS))) as progress:
        played = prove(artifacts, every_alert=False, progress=progress)
    found = ordered([*played.diagnostics, *_routes(artifacts)])
    say(found, style)
    if found:
        tell(counted(found), style)
        ctx.exit(FINDINGS)
    tell(f"{_done(played)}; {_asked(artifacts)}", style)


def _done(played: Played) -> str:
    if not played.files:
        return "no tests: the Project's `targets` leave out ruletests"
    return f"all {played.assertions} assertions of {played.tests} tests in {played.files} files hold"


def _asked(artifacts: Sequence[Artifact]) -> str:
    from slosmith.verify.amtool import ROUTES

    routed = [each.text.count("\n  - labels:") for each in artifacts if each.path == ROUTES]
    return f"{routed[0]} alerts reach whom they must" if routed else "no routes"


def _routes(artifacts: Sequence[Artifact]) -> tuple[Diagnostic, ...]:
    from slosmith.verify.amtool import CONFIG
    from slosmith.verify.amtool import ROUTES as EXPECTED
    from slosmith.verify.routes import replay

    texts = {each.path: each.text for each in artifacts if each.path in (CONFIG, EXPECTED)}
    return replay(texts[EXPECTED], texts[CONFIG]) if len(texts) == 2 else ()


@contextmanager
def _progress(files: int) -> Iterator[Progress]:
    """A bar on a terminal, and nothing in a pipe."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("testing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=files)
        yield lambda done: bar.advance(task, done)
