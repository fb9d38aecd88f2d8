"""Every example of docs/api.md runs as it stands there, and prints what stands below it."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import slosmith

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    code: str
    printed: str


def examples() -> list[Example]:
    """Each program with the text that follows it."""
    programs = [block for block in BLOCKS if block[0] != "yaml"]
    assert [language for language, _ in programs] == ["python", "text"] * (len(programs) // 2)
    return [Example(code, text) for (_, code), (_, text) in zip(programs[::2], programs[1::2], strict=True)]


def test_the_examples_print_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [spec] = [text for language, text in BLOCKS if language == "yaml"]
    Path("specs").mkdir()
    Path("specs", "shop.yaml").write_text(spec, encoding="utf-8")
    names: dict[str, Any] = {"__name__": "example"}
    for example in examples():
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(example.code, "docs/api.md", "exec"), names)
        assert printed.getvalue() == example.printed, example.code


def test_a_target_of_ones_own_takes_fifteen_lines() -> None:
    [code] = [example.code for example in examples() if "CATALOGUE" in example.code]
    assert len([line for line in code.splitlines() if line]) <= 15


def test_the_page_names_everything_that_is_exported() -> None:
    missing = [name for name in slosmith.__all__ if not re.search(rf"\b{name}\b", PAGE)]
    assert missing == []
