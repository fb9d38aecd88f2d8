"""The Alertmanager configurations among the expected outputs, as amtool judges them."""

from __future__ import annotations

from pathlib import Path

import pytest

from slosmith.artifact import Artifact
from slosmith.tools import amtool as tools
from slosmith.tools.run import Tool, find
from slosmith.verify import amtool, routes

HERE = Path(__file__).parent
CASES = sorted(path.parents[2].name for path in HERE.glob("*/output/alertmanager/alertmanager.yaml"))
# What only newer releases have: an older amtool has no say in it.
NEWER = {"oncall-modern": (0, 28), "channels": (0, 31)}


def test_there_are_cases() -> None:
    assert {"oncall", "oncall-base", "oncall-routes", "oncall-teams", *NEWER} <= set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_amtool_accepts_it(case: str) -> None:
    output = HERE / case / "output"
    artifacts = [
        Artifact(path.relative_to(output).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(output.rglob("alertmanager/**/*"))
        if path.is_file()
    ]
    tool = find("amtool", tools.MINIMUM)
    assert isinstance(tool, Tool), "`make test` installs it"
    found = {each.code for each in (*amtool.verify(artifacts), *routes.verify(artifacts))}
    too_old = bool(tool.version) and tool.version < NEWER.get(case, tools.MINIMUM)
    assert found == ({"tool-missing"} if too_old else set())
