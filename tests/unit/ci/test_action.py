"""The GitHub Action, played step by step on a pull request."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from .conftest import ASKED, MACHINE, SLOSMITH, SPEC, Comments, Forge, git, plant, script
from .runner import ACTION, ROOT, STEPS, Runner

Play: TypeAlias = Callable[..., Runner]
PULL_REQUEST = {"event.pull_request.number": "7"}
WRONG = SPEC.replace("99.9%", "0.999")


@pytest.fixture
def play(tmp_path: Path, forge: Forge, machine: Mapping[str, str]) -> Play:
    """A runner at a checkout of the pull request or, with `before`, of a push. `real` is slosmith itself, on output
    that is fresh unless `fresh` says otherwise."""
    count = 0

    def play(
        revision: str = forge.merge,
        base: str = forge.before,
        before: str = "",
        real: bool = False,
        fresh: bool = True,
    ) -> Runner:
        nonlocal count
        count += 1
        workspace = forge.checkout(tmp_path / f"workspace{count}", revision)
        if real:
            script(Path(machine["GITHUB_ACTION_PATH"]) / "slosmith", ASKED + SLOSMITH)
        if real and fresh:
            command = [sys.executable, "-m", "slosmith", "generate"]
            subprocess.run(command, cwd=workspace, check=True, capture_output=True)
        event = {"event.before": before} if before else PULL_REQUEST | {"event.pull_request.base.sha": base}
        name = "push" if before else "pull_request"
        variables = {**machine, "GITHUB_EVENT_NAME": name, "GITHUB_SHA": revision}
        return Runner(tmp_path / f"runner{count}", workspace, event | {"token": "s3cret"}, variables)

    return play


def test_a_pull_request_is_checked_and_compared(play: Play, forge: Forge) -> None:
    runner = play(real=True)
    assert runner.run() == 0, runner.log
    assert [runner.result(name) for name in ("errors", "warnings")] == ["0", "0"]
    assert runner.result("notes") == "0"
    assert json.loads(Path(runner.result("sarif")).read_text())["version"] == "2.1.0"
    assert "<testsuites " in Path(runner.result("junit")).read_text()
    assert runner.summary.startswith("### slosmith check\n\n")
    comparison = Path(runner.result("diff")).read_text()
    assert comparison in runner.summary
    assert "99.5%" in comparison
    assert forge.main[:12] in comparison, (
        "compared with what it is merged into, not with the base in the event"
    )
    assert "s3cret" not in runner.log + runner.summary
    assert runner.used == ["actions/setup-python"]


def test_what_is_wrong_is_annotated_and_fails_after_all_steps(
    play: Play, forge: Forge, comments: Comments
) -> None:
    git(forge.folder, "switch", "--quiet", "merged")
    runner = play(forge.commit(WRONG), real=True, fresh=False, base=forge.main)
    assert runner.run(comment="true", sarif="true") == 1
    assert "::error file=specs/shop.yaml,line=7,col=13,title=slosmith%3A target-range::" in runner.log
    assert runner.result("errors") == "1"
    assert runner.used == ["actions/setup-python", "github/codeql-action/upload-sarif"]
    assert "specs/shop.yaml:7:13: error: " in runner.summary
    [body] = comments.bodies
    assert "[check](https://github.example/acme/slos/actions/runs/42): errors 1, warnings 0" in body


def test_stale_output_fails(play: Play) -> None:
    runner = play(real=True, fresh=False)
    assert runner.run() == 1
    assert "title=slosmith%3A stale" in runner.log


def test_strict_makes_errors_of_warnings(play: Play, forge: Forge) -> None:
    git(forge.folder, "switch", "--quiet", "merged")
    revision = forge.commit(SPEC + "alerts: [{name: A, expr: max(a), severity: high}]\n")
    mild, strict = play(revision, real=True), play(revision, real=True)
    assert (mild.run(strict="false"), strict.run()) == (0, 1)
    assert mild.result("warnings") == strict.result("errors") != "0"
    assert (mild.result("errors"), strict.result("warnings")) == ("0", "0")


def test_the_comment_is_written_once_and_kept_up_to_date(
    play: Play, forge: Forge, comments: Comments
) -> None:
    someone = {"id": 1, "user": {"login": "someone"}, "body": ""}
    comments.put(comments=[someone])
    assert play().run(comment="true") == 0
    first = comments.bodies[1]
    # Anyone may write our first line; theirs is not ours to change.
    comments.put(comments=[{**someone, "body": first}, *comments.data["comments"][1:]])
    git(forge.folder, "switch", "--quiet", "merged")
    later = play(forge.commit(SPEC.replace("99.9%", "99%")), base=forge.main)
    assert later.run(comment="true") == 0
    theirs, ours = comments.bodies
    assert theirs == first
    assert ours != first
    assert "99%" in ours
    assert ours.split("\n")[0] == first.split("\n")[0]
    hosts, tokens = zip(*(call[:2] for call in comments.data["calls"]), strict=True)
    assert (set(hosts), set(tokens)) == ({"github.example"}, {"s3cret"})


def test_two_folders_of_specs_have_a_comment_each(play: Play, forge: Forge, comments: Comments) -> None:
    git(forge.folder, "switch", "--quiet", "merged")
    git(forge.folder, "mv", "specs", "other")
    revision = forge.commit(SPEC.replace("99.9%", "99%"))
    for specs in ("specs", "other"):
        runner = play(revision, base=forge.main)
        runner.run(comment="true", specs=specs)
    assert len({body.split("\n")[0] for body in comments.bodies}) == 2


def test_what_changes_no_spec_gets_no_comment(play: Play, forge: Forge, comments: Comments) -> None:
    git(forge.folder, "switch", "--quiet", "main")
    (forge.folder / "README.md").write_text("x")
    revision = forge.commit(SPEC)
    assert play(revision, base=forge.main).run(comment="true") == 0
    assert comments.bodies == []


@pytest.mark.parametrize("broken", ["graphql", "--paginate", "repos/acme/slos/issues/7/comments", "--silent"])
def test_a_token_that_may_not_write_is_no_fault_of_the_specs(
    play: Play, comments: Comments, broken: str
) -> None:
    comments.put(broken=broken)
    runner = play()
    assert runner.run(comment="true") == 0
    assert (
        "::warning title=slosmith::the comment could not be written; it needs pull-requests: write"
        in runner.log
    )
    assert comments.bodies == []


def test_a_push_is_compared_with_what_was_there(play: Play, forge: Forge, comments: Comments) -> None:
    runner = play(forge.main, before=forge.before)
    assert runner.run(comment="true") == 0, runner.log
    assert forge.before in Path(runner.result("diff")).read_text()
    assert comments.bodies == []


def test_a_new_branch_has_nothing_to_compare_with(play: Play, forge: Forge) -> None:
    runner = play(forge.main, before="0" * 40)
    assert runner.run() == 0
    assert runner.result("diff") == ""
    assert "there is no commit to compare with" in runner.log


@pytest.mark.parametrize("base", ["topic", "refs/heads/topic", "head"])
def test_a_base_can_be_named(play: Play, forge: Forge, base: str) -> None:
    runner = play()
    assert runner.run(base=forge.head if base == "head" else base) == 0, runner.log
    assert forge.head in Path(runner.result("diff")).read_text()


def test_a_base_that_is_no_revision_is_told(play: Play) -> None:
    for base in ("nowhere", "--upload-pack=touch x"):
        runner = play()
        assert runner.run(base=base) == 0
        assert runner.result("diff") == ""
        assert not (runner.workspace / "x").exists()


def test_the_base_is_fetched_with_the_token_alone(play: Play, forge: Forge) -> None:
    """Also where the checkout left its own: of two GitHub would refuse both. It stands in no list of processes."""
    asked: list[list[str]] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.headers.get_all("Authorization", []))
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        runner = play()
        runner.machine["GITHUB_SERVER_URL"] = address
        git(runner.workspace, "remote", "set-url", "origin", f"{address}/acme/slos")
        git(runner.workspace, "config", f"http.{address}/.extraheader", "AUTHORIZATION: basic old")
        assert runner.run() == 0
        server.shutdown()
    assert asked
    assert {tuple(headers) for headers in asked} == {
        (f"basic {b64encode(b'x-access-token:s3cret').decode()}",)
    }
    assert runner.result("diff") == ""


def test_a_fault_of_our_own_ends_it(play: Play, machine: Mapping[str, str]) -> None:
    script(Path(machine["GITHUB_ACTION_PATH"]) / "slosmith", "exit 3")
    runner = play()
    assert runner.run() == 3
    assert runner.summary == ""


def test_hostile_specs_have_no_say_in_the_log_or_the_outputs(play: Play, forge: Forge) -> None:
    git(forge.folder, "switch", "--quiet", "merged")
    hostile = "x\\n::add-mask::y\\n##[error]z\\nerrors=9\\n"
    revision = forge.commit(SPEC.replace("Checkout", f'"{hostile}"').replace("99.9%", '"::stop-commands::x"'))
    runner = play(revision, real=True, fresh=False)
    assert runner.run() == 1
    commands = [line for line in runner.log.splitlines() if re.match(r"\s*::", line) or "##[" in line]
    assert all(re.match(r"::(error|warning|notice) file=", line) for line in commands)
    assert runner.result("errors") == str(len(commands))


@pytest.mark.parametrize("version", ["", "0.1.0"])
def test_no_python_of_the_branch_runs(play: Play, tmp_path: Path, version: str) -> None:
    """Neither out of the working directory, nor because PYTHONPATH leads there. A version is not found without an index."""
    runner = play(real=True)
    plant(runner.workspace, tmp_path / "owned")
    runner.machine |= {"PYTHONPATH": ".", "PIP_NO_INDEX": "1"}
    code = runner.run(comment="true", version=version)
    assert not (tmp_path / "owned").exists(), (tmp_path / "owned").read_text()
    assert code == (1 if version else 0), runner.log
    assert ("No matching distribution" in runner.log) == bool(version)


@pytest.mark.parametrize(
    "file", ["scripts/action.sh", "scripts/setup.sh", "scripts/tools.sh", "templates/slosmith.yml"]
)
def test_python_is_started_isolated(file: str) -> None:
    commands = [
        line for line in (ROOT / file).read_text("utf-8").splitlines() if not line.lstrip().startswith("#")
    ]
    started = re.findall(r'(?:python3?|\$PYTHON|\$python|\$candidate)"? -(\S+)', "\n".join(commands))
    assert set(started) <= {"I"}
    assert started or file == "scripts/tools.sh"


def test_it_installs_what_is_pinned(play: Play) -> None:
    runner = play()
    runner.run()
    assert f"setup.sh requirements-run.txt with {runner.python}" in runner.log
    assert "tools.sh promtool amtool" in runner.log


def test_a_released_version_can_be_asked_for(play: Play, tmp_path: Path) -> None:
    python = tmp_path / "python" / "python3"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\nmkdir -p "$4/bin"; cp "$0.inner" "$4/bin/python"; echo "python $*"; pwd\n')
    python.chmod(0o755)
    script(
        python.with_name("python3.inner"),
        'case $3 in pip) echo "$*"; pwd ;; *) echo "released $*"; exit 5 ;; esac',
    )
    runner = play()
    runner.python = str(python)
    assert runner.run(version="0.1.0") == 5
    temp = runner.folder / "temp"
    assert f"python -I -m venv {temp}/slosmith-venv\n{temp}\n-I -m pip install --quiet" in runner.log
    assert "slosmith==0.1.0" in runner.log
    assert "released -I -m slosmith check --specs specs" in runner.log
    assert "setup.sh" not in runner.log


@pytest.mark.parametrize("version", ["0.1 @ https://evil.example/x", "-r x", "$(touch x)", "0.1;touch x"])
def test_a_version_is_a_version(play: Play, version: str) -> None:
    runner = play()
    assert runner.run(version=version) == 1
    assert "is not a version" in runner.log


# The file itself


def test_no_text_of_others_becomes_a_program() -> None:
    for step in STEPS:
        assert "${{" not in step.get("run", ""), "it would be run as it is: give it by env"


def test_actions_are_pinned_as_in_the_workflow() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    pins = re.findall(r"uses: (\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", text, re.MULTILINE)
    assert len(pins) == text.count("uses:") == 2
    workflow = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    assert pins[0].startswith("actions/setup-python@")
    assert pins[0] in workflow


def test_the_workflow_uses_the_action_with_inputs_that_it_has() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    [job] = [
        job for job in workflow["jobs"].values() if any(step.get("uses") == "./" for step in job["steps"])
    ]
    assert job["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert set(job["steps"][-1]["with"]) <= set(ACTION["inputs"])


def test_the_page_names_every_input() -> None:
    page = (ROOT / "docs/ci.md").read_text("utf-8")
    assert [name for name in ACTION["inputs"] if f"`{name}`" not in page] == []


def test_the_script_refuses_what_is_no_step(tmp_path: Path) -> None:
    environment = {**MACHINE, "RUNNER_TEMP": str(tmp_path)}
    command = ["sh", str(ROOT / "scripts/action.sh"), "destroy"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "usage: action.sh install|check|diff|comment\n")
