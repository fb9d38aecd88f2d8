"""`--report FORMAT=FILE`: what was found, once more and in another format, for whoever reads it after the command."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.report import REPORTERS

F = TypeVar("F", bound=Callable[..., Any])


class Report(NamedTuple):
    style: str
    file: Path


def _read(ctx: click.Context, parameter: click.Parameter, values: Sequence[str]) -> tuple[Report, ...]:
    return tuple(map(_report, values))


def _report(value: str) -> Report:
    style, _, file = value.partition("=")
    if style not in REPORTERS or not file:
        raise click.BadParameter(
            f"{value!r} is not FORMAT=FILE with one of the formats {', '.join(REPORTERS)}."
        )
    return Report(style, Path(file))


def report_option(function: F) -> F:
    return click.option(
        "--report",
        "reports",
        callback=_read,
        metavar="FORMAT=FILE",
        multiple=True,
        help="Write the diagnostics to a file as well, in any of the formats; may be repeated.",
    )(function)


def write_reports(reports: Sequence[Report], diagnostics: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """A diagnostic for each report that could not be written; what was at its place still stands then."""
    for style, file in reports:
        try:
            _write(file, REPORTERS[style](diagnostics).encode("utf-8", "replace"))
        except OSError as error:
            yield diagnose(
                "write-failed",
                f"cannot write the report: {error.strerror or error}",
                Span(file.as_posix()),
                "its folder must exist; fix the cause and run the command again",
            )


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all. What is no regular file, such as a pipe, cannot be replaced and is written to."""
    if file.exists() and not file.is_file():
        file.write_bytes(data)
        return
    new = file.with_name(f"{file.name}.new")
    try:
        # It may be a link that whoever opened the pull request put there.
        new.unlink(missing_ok=True)
        new.write_bytes(data)
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise
