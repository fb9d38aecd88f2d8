"""Selectors that name no metric: nobody can make up series for them, and the tests say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from slosmith.pipeline import compile_specs
from slosmith.tools.run import Tool
from slosmith.verify.ruletests import verify

SPEC = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - {id: a, title: A, target: 99%%, sli: %s}
"""


@pytest.mark.parametrize(
    "sli",
    [
        """{ratio: {bad: 'errs_total{job="a"}', total: '{job="a"}'}}""",
        """{ratio: {good: '{job="a",x="1"}', total: '{job="a"}'}}""",
        """{ratio: {bad: '{__name__=~"a_(failed|lost)_total"}', total: a_total}}""",
        """{ratio: {bad: '{__name__!="b",job="a"}', total: a_total}}""",
        """{probe: {metric: '{job="a"}'}}""",
        """{time_slice: {query: '{job="a"}', below: 3}}""",
    ],
)
def test_what_is_not_named_is_not_tested(sli: str, promtool: Tool, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SPEC % sli)
    result = compile_specs(tmp_path)
    assert not result.failed
    [found] = verify(result.artifacts)
    assert found.code == "ruletest-untested"
    assert "it reads metrics whose name it does not say" in found.message
