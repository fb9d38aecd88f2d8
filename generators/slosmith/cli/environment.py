"""`--env`: one environment instead of the specs as they are, and where its output is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from slosmith.environments.sources import BASE
from slosmith.output import Trees
from slosmith.pipeline import NoSuchEnvironment, Results

F = TypeVar("F", bound=Callable[..., Any])


def env_option(function: F) -> F:
    return click.option(
        "--env", "environment", metavar="NAME", help="One environment of specs/environments/ alone."
    )(function)


@contextmanager
def known_environment() -> Iterator[None]:
    """To name one that is not there is wrong usage."""
    try:
        yield
    except NoSuchEnvironment as fault:
        raise click.BadParameter(str(fault), param_hint="'--env'") from None


def trees(results: Results, ctx: click.Context) -> Trees:
    """Where everything goes below the output folder. A folder that is named for one environment is for it alone."""
    named = ctx.get_parameter_source("output") is not ParameterSource.DEFAULT
    return results.trees(direct=named and BASE not in results.each)
