"""What all tests share: the external tools and where they are, and the flag that rewrites expected files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from slosmith.tools.promtool import MINIMUM
from slosmith.tools.run import Tool, Unavailable, find

_TOOLS = Path(__file__).parents[1] / ".tools" / "bin"

# How long an example takes tells of the machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write the expected files anew, to be read in the diff"
    )


def pytest_configure(config: pytest.Config) -> None:
    # In CI the files would be made to fit whatever the code does, and nothing could fail.
    if config.getoption("--update-golden") and os.environ.get("CI"):
        raise pytest.UsageError("--update-golden is for people: the expected files are not rewritten in CI")


@pytest.fixture(scope="session", autouse=True)
def tools_on_path() -> Iterator[None]:
    """What `make` unpacked into the checkout comes before whatever the machine has."""
    with pytest.MonkeyPatch.context() as patch:
        if _TOOLS.is_dir():
            patch.setenv("PATH", str(_TOOLS), prepend=os.pathsep)
        yield


@pytest.fixture(scope="session")
def promtool(tools_on_path: None) -> Tool:
    """The real promtool. A test that needs it and is skipped would prove nothing, so its absence fails."""
    tool = find("promtool", MINIMUM)
    if isinstance(tool, Unavailable):
        pytest.fail(f"{tool.reason}; `make test` installs it")
    return tool


@pytest.fixture
def fake_tool(tmp_path: Path) -> Callable[..., Path]:
    """`fake_tool(body, name=, version=)`: a shell script that answers --version, and does `body` for all else.

    For what a real tool does not do on demand: crash, hang, be too old.
    """

    def write(
        body: str, *, name: str = "promtool", version: str = "promtool, version 2.42.0 (branch: x)"
    ) -> Path:
        script = tmp_path / "fake" / name
        script.parent.mkdir(exist_ok=True)
        script.write_text(f'#!/bin/sh\nif [ "$1" = --version ]; then echo "{version}"; exit 0; fi\n{body}\n')
        script.chmod(0o755)
        return script

    return write
