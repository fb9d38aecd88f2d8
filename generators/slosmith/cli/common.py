"""What commands share: their options, and how they speak of what was found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from slosmith.diagnostics import Diagnostic
from slosmith.report import REPORTERS

F = TypeVar("F", bound=Callable[..., Any])


def specs_option(function: F) -> F:
    return click.option(
        "--specs",
        type=click.Path(path_type=Path),
        default=Path("specs"),
        show_default=True,
        help="The folder of the specs.",
    )(function)


def output_option(function: F) -> F:
    return click.option(
        "--output",
        type=click.Path(path_type=Path),
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
