"""The command line: options become calls, results become text and an exit code. Commands load when they are used."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from slosmith import __version__
from slosmith.printable import printable

# Plug-ins that other packages register with pydantic have no business here, and looking for them takes time.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

FINDINGS, USAGE, OUR_FAULT, INTERRUPTED = 1, 2, 3, 130

# Name, module and one line of help: all that `--help` needs, so that nothing else is imported for it.
_COMMANDS = {
    "generate": ("slosmith.cli.generate", "Compile the specs into the output folder."),
    "check": ("slosmith.cli.check", "Check specs, freshness, schemas and rules, with promtool."),
    "test": ("slosmith.cli.test", "Run the generated tests, and ask where every alert goes."),
    "explain": ("slosmith.cli.explain", "Show when an SLO alerts, after how long, and what it costs."),
    "diff": ("slosmith.cli.diff", "Say what a change of the specs means, for a pull request."),
    "list": ("slosmith.cli.listing", "List services, SLOs, alerts and playbooks."),
    "schema": ("slosmith.cli.schema", "Print the JSON Schema of the spec language."),
    "init": ("slosmith.cli.init", "Make a starter repository that works at once."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(_COMMANDS[cmd_name][0]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in _COMMANDS.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="slosmith", message="%(prog)s %(version)s")
def slosmith() -> None:
    """SLOs and alerts as code: one spec compiles to everything Prometheus and the people on call need."""


def main() -> NoReturn:
    """Runs the command line. No traceback ever reaches a user, unless SLOSMITH_DEBUG asks for it."""
    try:
        _run(sys.argv[1:])
        # It is closed when the shell says `>&-`.
        if sys.stdout is not None:
            sys.stdout.flush()
        code = 0
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.UsageError as fault:
        fault.show()
        code = USAGE
    except click.ClickException as fault:
        fault.show()
        code = fault.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as fault:
        code = FINDINGS if _disk_is_full(fault) else _our_fault(fault)
    sys.exit(code)


def _run(arguments: list[str]) -> None:
    """Without click's own `main`, which ends the process with 1 when a reader has seen enough."""
    if "_SLOSMITH_COMPLETE" in os.environ:
        slosmith.main(arguments, prog_name="slosmith")
    with slosmith.make_context("slosmith", arguments) as context:
        slosmith.invoke(context)


def _disk_is_full(fault: Exception) -> bool:
    full = isinstance(fault, OSError) and fault.errno == errno.ENOSPC
    if full:
        # What is left in the buffer has nowhere to go at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        click.echo("slosmith: cannot write standard output: the disk is full", err=True)
    return full


def _our_fault(fault: Exception) -> int:
    if os.environ.get("SLOSMITH_DEBUG"):
        raise fault
    last = fault.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = f" at line {last.tb_lineno} of {Path(last.tb_frame.f_code.co_filename).name}" if last else ""
    click.echo(
        f"slosmith: this is a fault of slosmith, not of your specs: {type(fault).__name__}: {printable(str(fault))}{place}\n"
        "  nothing was changed after it; set SLOSMITH_DEBUG=1 to see all of it, and please report it",
        err=True,
    )
    return OUR_FAULT
