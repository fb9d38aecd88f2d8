"""Spellings that only newer releases of Prometheus parse, as promtool of 2.42 judges them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slosmith.promql.newer import newer_spelling
from slosmith.promql.parsed import Parsed, parse
from slosmith.tools.promtool import check_rules
from slosmith.tools.run import Tool

NEWER = [
    ('max(up{"a"="b"})', 'quoted names such as `"a"`'),
    ("max({'up'})", "quoted names such as `'up'`"),
    ('max(up{a="b", `c`=~"d"})', "quoted names such as ``c``"),
    ('sum by (x, "y") (up)', 'quoted names such as `"y"`'),
    ('sum without("x") (up)', 'quoted names such as `"x"`'),
    ('up * on ("x") group_left ("y") up', 'quoted names such as `"x"`'),
    ("rate(up[300])", "ranges without a unit, such as `[300]`"),
    ("avg_over_time((up / up)[0x10:1m])", "ranges without a unit, such as `[0x10:1m]`"),
    ("sum_over_time(up[5m: 30 ])", "ranges without a unit, such as `[5m: 30 ]`"),
    ("up OFFSET 300", "offsets without a unit, such as `offset 300`"),
    ("up offset - 300", "offsets without a unit, such as `offset 300`"),
    ("up > 5m", "numbers written as durations, such as `5m`"),
    ("topk(1h30m, up)", "numbers written as durations, such as `1h30m`"),
    ("up @ 5m", "numbers written as durations, such as `5m`"),
    ("-up ^ 2 % - + 5m", "numbers written as durations, such as `5m`"),
]
OLD = [
    'label_replace(up{a="5m",b!~\'[300]\'}, "x", "$1", "y", "(.*)") # offset 300 > 5m',
    "sum by (le, x) (rate(up[5m:30s] offset -1h)) + on (x) group_left (y) (max_over_time(up[1h30m]))",
    "up offset 5m > 0x1f + 1e3 - .5 * 5.",
    "up @ 1.5 or up @ start() or a:b_5m:sum > NaN",
    'count_values("x", up) > 5 and topk by (a) (5, up)',
    'sum(up{a=~"b",}) by (m5) / 2',
]


@pytest.mark.parametrize(("source", "said"), NEWER)
def test_newer(source: str, said: str) -> None:
    assert isinstance(parse(source), Parsed), "else it is refused without this"
    assert newer_spelling(source) == said


@pytest.mark.parametrize("source", OLD)
def test_old(source: str) -> None:
    assert newer_spelling(source) == ""


def test_promtool_is_of_the_same_mind(promtool: Tool, tmp_path: Path) -> None:
    sources = [*(source for source, _ in NEWER), *OLD]
    for number, source in enumerate(sources):
        rules = {"groups": [{"name": "g", "rules": [{"record": "a:b", "expr": source}]}]}
        (tmp_path / f"{number}.yaml").write_text(json.dumps(rules))
    verdict = check_rules(promtool, tmp_path, [f"{number}.yaml" for number in range(len(sources))])
    refused = {complaint.file for complaint in verdict.complaints}
    old_enough = promtool.version and promtool.version < (2, 52)
    expected = {f"{number}.yaml" for number in range(len(NEWER))} if old_enough else set()
    assert refused <= {f"{number}.yaml" for number in range(len(NEWER))}
    assert refused >= expected
