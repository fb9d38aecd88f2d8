"""`slosmith test`: what holds is counted, what does not ends with 1, and a tool that is not there is no pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from slosmith.cli import slosmith

SPEC = """\
apiVersion: slosmith/v1
kind: Service
name: shop
alerts:
  - name: OrdersPilingUp
    expr: max(orders_pending) > 100
    severity: high
    tests:
      - {given: &jam {orders_pending: "0x10 200x20"}, at: 5m, quiet: true}
      - {given: *jam, at: 20m, fires: true, value: 200}
"""


def run(folder: Path, spec: str = SPEC) -> Result:
    specs = folder / "specs"
    specs.mkdir()
    (specs / "shop.yaml").write_text(spec)
    return CliRunner().invoke(slosmith, ["test", "--specs", str(specs)])


def test_what_holds(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    assert "assertions of 2 tests in 2 files hold; 4 alerts reach whom they must" in result.output


def test_what_does_not_hold(tmp_path: Path) -> None:
    result = run(tmp_path, SPEC.replace("at: 5m", "at: 15m"))
    assert result.exit_code == 1
    assert "specs/shop.yaml:9:10: error: this test of `OrdersPilingUp` does not hold at 15m" in result.output
    assert "[ruletest-failed]" in result.output


def test_rules_that_are_refused_are_not_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test would fail for the reason that is told already. `check` does as well."""
    newer = '    annotations: {link: "{{ urlQueryEscape $labels.a }}"}\n    tests:'
    result = run(tmp_path, SPEC.replace("    tests:", newer, 1))
    assert result.exit_code == 1
    assert result.output.count("[promtool]") == 1
    assert '"urlQueryEscape" not defined' in result.output
    assert "[ruletest-failed]" not in result.output
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(slosmith, ["generate"]).exit_code == 0
    checked = CliRunner().invoke(slosmith, ["check"])
    assert checked.exit_code == 1
    assert checked.output.count("[promtool]") == 1
    assert "  output/prometheus/rules/shop.yaml: generated as" in checked.output
    assert "[ruletest-failed]" not in checked.output


def test_a_tool_that_is_missing_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("SLOSMITH_PROMTOOL", raising=False)
    monkeypatch.delenv("SLOSMITH_AMTOOL", raising=False)
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "[tool-missing]" in result.output
