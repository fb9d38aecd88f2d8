"""The command line: what each command says, where it says it, and with which code it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from slosmith import __version__
from slosmith.cli import main
from slosmith.pipeline import compile_specs
from slosmith.report import REPORTERS
from slosmith.tools.run import Tool

GOLDEN = Path(__file__).parents[1] / "golden"
WRONG = (
    "apiVersion: slosmith/v1\nkind: Service\nname: shop\nslos: [{id: A, title: A, target: 0.999, sli: {}}]\n"
)
WARNED = """\
apiVersion: slosmith/v1
kind: Service
name: shop
alerts:
  - {name: Always, expr: max(a), severity: high}
"""
COMMANDS = ("generate", "check", "explain", "diff", "list", "schema", "init")


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs slosmith in a folder that holds the smallest spec."""
    shutil.copytree(GOLDEN / "minimal" / "specs", tmp_path / "specs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SLOSMITH_DEBUG", raising=False)

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["slosmith", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Outcome(end.value.code, said.out, said.err)

    return run


def _write(text: str) -> None:
    Path("specs/shop.yaml").write_text(text)


# 0: clean


def test_generate(run: Run) -> None:
    done = run("generate")
    assert done.code == 0
    assert re.fullmatch(r"output/: \d+ new, 0 unchanged\n", done.out)
    assert "retention-unknown" in done.err, "a note goes where people look, and ends nothing"
    again = run("generate")
    assert again.code == 0
    assert re.fullmatch(r"output/ is up to date \(\d+ files\)\n", again.out)
    assert run("generate", "--check").code == 0


def test_folders_can_be_named(run: Run) -> None:
    Path("specs").rename("mine")
    assert run("generate", "--specs", "mine", "--output", "there/deeper").code == 0
    assert Path("there/deeper/plan.json").is_file()
    assert not Path("output").exists()


def test_check(run: Run, promtool: Tool) -> None:
    assert run("generate").code == 0
    done = run("check")
    assert done.code == 0
    assert done.out.startswith("all is well: 1 service")


def test_list(run: Run) -> None:
    done = run("list")
    assert (done.code, done.err) == (0, "")
    assert "SLO-SHOP-001  99.9% over 30d  Checkout availability" in done.out
    [service] = json.loads(run("list", "--format", "json").out)["services"]
    assert [slo["id"] for slo in service["slos"]] == ["SLO-SHOP-001"]


def test_explain(run: Run) -> None:
    done = run("explain", "SLO-SHOP-001", "--events-per-hour", "60")
    assert (done.code, done.err) == (0, "")
    assert "with this traffic it holds 43 errors" in done.out
    [data] = json.loads(run("explain", "--format", "json").out)
    assert [tier["long"] for tier in data["tiers"]] == ["1h", "6h", "1d", "3d"]


@pytest.mark.parametrize("amount", ["nan", "inf"])
def test_explain_wants_a_finite_number(run: Run, amount: str) -> None:
    done = run("explain", "--events-per-hour", amount)
    assert (done.code, done.out) == (2, "")
    assert "Invalid value for '--events-per-hour': it must be a finite number" in done.err


@pytest.mark.parametrize("folder", ["specs", "specs/out", "specs/../specs"])
def test_output_is_not_written_among_the_specs(run: Run, folder: str) -> None:
    done = run("generate", "--output", folder)
    assert (done.code, done.out) == (2, "")
    assert "it is in the folder of the specs, and would be read as one" in done.err
    assert [path.suffix for path in Path("specs").rglob("*") if path.is_file()] == [".yaml"]


def test_closed_standard_output(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert run("list") == (0, "", "")


def test_a_section_without_content_asks_for_a_target(run: Run) -> None:
    project = Path("specs/project.yaml")
    project.write_text("apiVersion: slosmith/v1\nkind: Project\nname: x\nmimir:\nthanos:\n", encoding="utf-8")
    assert run("generate").code == 0
    assert Path("output/mimir").is_dir()
    assert Path("output/thanos").is_dir()
    assert not Path("output/kubernetes").exists()


def test_the_rarest_errors_compile(run: Run) -> None:
    spec = next(Path("specs").glob("*.yaml"))
    spec.write_text(spec.read_text(encoding="utf-8").replace("99.9%", "99.9999999999%"), encoding="utf-8")
    assert run("generate").code == 0


def test_schema(run: Run) -> None:
    done = run("schema")
    assert done.code == 0
    assert "$schema" in json.loads(done.out)


def test_version(run: Run) -> None:
    assert run("--version") == Outcome(0, f"slosmith {__version__}\n", "")


@pytest.mark.parametrize("command", COMMANDS)
def test_help(run: Run, command: str) -> None:
    assert f"  {command}  " in run("--help").out
    assert f" {command} [OPTIONS]" in run(command, "-h").out


# 1: findings


@pytest.mark.parametrize("command", ["generate", "check", "explain", "list"])
def test_a_wrong_spec(run: Run, command: str) -> None:
    _write(WRONG)
    done = run(command)
    assert done.code == 1
    assert (
        "specs/shop.yaml:4:34: error: the target is 0.999, which reads as 0.999% [target-range]" in done.err
    )
    assert "  hint: did you mean 99.9%?" in done.err
    assert "an SLI has exactly one of" in done.err, "all mistakes are told at once"
    assert not Path("output").exists()


@pytest.mark.parametrize("command", ["generate", "check", "explain", "list"])
def test_no_specs(run: Run, command: str) -> None:
    done = run(command, "--specs", "nowhere")
    assert (done.code, "[no-specs]" in done.err) == (1, True)


def test_a_mistake_leaves_the_output_alone(run: Run) -> None:
    run("generate")
    before = {path: path.read_bytes() for path in Path("output").rglob("*") if path.is_file()}
    _write(WRONG)
    assert "output/ is as it was" in run("generate").out
    assert {path: path.read_bytes() for path in Path("output").rglob("*") if path.is_file()} == before


def test_the_last_line_says_what_the_output_holds(run: Run) -> None:
    """A change that another run had begun: it cannot be finished, then it can and this run changes nothing."""
    run("generate")
    staged = Path("output/.slosmith.staging/staged")
    staged.mkdir(parents=True)
    (staged / "notes").write_text("theirs\n")
    Path("output/.slosmith.journal").write_text("\n")
    Path("output/notes/mine").mkdir(parents=True)
    assert "output/ is half changed" in run("generate").out
    shutil.rmtree("output/notes")
    _write(WRONG)
    assert "output/ is half changed" in run("generate").out
    shutil.copytree(GOLDEN / "minimal" / "specs", "specs", dirs_exist_ok=True)
    Path("output/prometheus/rules").rename("output/elsewhere")
    Path("output/prometheus/rules").symlink_to("../elsewhere")
    done = run("generate")
    assert done.code == 1 and "not-ours" in done.err
    assert "output/ holds what an interrupted run began to write, and nothing of this one" in done.out


def test_output_that_is_stale_or_missing(run: Run) -> None:
    missing = run("generate", "--check")
    assert (missing.code, Path("output").exists()) == (1, False)
    assert "output: error: nothing is generated here yet: " in missing.err
    assert missing.err.count("[stale]") == 1, "one word for a folder, not one for each file"
    run("generate")
    rules = Path("output/prometheus/rules/shop.yaml")
    rules.write_text(rules.read_text().replace("0.0144", "0.5"))
    for command in (("generate", "--check"), ("check",)):
        done = run(*command)
        assert (done.code, "[stale]" in done.err) == (1, True)
        assert "slosmith generate" in done.err, "it names the command that mends it"
    assert "0.5" in rules.read_text(), "looking changes nothing"


def test_strict(run: Run, promtool: Tool) -> None:
    _write(WARNED)
    assert run("generate").code == 0
    assert run("check").code == 0
    strict = run("check", "--strict")
    assert strict.code == 1
    assert "error: the expression has no condition" in strict.err
    _write(
        WARNED.replace(
            "high}",
            "high, accept: [{code: no-condition, reason: a drill}, {code: alert-untested, reason: a drill}]}",
        )
    )
    accepted = run("check", "--strict")
    assert accepted.code == 0
    assert "accepted: the expression has no condition" in accepted.out
    assert "  reason: a drill" in accepted.out


def test_json(run: Run) -> None:
    _write(WRONG)
    done = run("generate", "--format", "json")
    assert (done.code, done.err) == (1, "")
    found = json.loads(done.out)
    assert found[0] == {
        "code": "target-range",
        "severity": "error",
        "message": "the target is 0.999, which reads as 0.999%",
        "hint": "did you mean 99.9%?",
        "file": "specs/shop.yaml",
        "line": 4,
        "column": 34,
        "path": "slos[0].target",
        "related": [],
    }


def test_json_when_all_is_well(run: Run) -> None:
    done = run("generate", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert {each["severity"] for each in json.loads(done.out)} <= {"note"}


def test_github(run: Run) -> None:
    _write(WRONG)
    done = run("check", "--format", "github")
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines()[0] == (
        "::error file=specs/shop.yaml,line=4,col=34,title=slosmith%3A target-range::"
        "the target is 0.999, which reads as 0.999%25%0Ahint: did you mean 99.9%25?"
    )


def test_a_clean_check_prints_what_its_reader_can_read(
    run: Run, promtool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("init", "clean")
    monkeypatch.chdir("clean")
    assert run("generate").code == 0
    for style in ("sarif", "junit", "json"):
        assert run("check", "--strict", "--format", style) == Outcome(0, REPORTERS[style](()), "")
    every = [f"--report={style}=report.{style}" for style in REPORTERS]
    assert run("check", "--strict", "--format", "github", *every) == Outcome(0, "", "")
    assert [Path(f"report.{style}").read_text() for style in REPORTERS] == [
        reporter(()) for reporter in REPORTERS.values()
    ]


@pytest.mark.parametrize("style", ["json", "github", "gitlab", "sarif", "junit", "markdown"])
def test_a_check_with_findings_prints_nothing_else(run: Run, style: str) -> None:
    _write(WRONG)
    done = run("check", "--strict", "--format", style)
    assert (done.code, done.err) == (1, "")
    assert done.out == REPORTERS[style](compile_specs(Path("specs")).diagnostics)
    assert "reads as 0.999%" in done.out


def test_strict_warnings_fail_in_reports_too(run: Run, promtool: Tool) -> None:
    _write(WARNED)
    run("generate")
    mild, strict = (run("check", *more, "--format", "junit").out for more in ((), ("--strict",)))
    assert ("<skipped" in mild, "<failure" in mild, "<failure" in strict) == (True, False, True)


def test_reports(run: Run) -> None:
    _write(WRONG)
    Path("old.xml").write_text("old")
    done = run("check", "--report", "junit=old.xml", "--report", "sarif=a=b.sarif")
    assert done.code == 1
    assert "[target-range]" in done.err
    found = compile_specs(Path("specs")).diagnostics
    assert Path("old.xml").read_text() == REPORTERS["junit"](found)
    assert Path("a=b.sarif").read_text() == REPORTERS["sarif"](found)
    assert sorted(path.name for path in Path().iterdir()) == ["a=b.sarif", "old.xml", "specs"]


def test_a_report_that_cannot_be_written(run: Run) -> None:
    _write(WRONG)
    Path("folder").mkdir()
    done = run(
        "check", "--report", "junit=nowhere/a.xml", "--report", "json=folder", "--report", "json=a.json"
    )
    assert done.code == 1
    assert (
        "nowhere/a.xml: error: cannot write the report: No such file or directory [write-failed]" in done.err
    )
    assert "folder: error: cannot write the report: Is a directory [write-failed]" in done.err
    assert "[target-range]" in done.err
    assert sorted(path.name for path in Path().iterdir()) == ["a.json", "folder", "specs"]


def test_a_report_is_whole_or_the_old_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    _write(WRONG)
    Path("a.json").write_text("old")
    monkeypatch.setattr(Path, "replace", _raising(OSError(28, "No space left on device")))
    done = run("check", "--report", "json=a.json")
    assert "a.json: error: cannot write the report: No space left on device [write-failed]" in done.err
    assert Path("a.json").read_text() == "old"
    assert sorted(path.name for path in Path().iterdir()) == ["a.json", "specs"]


def test_a_report_may_go_to_a_pipe(run: Run) -> None:
    """It stays one: putting a file in its place would take it from whoever reads it."""
    _write(WRONG)
    os.mkfifo("pipe")
    with subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE, text=True) as reader:
        run("check", "--report", "gitlab=pipe")
        assert reader.stdout is not None
        assert json.loads(reader.stdout.read())[0]["check_name"] == "target-range"
    assert Path("pipe").is_fifo()


# 2: wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch"], "No such command"),
        (["generate", "--nosuch"], "No such option"),
        (["generate", "--format", "xml"], "Invalid value for '--format'"),
        (["check", "--report", "xml=a"], "'xml=a' is not FORMAT=FILE with one of the formats text, json"),
        (["check", "--report", "json="], "'json=' is not FORMAT=FILE"),
        (
            ["generate", "--output", ""],
            "Invalid value for '--output': it is empty; `.` is the current folder",
        ),
        (["check", "--specs="], "Invalid value for '--specs': it is empty"),
        (["generate", "surplus"], "unexpected extra argument"),
        (["explain", "SLO-SHOP-002"], "there is no SLO `SLO-SHOP-002`; did you mean `SLO-SHOP-001`?"),
        (["explain", "--events-per-hour", "0"], "Invalid value for '--events-per-hour'"),
    ],
)
def test_wrong_usage(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


# 3 and 130: our own fault, and an interrupt


def _raising(fault: BaseException) -> Callable[..., object]:
    def raise_it(*arguments: object) -> object:
        raise fault

    return raise_it


def test_our_own_fault(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slosmith.cli.generate.compile_all", _raising(ZeroDivisionError("by zero")))
    done = run("generate")
    assert (done.code, done.out) == (3, "")
    assert "a fault of slosmith, not of your specs: ZeroDivisionError: by zero" in done.err
    assert "Traceback" not in done.err
    assert "SLOSMITH_DEBUG=1" in done.err


def test_our_own_fault_in_full(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slosmith.cli.generate.compile_all", _raising(ZeroDivisionError("by zero")))
    monkeypatch.setenv("SLOSMITH_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("generate")


def test_an_interrupt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("slosmith.cli.generate.compile_all", _raising(KeyboardInterrupt()))
    done = run("generate")
    assert (done.code, done.out, "Traceback" in done.err) == (130, "", False)
    assert done.err.strip() == "interrupted"


# What only a process of its own shows


def _process(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "slosmith", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_reader_that_has_seen_enough() -> None:
    """`slosmith schema | head -1` is no fault of anyone."""
    with _process("schema") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


def test_help_loads_nothing() -> None:
    """What only commands need would make every `slosmith --help` wait for it."""
    program = """
import sys
sys.argv = ["slosmith", "--help"]
from slosmith.cli import main
try:
    main()
finally:
    print(sorted({"pydantic", "yaml", "promql_parser", "jinja2"} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "generate" in done.stdout
    assert done.stderr == "[]\n"
