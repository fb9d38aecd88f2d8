"""Environments on the command line: all of them together, or one with `--env`."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from slosmith.cli import main
from slosmith.tools.promtool_tests import play
from slosmith.tools.run import Tool

GOLDEN = Path(__file__).parents[1] / "golden" / "environments" / "specs"
STAGING = Path("specs/environments/staging.yaml")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs slosmith in a folder whose specs have two environments; gives the exit code, and what was said."""
    shutil.copytree(GOLDEN, tmp_path / "specs")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["slosmith", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        assert isinstance(end.value.code, int)
        return end.value.code, *capsys.readouterr()

    return run


def tree(folder: str | Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in Path(folder).rglob("*")
        if path.is_file()
    }


def change(old: str, new: str, path: Path = STAGING) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_generate_writes_all_of_them(run: Run) -> None:
    code, out, _ = run("generate")
    assert (code, sorted(each.name for each in Path("output/environments").iterdir())) == (
        0,
        ["eu2", "staging"],
    )
    assert re.fullmatch(r"output/: \d+ new, 0 unchanged\n", out)
    assert run("generate", "--check")[0] == 0


def test_generate_takes_away_what_is_gone(run: Run) -> None:
    run("generate")
    STAGING.unlink()
    code, _, err = run("generate", "--check")
    assert code == 1
    assert "output/environments/staging/prometheus/rules/shop.yaml: error: " in err
    assert "is no longer generated [stale]" in err
    assert run("generate")[0] == 0
    assert [each.name for each in Path("output/environments").iterdir()] == ["eu2"]
    shutil.rmtree("specs/environments")
    assert run("generate")[0] == 0
    assert not Path("output/environments").exists()


def test_generate_writes_one(run: Run) -> None:
    run("generate")
    change("target: 95%", "target: 96%")
    change("target: 99.9%", "target: 99.8%", Path("specs/shop.yaml"))
    before = tree("output")
    code, out, _ = run("generate", "--env", "staging")
    after = tree("output")
    assert code == 0
    assert re.fullmatch(r"output/environments/staging/: \d+ changed, \d+ unchanged\n", out)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {path for path in changed if path.startswith("environments/staging/")} != set()
    assert run("generate", "--env", "staging", "--check")[0] == 0
    assert run("generate", "--check")[0] == 1


def test_generate_writes_one_into_a_folder_of_its_own(run: Run) -> None:
    """As a branch for each environment wants it."""
    run("generate")
    assert run("generate", "--env", "eu2", "--output", "branch")[0] == 0
    assert tree("branch") == tree("output/environments/eu2")
    assert run("generate", "--env", "eu2", "--output", "branch", "--check")[0] == 0
    assert run("generate", "--env", "staging", "--output", "branch", "--check")[0] == 1


def test_a_mistake_in_one_writes_nothing(run: Run) -> None:
    run("generate")
    before = tree("output")
    change("target: 95%", "target: 0.95")
    change("target: 99.9%", "target: 99.8%", Path("specs/shop.yaml"))
    code, out, err = run("generate")
    assert code == 1
    assert "staging.yaml:18:26: error: environment staging: the target is 0.95" in err
    assert "output/ is as it was" in out
    assert tree("output") == before
    assert run("generate", "--env", "eu2")[0] == 0, "the others are not at fault"
    assert run("generate", "--env", "staging")[0] == 1


def test_check_is_for_all_of_them(run: Run, promtool: Tool) -> None:
    run("generate")
    code, out, _ = run("check", "--strict")
    assert code == 0
    assert out.splitlines()[-1].startswith("all is well: 1 services, 2 SLOs, ")
    assert out.endswith("; environments eu2, staging\n")
    assert "accepted: environment staging: this team owns no alert of these specs" in out
    assert "  reason: Everything is the sandbox's." in out
    rules = Path("output/environments/staging/prometheus/rules/shop.yaml")
    rules.write_text(rules.read_text() + "# by hand\n")
    code, _, err = run("check")
    assert (code, err.count("[stale]")) == (1, 1)
    assert "output/environments/staging/prometheus/rules/shop.yaml: error: " in err
    assert run("check", "--env", "staging")[0] == 1
    assert run("check", "--env", "eu2")[0] == 0


def test_options_of_a_target_that_only_the_base_writes_are_not_idle(run: Run, promtool: Tool) -> None:
    shop = Path("specs/shop.yaml")
    change("kind: Project\n", "kind: Project\nkubernetes: {namespace: monitoring}\n", shop)
    change("targets: [", "targets: [kubernetes, ", shop)
    run("generate")
    assert run("check", "--strict")[0] == 0
    # Its own are.
    change("project:\n", "project:\n  mimir: {max_groups: 30}\n")
    _, _, err = run("check")
    assert err.count("[target-idle]") == 1 and f"{STAGING}:" in err


def test_check_of_one(run: Run, promtool: Tool) -> None:
    run("generate", "--env", "eu2")
    code, out, _ = run("check", "--env", "eu2", "--strict")
    assert code == 0
    assert out.endswith("; environment eu2\n")


def test_what_they_share_is_told_once(run: Run) -> None:
    change("expr: max(queue_length) > 100", "expr: max(queue_length)", Path("specs/shop.yaml"))
    _, _, err = run("generate")
    assert err.count("[no-condition]") == 1
    assert "specs/shop.yaml:37:11: warning: the expression has no condition" in err


def test_explain_list_and_test(run: Run) -> None:
    assert "  95% over 30d" in run("explain", "SLO-SHOP-001", "--env", "staging")[1]
    assert "  99.9% over 30d" in run("explain", "SLO-SHOP-001")[1]
    listed = json.loads(run("list", "--env", "staging", "--format", "json")[1])
    assert (listed["services"][0]["owner"], listed["services"][0]["slos"][0]["target"]) == ("sandbox", "95%")
    assert listed["environments"] == [{"name": "eu2", "title": None}, {"name": "staging", "title": "Staging"}]
    assert run("list")[1].endswith("environments\n  eu2\n  staging  Staging\n")


def test_test_plays_the_tests_of_one(run: Run, promtool: Tool) -> None:
    change("targets: [prometheus, alertmanager]", "targets: [prometheus, ruletests, alertmanager]")
    code, out, _ = run("test", "--env", "staging")
    assert code == 0
    assert re.match(
        r"all \d+ assertions of \d+ tests in \d+ files hold; \d+ alerts reach whom they must", out
    )
    assert run("test")[1].startswith("no tests: ")


@pytest.mark.parametrize("command", ["generate", "check", "explain", "list", "test"])
@pytest.mark.parametrize("name", ["stagin", "", "../staging", "staging.yaml"])
def test_one_that_is_not_there(run: Run, command: str, name: str) -> None:
    code, out, err = run(command, "--env", name)
    assert (code, out) == (2, "")
    assert f"Invalid value for '--env': there is no environment `{name}`; " in err
    assert not Path("output").exists()


def test_without_environments(run: Run) -> None:
    shutil.rmtree("specs/environments")
    assert "there is no environment `dev`; known: none" in run("check", "--env", "dev")[2]
    run("generate")
    assert "environments" not in run("list")[1]
    assert sorted(each.name for each in Path("output").iterdir()) == [
        ".slosmith",
        "alertmanager",
        "oncall",
        "prometheus",
    ]


def test_a_file_that_cannot_be_read_is_told_whoever_asks(run: Run) -> None:
    STAGING.write_text("a: [")
    for arguments in (["generate"], ["check", "--env", "eu2"], ["list"], ["explain", "--env", "staging"]):
        code, _, err = run(*arguments)
        assert (code, "staging.yaml:" in err, "[syntax]" in err) == (1, True, True)


TESTED = """\
apiVersion: slosmith/v1
kind: Service
name: queue
alerts:
  - name: QueueLong
    expr: max(queue_length) > 100
    severity: high
    tests:
      - {given: {queue_length: "150x60"}, at: 30m, fires: true, value: 150}
      - {given: {queue_length: "50x60"}, at: 30m, quiet: true}
  - name: QueueEmpty
    expr: max(queue_length) < 1
    severity: high
    tests:
      - {given: {queue_length: "0x60"}, at: 30m, fires: true, value: 0}
      - {given: {queue_length: "50x60"}, at: 30m, quiet: true}
"""
OVERLAY = (
    "apiVersion: slosmith/v1\nkind: Environment\nname: {}\nproject: {{external_labels: {{environment: x}}}}\n"
)


def test_tests_are_played_where_they_differ(
    run: Run, promtool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an environment changes is proven as well; what is the same was proven for the base."""
    shutil.rmtree("specs")
    Path("specs/environments").mkdir(parents=True)
    Path("specs/queue.yaml").write_text(TESTED)
    Path("specs/environments/same.yaml").write_text(OVERLAY.format("same"))
    Path("specs/environments/other.yaml").write_text(
        OVERLAY.format("other") + "alerts: {QueueLong: {expr: max(queue_length) > 200}}\n"
    )
    played: list[list[str]] = []

    def counting(tool: Tool, folder: Path, files: Sequence[str], **more: Any) -> Iterator[object]:
        played.append(list(files))
        return play(tool, folder, files, **more)

    monkeypatch.setattr("slosmith.verify.ruletests.play", counting)
    assert run("generate")[0] == 0
    code, _, err = run("check")
    assert (code, err.count("[ruletest-failed]")) == (1, 1)
    assert "error: environment other: this test of `QueueLong` does not hold at" in err
    assert "  output/environments/other/prometheus/tests/queue.alerts.yaml: generated as" in err
    base, other, same = played
    assert len(base) == 2
    assert other == ["prometheus/tests/queue.alerts.yaml"]
    assert same == []
    code, _, err = run("check", "--env", "same")
    assert code == 0, err
    assert played[3] == base, "alone, it has nothing to lean on"
