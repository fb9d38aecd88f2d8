"""git repositories for tests: real ones, whose identity, branch and configuration are the same everywhere."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_ALWAYS = {
    "user.name": "A",
    "user.email": "a@example.com",
    "commit.gpgsign": "false",
    "protocol.file.allow": "always",
}


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> str:
    """What git says, without the newline at the end."""
    options = [part for key, value in _ALWAYS.items() for part in ("-c", f"{key}={value}")]
    done = subprocess.run(
        ["git", "-C", str(folder), *options, *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode().removesuffix("\n")


def make(folder: Path, branch: str = "main") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q")
    git(folder, "symbolic-ref", "HEAD", f"refs/heads/{branch}")
    return folder


def commit(folder: Path, message: str = "x") -> str:
    """All that is there, as a commit."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")
