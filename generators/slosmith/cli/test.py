"""`slosmith test`: plays the generated tests, and asks Alertmanager's routes where each alert goes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from slosmith.artifact import Artifact
from slosmith.cli import FINDINGS
from slosmith.cli.common import chosen_slos, format_option, say, specs_option, tell
from slosmith.cli.environment import env_option, known_environment
from slosmith.codes import Severity
from slosmith.diagnostics import Diagnostic, errors, ordered
from slosmith.pipeline import Result, compile_specs
from slosmith.plan.model import Plan
from slosmith.report import counted
from slosmith.tools.promtool_tests import Progress
from slosmith.tools.scratch import NoScratch
from slosmith.verify import promtool
from slosmith.verify.ruletests import Played, prove
from slosmith.verify.scratch import no_scratch

TESTS = "prometheus/tests/"


@click.command("test")
@click.argument("slo", nargs=-1)
@specs_option
@env_option
@format_option
@click.pass_context
def command(ctx: click.Context, slo: Sequence[str], specs: Path, environment: str | None, style: str) -> None:
    """Run the generated tests with promtool, and ask amtool where every alert goes.

    Without an argument everything is tested; with SLOs, what proves these.
    """
    with known_environment():
        result = compile_specs(specs, environment=environment)
    if result.plan is None or result.failed:
        say(errors(result.diagnostics), style)
        ctx.exit(FINDINGS)
    try:
        _test(ctx, result.plan, result, slo, style)
    except NoScratch as fault:
        say([no_scratch(fault)], style)
        ctx.exit(FINDINGS)


def _test(ctx: click.Context, plan: Plan, compiled: Result, slo: Sequence[str], style: str) -> None:
    artifacts, located = compiled.artifacts, compiled.documents.located
    if refused := ordered(located(errors(promtool.verify(artifacts)))):
        # Every test would fail for that reason.
        say(refused, style)
        tell(counted(refused), style)
        ctx.exit(FINDINGS)
    if slo:
        chosen_slos(plan, slo)
        artifacts = _only(plan, artifacts, slo)
    with _progress(sum(1 for each in artifacts if each.path.startswith(TESTS))) as progress:
        played = prove(artifacts, slos=slo or None, progress=progress)
    found = ordered(located([*played.diagnostics, *_routes(artifacts)]))
    say(found, style)
    # A tool that is missing is but a warning elsewhere; here nothing was tested then.
    if any(each.severity is not Severity.NOTE for each in found):
        tell(counted(found), style)
        ctx.exit(FINDINGS)
    tell(f"{_done(played)}; {_asked(artifacts)}", style)


def _only(plan: Plan, artifacts: Sequence[Artifact], slos: Sequence[str]) -> tuple[Artifact, ...]:
    """The rules as they are, and of tests and routes what concerns these SLOs."""
    from slosmith.targets.ruletests import slo_tests
    from slosmith.verify.amtool import ROUTES
    from slosmith.verify.routes import only

    kept = [
        replace(each, text=only(each.text, slos)) if each.path == ROUTES else each
        for each in artifacts
        if not each.path.startswith(TESTS)
    ]
    return (*kept, *slo_tests(plan, slos))


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
    with click.progressbar(length=files, label="testing", show_pos=True, file=sys.stderr) as bar:
        yield bar.update
