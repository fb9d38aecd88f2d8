"""Our router against amtool's, on random trees and label sets: the same receivers in the same order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest

from slosmith.emit import yaml as emit_yaml
from slosmith.routing.config import Config, read_config
from slosmith.routing.tree import receivers
from slosmith.tools import amtool
from slosmith.tools.run import Passed, Tool, Unavailable, find

TREES, LABEL_SETS = 100, 6
LABELS = ("severity", "team", "slo")
VALUES = ("", "a", "b", "ab", "a-1", "B", "a b", 'q"', "\\d", "é")
EXPRESSIONS = ("a|b", "a.*", ".*", ".+", "[ab]+", "(a|ab)(b)?", "a-\\d", "", "\\\\d", "^a$", "(?i)b", ".é?")


def tree(random: Random, depth: int = 0) -> dict[str, Any]:
    route: dict[str, Any] = {}
    if depth == 0 or random.random() < 0.7:
        route["receiver"] = f"r{random.randrange(6)}"
    if depth:
        route["matchers"] = [matcher(random) for _ in range(random.choice((0, 1, 1, 2)))]
        route["continue"] = random.random() < 0.4
    if depth < 3:
        route["routes"] = [tree(random, depth + 1) for _ in range(random.randrange(4))]
    return route


def matcher(random: Random) -> str:
    label, op = random.choice(LABELS), random.choice(("=", "!=", "=~", "!~"))
    value = random.choice(EXPRESSIONS if "~" in op else VALUES)
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{label}{op}"{quoted}"'


def label_set(random: Random) -> dict[str, str]:
    chosen = {label: random.choice(VALUES) for label in LABELS if random.random() < 0.8}
    return {"alertname": "A", **{name: value for name, value in chosen.items() if value}}


@pytest.fixture(scope="module")
def tool() -> Tool:
    found = find("amtool", amtool.MINIMUM)
    if isinstance(found, Unavailable):
        pytest.fail(f"{found.reason}; `make test` installs it")
    return found


def test_the_same_receivers(tool: Tool, tmp_path: Path) -> None:
    random = Random(20260124)
    asked = []
    for number in range(TREES):
        config: dict[str, Any] = {
            "route": tree(random),
            "receivers": [{"name": f"r{index}"} for index in range(6)],
        }
        (tmp_path / f"{number}.yaml").write_text(emit_yaml(config))
        read = read_config(config)
        assert isinstance(read, Config)
        for _ in range(LABEL_SETS):
            labels = label_set(random)
            asked.append((number, labels, ",".join(receivers(read.route, labels))))
    with ThreadPoolExecutor(2) as pool:
        answers = pool.map(lambda each: amtool.route(tool, tmp_path, f"{each[0]}.yaml", each[1]), asked)
        wrong = [
            (each, answer)
            for each, answer in zip(asked, answers, strict=True)
            if not isinstance(answer, Passed) or answer.stdout.strip() != each[2]
        ]
    assert wrong == []
    assert len(asked) >= 500
    # Trees in which everything went to the root would prove little.
    assert len({receiver for _, _, receiver in asked}) > 20
