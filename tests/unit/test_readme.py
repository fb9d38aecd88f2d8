"""What the first screen of the README shows is what slosmith prints."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from slosmith.tools.run import Tool

README = Path(__file__).parents[2] / "README.md"
FIRST_SCREEN = README.read_text(encoding="utf-8").partition("\n## ")[0]


class Shown(NamedTuple):
    """A command and the lines of its output that the README shows: `...` are others, and at an end the rest of a line."""

    command: str
    lines: tuple[str, ...]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", FIRST_SCREEN, re.MULTILINE | re.DOTALL)


def shown() -> Iterator[Shown]:
    for block in blocks("console"):
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, *output = command.splitlines()
            yield Shown(line, tuple(each for each in output if each.strip() not in ("", "...")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With the spec as it is shown, its first line included, which says where it is."""
    [block] = blocks("yaml")
    where = block.partition("\n")[0]
    path = tmp_path / where.removeprefix("# ")
    path.parent.mkdir(parents=True)
    path.write_text(block, encoding="utf-8")
    return tmp_path


def printed(command: str, folder: Path) -> list[str]:
    program, *arguments = shlex.split(command)
    if program == "grep":
        pattern, file = arguments
        return [line for line in (folder / file).read_text(encoding="utf-8").splitlines() if pattern in line]
    assert program == "slosmith"
    done = subprocess.run(
        [sys.executable, "-m", "slosmith", *arguments], cwd=folder, capture_output=True, text=True
    )
    return (done.stdout + done.stderr).splitlines()


def comparable(line: str) -> str:
    """A line without the numbers of files, which every new target would change."""
    return re.sub(r"\b\d+ (?=new\b|unchanged\b)", "", line)


@pytest.mark.parametrize("each", list(shown()), ids=lambda each: each.command)
def test_what_is_shown_is_printed(promtool: Tool, folder: Path, each: Shown) -> None:
    if each.command == "slosmith check":
        # The mistake that is shown.
        spec = folder / "specs" / "services" / "shop.yaml"
        spec.write_text(spec.read_text(encoding="utf-8").replace("99.9%", "0.999"), encoding="utf-8")
    elif each.command != "slosmith generate":
        printed("slosmith generate", folder)
    lines = map(comparable, printed(each.command, folder))
    for wanted in map(comparable, each.lines):
        start, more, _ = wanted.partition(" ...")
        assert any(line.startswith(start) if more else line == wanted for line in lines), wanted


def test_all_commands_of_the_first_screen_are_run() -> None:
    assert [each.command.partition(" ")[0] for each in shown()].count("slosmith") >= 4
    assert all(each.lines for each in shown())
