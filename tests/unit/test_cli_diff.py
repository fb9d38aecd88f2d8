"""`slosmith diff` from the command line: what it prints where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple, Protocol

import pytest
from tests.repositories import commit, git, make

from slosmith.cli import main

SHOP = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Checkout
    target: 99%
    sli: {ratio: {bad: errors_total, total: requests_total}}
"""


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Run(Protocol):
    def __call__(self, *arguments: str) -> Outcome: ...


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `slosmith diff` in a repository whose only commit has one SLO of 99%."""
    top = make(tmp_path / "repo")
    monkeypatch.chdir(top)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SLOSMITH_DEBUG", raising=False)
    write(SHOP)
    commit(top)

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr("sys.argv", ["slosmith", "diff", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert isinstance(end.value.code, int)
        assert "Traceback" not in said.err
        return Outcome(end.value.code, said.out, said.err)

    return run


def write(text: str, name: str = "specs/shop.yaml") -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text)


# 0: it worked, whatever it found


def test_nothing_changed(run: Run) -> None:
    done = run()
    here = git(Path(), "rev-parse", "HEAD")[:12]
    said = f"nothing changes in what the specs mean, compared with {here} (the merge base of HEAD and main)\n"
    assert done == Outcome(0, said, "")
    assert run("HEAD", "--fail-on-warnings").code == 0


def test_a_change_that_is_not_committed(run: Run) -> None:
    write(SHOP.replace("99%", "95%"))
    write(SHOP.replace("shop", "pay").replace("SHOP", "PAY").replace("Checkout", "Payment"), "specs/pay.yaml")
    done = run()
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1 service added, 1 SLO added, 1 SLO changed, compared with ")
    assert "SLO-SHOP-001: the target falls from 99% to 95%" in done.out
    assert "+ SLO-PAY-001 (pay)  Payment" in done.out, "a file that git does not know yet counts as well"


def test_one_environment(run: Run) -> None:
    """Against itself at the revision; one that was not there then is new as a whole."""
    head = "apiVersion: slosmith/v1\nkind: Environment\nname: dev\n"
    place = "specs/environments/dev.yaml"
    write(head, place)
    new = run("--env", "dev")
    assert (new.code, new.err) == (0, "")
    assert new.out.startswith("1 service added, 1 SLO added, ")
    commit(Path())
    write(head + "slos: {SLO-SHOP-001: {target: 98%}}\n", place)
    assert "SLO-SHOP-001: the target falls from 99% to 98%" in run("HEAD", "--env", "dev").out
    assert run("HEAD").out.startswith("nothing changes")
    wrong = run("--env", "prod")
    assert (wrong.code, wrong.out) == (2, "")
    assert "there is no environment `prod`; known: dev" in wrong.err


def test_warnings_fail_only_when_asked(run: Run) -> None:
    write(SHOP.replace("99%", "95%"))
    assert run().code == 0
    failed = run("--fail-on-warnings")
    assert (failed.code, failed.out) == (1, run().out)
    write(SHOP.replace("99%", "99.5%"))
    assert run("--fail-on-warnings").code == 0


def test_json(run: Run) -> None:
    write(SHOP.replace("99%", "99.5%"))
    done = run("HEAD", "--format", "json")
    assert (done.code, done.err) == (0, "")
    data = json.loads(done.out)
    assert data["against"] == {
        "commit": git(Path(), "rev-parse", "HEAD"),
        "name": "HEAD",
        "merge_base": False,
    }
    [change] = data["changes"]
    assert change["fields"] == [{"name": "target", "before": "0.99", "after": "0.995"}]


def test_markdown(run: Run) -> None:
    write(SHOP.replace("99%", "99.5%"))
    done = run("--format", "markdown")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("### slosmith: 1 SLO changed\n")


def test_everything_is_added_and_everything_is_removed(run: Run) -> None:
    added = run("--specs", "specs", git(Path(), "commit-tree", "-m", "x", _empty_tree()))
    assert (added.code, added.err) == (0, "")
    assert "1 SLO added" in added.out
    Path("specs/shop.yaml").unlink()
    removed = run()
    assert (removed.code, removed.err) == (0, "")
    assert "1 SLO removed" in removed.out
    assert "SLO-SHOP-001: it is gone" in removed.out
    Path("specs").rmdir()
    assert run() == removed


def _empty_tree() -> str:
    return git(Path(), "hash-object", "-t", "tree", "-w", "/dev/null")


# 1: specs that do not compile


def test_specs_that_do_not_compile_now(run: Run) -> None:
    write(SHOP.replace("99%", "0.99"))
    done = run()
    assert (done.code, done.out) == (1, "")
    assert "specs/shop.yaml:7:13: error: the target is 0.99" in done.err
    assert "revision-broken" not in done.err


def test_specs_that_did_not_compile_then(run: Run) -> None:
    write(SHOP.replace("99%", "0.99"))
    broken = commit(Path())[:12]
    write(SHOP.replace("slos:", "slo:"))
    done = run("HEAD")
    assert (done.code, done.out) == (1, "")
    assert f"{broken}:specs/shop.yaml:7:13: error: the target is 0.99" in done.err
    assert f"the specs of {broken} (HEAD) do not compile, so nothing can be compared" in done.err
    assert "\nspecs/shop.yaml:4:1: error: " in done.err, "those of now are told at once"
    assert run("HEAD~1").code == 1


def test_no_specs_on_either_side(run: Run) -> None:
    done = run("--specs", "nowhere")
    assert (done.code, done.out) == (1, "")
    assert "[no-specs]" in done.err


def test_what_is_wrong_in_json_and_in_markdown(run: Run) -> None:
    write(SHOP.replace("99%", "0.99"))
    data = run("--format", "json")
    assert (data.code, data.err) == (1, "")
    assert [each["code"] for each in json.loads(data.out)] == ["target-range"]
    comment = run("--format", "markdown")
    assert comment.code == 1
    assert comment.out.startswith("### slosmith: the specs cannot be compared\n\n```\nspecs/shop.yaml:7:13: ")
    assert "[target-range]" in comment.err, "the log says it as well"


# 2: wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "git knows no commit `nosuch`"),
        (["--", "-x"], "git knows no commit `-x`"),
        (["--format", "github"], "Invalid value for '--format'"),
        (["HEAD", "HEAD"], "unexpected extra argument"),
        (["--specs", "/"], "git cannot read the repository"),
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_no_repository(run: Run, tmp_path: Path) -> None:
    (tmp_path / "plain" / "specs").mkdir(parents=True)
    done = run("--specs", str(tmp_path / "plain" / "specs"))
    assert (done.code, done.out) == (2, "")
    assert "fatal: not a git repository" in done.err
    assert "hint: " in done.err
