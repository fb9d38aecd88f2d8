"""What commands share: their options, and how they speak of what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from slosmith.diagnostics import Diagnostic
from slosmith.report import REPORTERS

if TYPE_CHECKING:
    from slosmith.plan.model import Plan, SloPlan

F = TypeVar("F", bound=Callable[..., Any])


class Folder(click.Path):
    """An empty name would be the current folder: a variable of a script that nobody has set."""

    name = "folder"

    def convert(self, value: Any, parameter: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it is empty; `.` is the current folder", parameter, ctx)
        return super().convert(value, parameter, ctx)


def specs_option(function: F) -> F:
    return click.option(
        "--specs",
        type=Folder(path_type=Path),
        default=Path("specs"),
        show_default=True,
        help="The folder of the specs.",
    )(function)


def output_option(function: F) -> F:
    return click.option(
        "--output",
        type=Folder(path_type=Path),
        default=Path("output"),
        show_default=True,
        help="The folder that is written.",
    )(function)


def format_option(function: F) -> F:
    return click.option(
        "--format",
        "style",
        type=click.Choice(list(REPORTERS)),
        default="text",
        show_default=True,
        help="How diagnostics are printed.",
    )(function)


def say(diagnostics: Sequence[Diagnostic], style: str) -> None:
    """Text goes to standard error, where people look; what programs read goes to standard output."""
    text = REPORTERS[style](diagnostics)
    if text:
        click.echo(text, nl=False, err=style == "text")


def tell(message: str, style: str) -> None:
    """A line about what was done; it would spoil what a program reads."""
    if style == "text":
        click.echo(message)


def chosen_slos(plan: Plan, names: Sequence[str]) -> list[SloPlan]:
    """The SLOs of these ids; without any, all of them. Wrong usage is told as such."""
    from slosmith.spec.spelling import did_you_mean

    known = {slo.id: slo for service in plan.services for slo in service.slos}
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or "`slosmith list` shows them"
            raise click.BadArgumentUsage(f"there is no SLO `{name}`; {hint}")
    return [known[name] for name in names] if names else list(known.values())
