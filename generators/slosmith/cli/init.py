"""`slosmith init`: a repository to start from, which works at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import click
from pydantic import TypeAdapter, ValidationError

from slosmith.cli import FINDINGS
from slosmith.cli.common import format_option, say, tell
from slosmith.diagnostics import Diagnostic, Span, diagnose
from slosmith.plan.health import HEALTH_STEM
from slosmith.spec.types import Name
from slosmith.starter import starter


def _service_name(ctx: click.Context, parameter: click.Parameter, value: str) -> str:
    try:
        name: str = TypeAdapter(Name).validate_python(value)
    except ValidationError as fault:
        [first] = fault.errors()
        raise click.BadParameter(f"{first['msg']}; {first.get('ctx', {}).get('hint')}") from None
    if name == HEALTH_STEM:
        raise click.BadParameter(f"`{name}` is the name of slosmith's own alerts; choose another")
    return name


@click.command("init")
@click.argument("folder", metavar="[DIR]", type=click.Path(path_type=Path), default=Path())
@click.option(
    "--name", default="shop", show_default=True, callback=_service_name, help="The name of the service."
)
@format_option
@click.pass_context
def command(ctx: click.Context, folder: Path, name: str, style: str) -> None:
    """Make a starter repository in DIR (by default here): specs of an HTTP service, a Makefile, a schema for editors.

    Nothing is overwritten: if one of its files exists, nothing is written at all.
    """
    files = starter(name)
    found = [*_in_the_way(folder, files)] or [*_write(folder, files)]
    say(found, style)
    if found:
        ctx.exit(FINDINGS)
    first = "" if folder == Path() else f"cd {folder} && "
    tell(f"{folder}: {len(files)} files; go on with: {first}make generate check", style)


def _in_the_way(folder: Path, files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Files of the starter that exist, and whatever stands where it needs a folder."""
    paths = [folder / path for path in files]
    folders = dict.fromkeys(above for path in paths for above in path.parents)
    obstacles = [each for each in folders if os.path.lexists(each) and not each.is_dir()]
    obstacles += [each for each in paths if os.path.lexists(each)]
    if obstacles:
        listed = ", ".join(each.as_posix() for each in obstacles)
        yield diagnose(
            "not-ours",
            f"nothing was written, since this would be overwritten: {listed}",
            Span(folder.as_posix()),
            "move it away, or name an empty folder: slosmith init DIR",
        )


def _write(folder: Path, files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """All of them, or none: what was made is taken away again when one cannot be written."""
    made: list[Path] = []
    try:
        for path, text in files.items():
            _make_folders(folder / path, made)
            with (folder / path).open("x", encoding="utf-8", newline="\n") as file:
                made.append(folder / path)
                file.write(text)
    except OSError as error:
        _take_away(made)
        place = Span(Path(error.filename or folder).as_posix())
        yield diagnose(
            "write-failed",
            f"cannot write the starter repository: {error.strerror or error}",
            place,
            "nothing was left behind; fix the cause and run the command again",
        )
    except BaseException:
        _take_away(made)
        raise


def _make_folders(path: Path, made: list[Path]) -> None:
    for above in reversed(path.parents):
        if not above.is_dir():
            above.mkdir()
            made.append(above)


def _take_away(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):
            path.rmdir() if path.is_dir() else path.unlink()
