"""A repository with a pull request in it, a stand-in for `gh`, and programs for the action to run."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from slosmith.tools.run import Tool

ROOT = Path(__file__).parents[3]
SPEC = """\
apiVersion: slosmith/v1
kind: Service
name: shop
slos:
  - id: SLO-SHOP-001
    title: Checkout
    target: 99.9%
    window: 7d
    sli: {ratio: {bad: errors_total, total: requests_total}}
"""
# The rules alone, and an SLO window that Prometheus keeps: nothing to wait for, and nothing to be told.
PROJECT = "apiVersion: slosmith/v1\nkind: Project\nname: acme\nretention: 30d\ntargets: [prometheus]\n"
# What the runner hands to every step.
MACHINE = {
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_REPOSITORY": "acme/slos",
    "GITHUB_RUN_ID": "42",
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_SHA": "",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
}
# gh has jq built in; where there is none, the stand-in knows what the one expression gives.
GH = """
import json, os, subprocess, sys
store = os.environ["FAKE_GH"]
data = json.load(open(store))
arguments = sys.argv[1:]
data["calls"].append([os.environ["GH_HOST"], os.environ["GH_TOKEN"], *arguments])
def of(name):
    return arguments[arguments.index(name) + 1] if name in arguments else ""
def answer():
    if data["broken"] in arguments[1:3]:
        print("gh: Resource not accessible by integration (HTTP 403)", file=sys.stderr)
        return 1
    if "graphql" in arguments:
        print(data["me"])
    elif "--paginate" in arguments:
        if os.environ["FAKE_JQ"]:
            command = [os.environ["FAKE_JQ"], "-r", of("--jq")]
            subprocess.run(command, input=json.dumps(data["comments"]), text=True, check=True)
        else:
            for each in data["comments"]:
                print(each["id"], each["user"]["login"], each["body"].split("\\n")[0], sep="\\t")
    else:
        key, _, file = of("-F").partition("=@")
        assert key == "body"
        body = open(file).read()
        assert len(body) <= 65536
        if of("--method") == "PATCH":
            [comment] = [each for each in data["comments"] if arguments[-3].endswith(f"/comments/{each['id']}")]
            comment["body"] = body
        else:
            number = len(data["comments"]) + 100
            data["comments"].append({"id": number, "user": {"login": data["me"]}, "body": body})
    return 0
code = answer()
json.dump(data, open(store, "w"))
sys.exit(code)
"""

# What stands for Python is asked for slosmith, isolated from the checkout.
ASKED = 'case "$1 $2 $3" in "-I -m slosmith") shift 3 ;; *) echo "python $*" >&2; exit 9 ;; esac\n'
# As quick as a shell: finds nothing, and compares as git does.
STAND_IN = """\
case $1 in
check) for each; do case $each in json=*) echo '[]' >"${each#*=}" ;; *=*) echo none >"${each#*=}" ;; esac; done ;;
diff) echo "### slosmith: compared with $(git rev-parse "$2")"; git diff "$2" -- "$4" ;;
esac"""
SLOSMITH = f'exec {shlex.quote(sys.executable)} -I -m slosmith "$@"'
# What Python would import of a checkout: as the modules that are run, and as those that they import.
IMPORTABLE = ("pip", "venv", "ensurepip", "slosmith", "json", "os", "re", "sitecustomize", "usercustomize")


def plant(workspace: Path, marker: Path) -> None:
    """Modules in a checkout that say so when they are imported."""
    for name in IMPORTABLE:
        (workspace / f"{name}.py").write_text(f"open({str(marker)!r}, 'a').write('{name} ')\n")


def git(folder: Path, *arguments: str) -> str:
    names = {
        f"GIT_{who}_{what}": "x@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    command = ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments]
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


class Forge:
    """A repository as GitHub holds it: main, a pull request, and what it would be when merged."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        git(folder, "init", "--quiet")
        git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
        self.commit(PROJECT, "project.yaml")
        self.before = self.commit(SPEC)
        git(folder, "switch", "--quiet", "--create", "topic")
        self.head = self.commit(SPEC.replace("99.9%", "99.5%"))
        git(folder, "switch", "--quiet", "main")
        self.main = self.commit(PROJECT + "title: Acme\n", "project.yaml")
        git(folder, "switch", "--quiet", "--create", "merged")
        git(folder, "merge", "--quiet", "--no-ff", "topic")
        self.merge = git(folder, "rev-parse", "HEAD")

    def commit(self, text: str, name: str = "shop.yaml") -> str:
        (self.folder / "specs").mkdir(exist_ok=True)
        (self.folder / "specs" / name).write_text(text)
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "--quiet", "--message", "x")
        return git(self.folder, "rev-parse", "HEAD")

    def checkout(self, folder: Path, revision: str, depth: int = 1) -> Path:
        """As actions/checkout does it: one commit and no branch."""
        folder.mkdir()
        git(folder, "init", "--quiet")
        git(folder, "remote", "add", "origin", self.folder.as_uri())
        git(folder, "fetch", "--quiet", f"--depth={depth}", "origin", revision)
        git(folder, "checkout", "--quiet", "FETCH_HEAD")
        return folder


class Comments:
    """What the stand-in for `gh` knows, and what it was asked."""

    def __init__(self, store: Path):
        self.store = store
        self.write(me="github-actions[bot]", comments=[], calls=[], broken="")

    def write(self, **data: Any) -> None:
        self.store.write_text(json.dumps(data))

    def put(self, **data: Any) -> None:
        self.write(**(self.data | data))

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.store.read_text())
        return found

    @property
    def bodies(self) -> list[str]:
        return [each["body"] for each in self.data["comments"]]


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path / "forge")


@pytest.fixture
def comments(tmp_path: Path) -> Comments:
    return Comments(tmp_path / "gh.json")


@pytest.fixture
def machine(tmp_path: Path, comments: Comments, promtool: Tool) -> Mapping[str, str]:
    """An action whose set-up installs the stand-in for slosmith beside it, on a machine that has `gh`."""
    programs = tmp_path / "programs"
    programs.mkdir()
    script(programs / "gh", f'exec {shlex.quote(sys.executable)} -I -c {shlex.quote(GH)} "$@"')
    action = tmp_path / "action"
    shutil.copytree(ROOT / "scripts", action / "scripts")
    script(action / "slosmith", ASKED + STAND_IN)
    script(
        action / "scripts" / "setup.sh",
        'echo "setup.sh $* with $(command -v python3)"; bin=$(dirname "$0")/../.venv/bin; mkdir -p "$bin"\n'
        'cp "$(dirname "$0")/../slosmith" "$bin/python"; chmod +x "$bin/python"',
    )
    script(action / "scripts" / "tools.sh", 'echo "tools.sh $*"')
    return MACHINE | {
        "GITHUB_ACTION_PATH": str(action),
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "FAKE_GH": str(comments.store),
        "FAKE_JQ": shutil.which("jq") or "",
    }


def script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
