"""Text and expressions that look dangerous and are allowed: they come out as they went in, and do nothing."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from slosmith.tools.promtool import Verdict, check_rules
from slosmith.tools.run import Tool

from .repository import run, service

pytestmark = pytest.mark.usefixtures("repository")

# What a title and a description may hold, and what a careless page or template would trip over.
EVIL = """{{ query "up" }} {{ $value }} {{{ }} %s </script><img src=x onerror=alert(1)> | `rm` "q" 'q' \\n $labels #"""
FIRES = """\
rule_files: [output/prometheus/rules/pay.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series: [{series: queue_length, values: 20x60}]
    alert_rule_test:
      - eval_time: 30m
        alertname: PayObjectiveMissed
        exp_alerts:
          - exp_labels: {severity: high, slo: SLO-PAY-001, service: pay, owner: sre, scope: all}
            exp_annotations:
"""


def test_text_is_only_text(monkeypatch: pytest.MonkeyPatch, promtool: Tool) -> None:
    """promtool renders the annotations as Prometheus would; the texts come out as they went in."""
    title, text = (json.dumps(each) for each in (f"Evil {EVIL}"[:100], EVIL))
    keys = f"alerting: {{name: Pay}}\n    title: {title}\n    description: {text}\n    target: 100%"
    slice_ = "{time_slice: {query: queue_length, below: 10}}"
    service(f"slos:\n  - id: SLO-PAY-001\n    sli: {slice_}\n    window: 1d\n    {keys}")()
    assert run(monkeypatch, "generate") == 0
    rules = Path("output/prometheus/rules")
    assert check_rules(promtool, rules, [path.name for path in sorted(rules.iterdir())]) == Verdict()

    said = "No error is allowed here, so there is no budget to spend."
    annotations = {
        "summary": f"{json.loads(title)}: the objective is missed",
        "description": f"Objective: {EVIL} (100% over 1d).\n{said}",
    }
    indent = " " * 14
    Path("test.yaml").write_text(
        FIRES + "".join(f"{indent}{n}: {json.dumps(t)}\n" for n, t in annotations.items())
    )
    done = subprocess.run(
        [promtool.path, "test", "rules", "test.yaml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


SELECTORS = [
    "up # a comment",
    'up{a="b"} # a } comment',
    'up{a="}"}',
    'up{a="#"} # "',
    r'up{a=~"\\d+"}',
    "up{a=`}`}",
    'up{a=`"`}',
    "up{a='\"'}",
    'up{a="$window"}',
    'up{a="{{ $value }}"}',
    'up{\n  # inside\n  a="b",\n}',
    'up{a="é 🚒"}',
]


@pytest.mark.parametrize("selector", SELECTORS)
def test_odd_selectors_stay_whole(selector: str, monkeypatch: pytest.MonkeyPatch, promtool: Tool) -> None:
    query = json.dumps(selector, ensure_ascii=False)
    slis = [
        f"{{ratio: {{bad: {query}, total: all_total}}}}",
        f"{{time_slice: {{query: {query}, below: 10}}}}",
        f"{{probe: {{metric: {query}}}}}",
        f"{{raw: {{error_ratio: 'avg_over_time(up[$window]) # x', events: {query}}}}}",
    ]
    slos = "".join(
        f"  - {{id: S{at}, title: Selector {at}, target: 99%, window: 7d, sli: {sli}}}\n"
        for at, sli in enumerate(slis)
    )
    levels = "levels: [{severity: high, above: 0}]"
    service(f"slos:\n{slos}alerts:\n  - {{name: Odd, expr: {query}, {levels}}}")()
    assert run(monkeypatch, "generate") == 0
    assert check_rules(promtool, Path("output/prometheus/rules"), ["pay.yaml"]) == Verdict()
