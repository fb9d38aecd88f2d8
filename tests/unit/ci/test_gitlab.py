"""The GitLab component: its jobs played in a shell, with a stand-in for GitLab behind `curl`."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import ROOT, STAND_IN, Forge, plant, script

HEADER, JOBS = yaml.safe_load_all((ROOT / "templates/slosmith.yml").read_text("utf-8"))
DEFAULTS = {name: each["default"] for name, each in HEADER["spec"]["inputs"].items()}
CURL = """
import json, os, sys, urllib.parse
store = os.environ["FAKE_GITLAB"]
data = json.load(open(store))
arguments = sys.argv[1:]
assert arguments[:2] == ["--config", "-"] and "--fail" in arguments
url, header = arguments[-1], sys.stdin.read()
data["calls"].append(arguments)
json.dump(data, open(store, "w"))
if header != 'header = "PRIVATE-TOKEN: s3cret"\\n' or data["broken"] in arguments:
    sys.exit(22)
if url.endswith("/user"):
    print(json.dumps({"id": 5}))
elif "--data-urlencode" not in arguments:
    print(json.dumps(data["notes"]))
else:
    name, _, file = arguments[arguments.index("--data-urlencode") + 1].partition("@")
    assert name == "body"
    method = arguments[arguments.index("--request") + 1]
    if method == "POST":
        data["notes"].append({"id": 100 + len(data["notes"]), "author": {"id": 5}})
    note = data["notes"][-1] if method == "POST" else next(n for n in data["notes"] if url.endswith(f"/{n['id']}"))
    note["body"] = open(file).read()
json.dump(data, open(store, "w"))
"""


class Server:
    def __init__(self, folder: Path, forge: Forge):
        self.folder = forge.checkout(folder / "workspace", forge.merge, depth=9)
        self.base, self.store, self.programs = forge.main, folder / "gitlab.json", folder / "programs"
        self.programs.mkdir()
        self.put(notes=[], calls=[], broken="")
        script(self.programs / "curl", f'exec {shlex.quote(sys.executable)} -I -c {shlex.quote(CURL)} "$@"')
        self.slosmith(f'echo "slosmith $*" >&2\n{STAND_IN}')

    def slosmith(self, body: str) -> None:
        """What Python does when it is asked for slosmith, isolated from the checkout."""
        real = shlex.quote(sys.executable)
        script(
            self.programs / "python3",
            f'[ "$1 $2 $3" = "-I -m slosmith" ] || exec {real} "$@"\nshift 3\n{body}',
        )

    def put(self, **data: Any) -> None:
        self.store.write_text(json.dumps(data))

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.store.read_text())
        return found

    def play(
        self, job: str, inputs: Mapping[str, str] = DEFAULTS, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """The script of a job, as the runner joins its lines, with the variables of a merge request."""
        whole = {**JOBS[JOBS[job]["extends"]], **JOBS[job]}
        given = {**JOBS[".slosmith"]["variables"], **whole.get("variables", {})}
        environment = {
            **{name: _filled(value, inputs) for name, value in given.items()},
            "CI_API_V4_URL": "https://gitlab.example/api/v4",
            "CI_PROJECT_ID": "3",
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": self.base,
            "FAKE_GITLAB": str(self.store),
            "PATH": os.pathsep.join((str(self.programs), os.environ["PATH"])),
            **variables,
        }
        lines = "\n".join(_filled(line, inputs) for line in whole["script"])
        return subprocess.run(
            ["sh", "-e", "-c", lines],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


def _filled(text: str, inputs: Mapping[str, str]) -> str:
    return re.sub(r"\$\[\[ inputs\.(\w+) \]\]", lambda found: inputs[found[1]], text)


@pytest.fixture
def server(tmp_path: Path, forge: Forge) -> Server:
    folder = tmp_path / "server"
    folder.mkdir()
    return Server(folder, forge)


def test_check_writes_the_reports_that_are_collected(server: Server) -> None:
    done = server.play("slosmith-check")
    assert done.returncode == 0, done.stderr
    assert "slosmith check --strict --specs specs --output output" in done.stderr
    for report in JOBS["slosmith-check"]["artifacts"]["reports"].values():
        assert (server.folder / report).is_file()
    assert JOBS["slosmith-check"]["artifacts"]["when"] == "always", "they matter when it failed"


def test_check_fails_with_slosmith(server: Server) -> None:
    server.slosmith("exit 1")
    assert server.play("slosmith-check").returncode == 1


def test_folders_with_odd_names_are_one_word(server: Server) -> None:
    done = server.play("slosmith-check", {**DEFAULTS, "specs": "my specs; touch x"})
    assert "--specs my specs; touch x --output" in done.stderr
    assert not (server.folder / "x").exists()


def test_the_comparison_is_an_artifact(server: Server) -> None:
    done = server.play("slosmith-diff")
    assert done.returncode == 0, done.stderr
    [artifact] = JOBS["slosmith-diff"]["artifacts"]["paths"]
    assert f"compared with {server.base}" in (server.folder / artifact).read_text()
    assert server.data["calls"] == []
    assert re.fullmatch(r"[A-Za-z0-9_ -]{1,100}", JOBS["slosmith-diff"]["artifacts"]["expose_as"])


def test_specs_that_cannot_be_compared_are_told(server: Server) -> None:
    server.slosmith("echo '### slosmith: the specs cannot be compared'; exit 1")
    assert server.play("slosmith-diff").returncode == 0
    server.slosmith("exit 2")
    assert server.play("slosmith-diff").returncode == 1


def test_the_note_is_written_once_and_kept_up_to_date(server: Server) -> None:
    theirs = {"id": 1, "author": {"id": 4}, "body": ""}
    server.put(notes=[theirs], calls=[], broken="")
    done = server.play("slosmith-diff", SLOSMITH_TOKEN="s3cret")
    assert (done.returncode, "could not" in done.stdout) == (0, False), done.stderr
    first = server.data["notes"][1]["body"]
    assert first.startswith("<!-- slosmith ")
    # Anyone may write our first line; theirs is not ours to change.
    server.put(notes=[{**theirs, "body": first}, *server.data["notes"][1:]], calls=[], broken="")
    server.base = "HEAD~1"
    assert server.play("slosmith-diff", SLOSMITH_TOKEN="s3cret").returncode == 0
    spared, kept = server.data["notes"]
    assert spared["body"] == first
    assert kept["body"].split("\n")[0] == first.split("\n")[0]
    assert not any("s3cret" in argument for call in server.data["calls"] for argument in call)
    assert [call[-1] for call in server.data["calls"]][-1].endswith("/merge_requests/7/notes/101")


def test_no_python_of_the_branch_runs_beside_the_token(server: Server, tmp_path: Path) -> None:
    plant(server.folder, tmp_path / "owned")
    done = server.play("slosmith-diff", SLOSMITH_TOKEN="s3cret", PYTHONPATH=".")
    assert not (tmp_path / "owned").exists(), (tmp_path / "owned").read_text()
    assert (done.returncode, len(server.data["notes"])) == (0, 1), done.stderr


def test_no_file_of_the_branch_is_written_through(server: Server, tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("kept")
    names = ("diff.md", "note.md", "user.json", "notes.json")
    for name in names:
        (server.folder / f"slosmith-{name}").symlink_to(tmp_path / "theirs")
    assert server.play("slosmith-diff", SLOSMITH_TOKEN="s3cret").returncode == 0
    assert (tmp_path / "theirs").read_text() == "kept"


@pytest.mark.parametrize("broken", ["https://gitlab.example/api/v4/user", "POST"])
def test_a_note_that_cannot_be_written_is_no_fault_of_the_specs(server: Server, broken: str) -> None:
    server.put(notes=[], calls=[], broken=broken)
    done = server.play("slosmith-diff", SLOSMITH_TOKEN="s3cret")
    assert (done.returncode, server.data["notes"]) == (0, [])
    assert "the note could not be written" in done.stdout


def test_every_input_is_used_and_on_the_page() -> None:
    text = (ROOT / "templates/slosmith.yml").read_text("utf-8")
    page = (ROOT / "docs/ci.md").read_text("utf-8")
    assert set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", text)) == set(DEFAULTS)
    assert [name for name in DEFAULTS if f"`{name}`" not in page] == []
