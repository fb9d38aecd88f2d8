"""Plays action.yml as GitHub's runner does: one step after another, with what each step's `env` gives it and no more."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


class Runner:
    """`event` has what `github.*` expressions give, `machine` the runner's own variables."""

    def __init__(self, folder: Path, workspace: Path, event: Mapping[str, str], machine: Mapping[str, str]):
        self.folder, self.workspace, self.machine = folder, workspace, dict(machine)
        self.known = {f"github.{name}": value for name, value in event.items()}
        self.log, self.used = "", list[str]()
        self.python = shutil.which("python3") or ""
        for name in ("temp", "summary", "output"):
            (folder / name).mkdir(parents=True)

    def run(self, **inputs: str) -> int:
        """0, or the exit code of the step that failed."""
        self.known |= {
            f"inputs.{name}": inputs.get(name.replace("-", "_"), self._filled(each["default"]))
            for name, each in ACTION["inputs"].items()
        }
        for number, step in enumerate(STEPS):
            if self._wanted(step.get("if", "true")):
                code = self._use(step) if "uses" in step else self._run(number, step)
                if code:
                    return code
        return 0

    @property
    def summary(self) -> str:
        return "".join(path.read_text("utf-8") for path in sorted((self.folder / "summary").iterdir()))

    def result(self, name: str) -> str:
        return self._filled(ACTION["outputs"][name]["value"])

    def _value(self, expression: str) -> str:
        """What was not set is empty, as it is there; a name that nothing can set is a mistake in action.yml."""
        values = [self.known.get(name, "") for name in expression.split(" || ")]
        for name in expression.split(" || "):
            assert re.match(r"github\.|inputs\.|steps\.", name)
            assert not name.startswith("inputs.") or name[7:] in ACTION["inputs"]
            assert not name.startswith("steps.") or name.split(".")[1] in {step.get("id") for step in STEPS}
        return next(filter(None, values), "")

    def _filled(self, text: str) -> str:
        return _EXPRESSION.sub(lambda found: self._value(found[1]), text)

    def _wanted(self, condition: str) -> bool:
        for part in condition.split(" && "):
            name, _, value = part.partition(" == ")
            found = "true" if name == "true" else self._value(name)
            if not (found == value.strip("'") if value else found):
                return False
        return True

    def _use(self, step: dict[str, Any]) -> int:
        self.used.append(step["uses"].split("@")[0])
        if step.get("id"):
            self.known[f"steps.{step['id']}.outputs.python-path"] = self.python
        return 0

    def _run(self, number: int, step: dict[str, Any]) -> int:
        output = self.folder / "output" / str(number)
        environment = self.machine | {
            name: self._filled(value) for name, value in step.get("env", {}).items()
        }
        environment |= {
            "GITHUB_ACTION_PATH": self.machine.get("GITHUB_ACTION_PATH", str(ROOT)),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary" / f"{number:02}"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "PATH": self.machine.get("PATH", os.environ["PATH"]),
        }
        done = subprocess.run(
            [step["shell"], "-e", "-c", step["run"]],
            cwd=self.workspace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        self.log += done.stdout
        for line in output.read_text("utf-8").splitlines() if output.exists() else ():
            name, value = line.split("=", 1)
            self.known[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode
