"""A test file is called failed when it fails each time it is played, and alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from slosmith.tools.promtool_tests import Failed, play
from slosmith.tools.run import Crashed, Tool

FakeTool = Callable[..., Path]

# Notes each play, and fails for files whose name says so: `flaky` the first time only.
BODY = """
echo "$*" >> played
for file in "$@"; do
  case $file in
    wrong*) echo "$file: got nothing" >&2; bad=1 ;;
    flaky*) [ -e "$file.seen" ] || { touch "$file.seen"; echo "$file: lost a sample" >&2; bad=1; } ;;
    broken*) kill -SEGV $$ ;;
  esac
done
exit ${bad:-0}
"""


def _play(script: Path, folder: Path, *files: str) -> list[object]:
    return list(play(Tool("promtool", str(script)), folder, files))


def _plays(folder: Path) -> list[str]:
    return sorted(line.removeprefix("test rules ") for line in (folder / "played").read_text().splitlines())


@pytest.fixture(autouse=True)
def _one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files in one call, as far as possible."""
    monkeypatch.setattr("slosmith.tools.promtool_tests._chunks", lambda files: [files])


def test_what_passes_is_played_once(fake_tool: FakeTool, tmp_path: Path) -> None:
    assert _play(fake_tool(BODY), tmp_path, "good.yaml", "fine.yaml") == []
    assert _plays(tmp_path) == ["good.yaml fine.yaml"]


def test_what_fails_once_did_not_fail(fake_tool: FakeTool, tmp_path: Path) -> None:
    assert _play(fake_tool(BODY), tmp_path, "flaky.yaml") == []
    assert _plays(tmp_path) == ["flaky.yaml"] * 2


def test_what_fails_twice_failed(fake_tool: FakeTool, tmp_path: Path) -> None:
    assert _play(fake_tool(BODY), tmp_path, "wrong.yaml") == [Failed("wrong.yaml", "wrong.yaml: got nothing")]
    assert _plays(tmp_path) == ["wrong.yaml"] * 2


def test_each_of_many_has_its_second_chance(fake_tool: FakeTool, tmp_path: Path) -> None:
    """Though it first fails when it is asked alone, because another one did."""
    script = fake_tool(BODY.replace('[ -e "$file.seen" ]', '[ $# -gt 3 ] || [ -e "$file.seen" ]'))
    assert _play(script, tmp_path, "good.yaml", "flaky.yaml", "wrong.yaml") == [
        Failed("wrong.yaml", "wrong.yaml: got nothing")
    ]
    alone = ["flaky.yaml"] * 2 + ["good.yaml"] + ["wrong.yaml"] * 2
    assert _plays(tmp_path) == sorted([*alone, "good.yaml flaky.yaml wrong.yaml"])


def test_a_crash_is_told_at_once(fake_tool: FakeTool, tmp_path: Path) -> None:
    assert _play(fake_tool(BODY), tmp_path, "broken.yaml") == [Crashed("promtool was ended by SIGSEGV")]
    assert _plays(tmp_path) == ["broken.yaml"]
